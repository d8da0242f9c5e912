import type { DeathPoint } from './die-at.ts';

/** What somebody does, or what time does, that brings the process to a point. */
export type Deed = 'vote' | 'publish' | 'decide' | 'review' | 'stop';

/** Where a process is to die, in words, and what brings it there. */
export interface NamedPoint extends DeathPoint {
  name: string;
  by: Deed;
}

const point = (by: Deed, name: string, where: DeathPoint): NamedPoint => ({ by, name, ...where });

/** What a death may tear apart: an act and its answer, a message and its record, one team’s tick and the next one’s.
 * A post that never arrived comes early: it is looked for twice, a minute apart, while the others are lived through. */
export const namedPoints: readonly NamedPoint[] = [
  point('publish', 'before the commit of a page', {
    when: 'before',
    what: 'commit',
    of: 'onepager',
  }),
  point('publish', 'after the commit of a page', { when: 'after', what: 'commit', of: 'onepager' }),
  point('publish', 'with a post claimed', { when: 'before', what: 'call', of: 'chat.postMessage' }),
  point('publish', 'with a post accepted, not recorded', {
    ...{ when: 'after', what: 'call', of: 'chat.postMessage' },
  }),
  point('vote', 'before the key of an act', { when: 'before', what: 'write', of: 'action_key' }),
  point('vote', 'between the key and the vote', { when: 'before', what: 'write', of: 'vote' }),
  point('vote', 'between a vote and its card', { when: 'after', what: 'write', of: 'vote' }),
  point('vote', 'before the commit of a vote', { when: 'before', what: 'commit', of: 'vote' }),
  point('vote', 'after the commit, before the ack', { when: 'after', what: 'commit', of: 'vote' }),
  point('vote', 'with the ack ready', { when: 'before', what: 'ack', of: 'vote' }),
  point('vote', 'with the ack sent', { when: 'after', what: 'ack', of: 'vote' }),
  point('vote', 'with an update claimed', { when: 'before', what: 'call', of: 'chat.update' }),
  point('vote', 'with an update accepted', { when: 'after', what: 'call', of: 'chat.update' }),
  point('decide', 'before the commit of a decision', {
    ...{ when: 'before', what: 'commit', of: 'decision' },
  }),
  point('decide', 'after the commit of a decision', {
    ...{ when: 'after', what: 'commit', of: 'decision' },
  }),
  point('decide', 'between a decision and its words', {
    ...{ when: 'after', what: 'write', of: 'decision' },
  }),
  point('review', 'in a tick, between two teams', {
    ...{ when: 'before', what: 'write', of: 'review', nth: 2 },
  }),
  point('review', 'in a tick, before its teams are kept', {
    ...{ when: 'before', what: 'commit', of: 'review' },
  }),
  point('review', 'in a tick, when its teams are kept', {
    ...{ when: 'after', what: 'commit', of: 'review' },
  }),
  point('stop', 'while it drains, with a post under way', {
    ...{ when: 'after', what: 'call', of: 'chat.postMessage' },
  }),
];
