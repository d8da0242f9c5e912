import { context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, escape } from '../../platform/slack/text.ts';
import { type ElsewhereWord, type KnownWord, knownWords } from './rules.ts';

const whatFor: Readonly<Record<KnownWord, { usage: string; does: string }>> = {
  '': { usage: '/onepager', does: 'write a one-pager, or go on with your draft' },
  list: { usage: '/onepager list', does: 'what is running in your team' },
  show: { usage: '/onepager show 12', does: 'a one-pager or a decision, by its number' },
  decisions: {
    usage: '/onepager decisions words',
    does: 'search the decision log: words, stopped, @name, since 1 Nov, due, against the rule',
  },
  defaults: { usage: '/onepager defaults', does: 'the floor: how we do it here, and what changed' },
  export: { usage: '/onepager export csv', does: 'the log as a file for you: csv, md or json' },
  vote: { usage: '/onepager vote', does: 'vote on the cards of the open review, in one form' },
  away: { usage: '/onepager away', does: 'who is away, and when' },
  scene: {
    usage: '/onepager scene sales',
    does: 'a worked scene to read, with its own weak spots',
  },
  settings: {
    usage: '/onepager settings',
    does: 'rhythm, roll-up, votes, days off, protected areas, more alarms, roles, the company post',
  },
  receipt: {
    usage: '/onepager receipt',
    does: 'your andon again, with its code: read the answer, add, withdraw',
  },
  help: { usage: '/onepager help', does: 'this list' },
};

/** Everything that `/onepager` can do, for one person. */
export function helpAnswer(): MessageContent {
  return {
    text: 'What /onepager can do',
    blocks: [
      section(`*What \`/onepager\` can do*\n${commandLines()}`),
      context(
        'Reviews and the roll-up come by themselves. A message’s menu has *Add as evidence* and *Log as decision*. A new team starts by typing `/invite @Barbell` in its channel.',
        'On a one-pager’s card: sharpen it (co-authors, assumptions, when to stop outright) or edit it, see its trend, hand it over, park it, or *freeze* it: it stops at once until its evidence review has decided. What waits for you is on the Home tab.',
        '*Log a deviation*, among the shortcuts and on Home, writes down what you do otherwise than usual without a one-pager; in a protected area an approver agrees first. The *Anthropologist hat*, beside it, looks at one real case of how you work, private by default.',
        'Doubt an assumption without your name: the shortcut *Pull andon (anonymous)*, also on Home and under every review.',
        'One-pagers and entries of the log share their numbers.',
      ),
    ],
  };
}

const whereToPress: Readonly<Record<ElsewhereWord, string>> = {
  freeze:
    '*Freeze* is on a one-pager’s card in your team’s channel, and on Home: it stops at once until its evidence review has decided. *End the freeze* is on the message that told of it. `/onepager list` shows what is frozen.',
  alarms:
    'The alarms that stand are on Home, under your team; each has its message in the team’s channel. More kinds of them are switched on in `/onepager settings`.',
  deviation:
    '*Log a deviation* is among the shortcuts and on Home, under your team. A one-pager that departs from a habit is a deviation by itself. `/onepager defaults` shows what one departs from.',
};

/** Says where something is pressed that is no word of `/onepager`. */
export function elsewhereAnswer(word: ElsewhereWord): MessageContent {
  const text = whereToPress[word];
  return { text, blocks: [section(text)] };
}

/** Says that a word is not known, with the nearest one, what was typed behind it, and the list of those that are. */
export function unknownAnswer(
  typed: string,
  nearest: KnownWord | undefined,
  rest = '',
): MessageContent {
  const word = tidy(typed);
  const guess =
    nearest === undefined ? '' : ` Did you mean \`${suggest({ typed, rest }, nearest)}\`?`;
  const text = `I do not know the word “${escape(word)}”.${guess}`;
  return { text, blocks: [section(text), section(commandLines())] };
}

/** The command as it was meant: with what the person typed behind it, not with an example of ours. */
function suggest({ typed, rest }: { typed: string; rest: string }, nearest: KnownWord): string {
  const behind = nearest === 'show' ? (/\d{1,9}/.exec(`${typed} ${rest}`)?.[0] ?? '') : tidy(rest);
  if (nearest === '' || behind === '') return whatFor[nearest].usage;
  return `/onepager ${nearest} ${escape(behind)}`;
}

function tidy(words: string): string {
  return cut(words.replace(/[`\s]+/g, ' ').trim(), 40);
}

function commandLines(): string {
  return knownWords.map((word) => `\`${whatFor[word].usage}\`  ${whatFor[word].does}`).join('\n');
}
