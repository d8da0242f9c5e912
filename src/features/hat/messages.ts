import type { Button } from '@slack/types';
import { button } from '../../platform/slack/blocks.ts';
import { mention } from '../../platform/slack/text.ts';
import type { HatCase } from './rules.ts';

/** The ids of this feature's buttons and fields. */
export const hatActions = {
  /** Opens a fresh form, or the draft; value: a team's id, or nothing. */
  open: 'hat.open',
  list: 'hat.list',
  /** Values of these: a case's id. */
  show: 'hat.show',
  edit: 'hat.edit',
  drop: 'hat.drop',
  throwAway: 'hat.throw-away',
  /** The variant is the counter-move. */
  follow: 'hat.follow',
  type: 'hat.type',
  reshape: 'hat.reshape',
  resumeDraft: 'draft.resume',
} as const;

/** The button that any message can carry: a case of one's own, beside a deviation the other small dose of a cycle. */
export function hatButton({ teamId }: { teamId: string }): Button {
  return button({ label: 'Anthropologist hat', actionId: hatActions.open, value: teamId });
}

/** The sentences that people are told when something cannot be done. */
export const hatWords = {
  gone: 'This case is not there any more, or it is not yours to read. *Cases* on the Home tab shows what is.',
  noTeam:
    'You are in no team yet. Go to your team’s channel, type `/invite @Barbell` there and press *Set up* on the card that I post.',
  notMember:
    'Cases are written by full members of the team’s channel. Join it, then it works at once.',
} as const;

/** Who reads a case, in one sentence. */
export function readByWords(one: Pick<HatCase, 'visibility' | 'readerIds'>): string {
  switch (one.visibility) {
    case 'me':
      return 'Read by its author alone.';
    case 'people':
      return `Read by its author and ${one.readerIds.map(mention).join(', ')}.`;
    case 'team':
      return 'Read by the full members of the team’s channel.';
    case 'workspace':
      return 'Read by every full member of the workspace.';
  }
}
