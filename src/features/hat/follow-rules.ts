// A counter-move becomes a draft one-pager of its author: a name, what is tried and the smallest test of it, in words of our
// own. Nothing of the case is carried over, because a one-pager is published one day and the case may be private. What
// people do otherwise, and the numbers, are for the author to say. (ANTHRO-BALANCE, ANTHRO-UNSAFE)

import type { BetFields } from '../quality/rules.ts';
import type { Move } from './rules.ts';

const starts: Readonly<
  Record<Move, Pick<BetFields, 'title' | 'change' | 'moves' | 'smallestTest'>>
> = {
  'how-checkpoint': {
    title: 'Context and how before we start',
    change: 'a ten-minute checkpoint before work starts: why it matters, and how we would do it',
    moves: 'work that has to be done again because its reason was unclear',
    smallestTest: 'the next piece of work that starts this week',
  },
  'one-to-ones': {
    title: 'Cross-team 1:1s',
    change: 'a half-hour 1:1 each week between two people on both sides of a hand-over',
    moves: 'things that are stuck between two teams',
    smallestTest: 'two people, two talks, this week',
  },
  prototype: {
    title: 'A mini prototype first',
    change: 'something people can try before anything is polished',
    moves: 'how soon we learn from users',
    smallestTest: 'a prototype of one day, shown to three users this week',
  },
  publish: {
    title: 'Publish v0.0.1, then a retro',
    change: 'showing the unfinished first version, with a retro a week later',
    moves: 'how soon somebody says what is wrong',
    smallestTest: 'one v0.0.1 this week, and twenty minutes of retro',
  },
};

/** The fields that a counter-move fills in a fresh draft; all others stay as they are. */
export function followFields(move: Move, fresh: BetFields): BetFields {
  return { ...fresh, ...starts[move] };
}
