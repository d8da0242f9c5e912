import type { KnownBlock } from '@slack/types';
import { section } from '../../platform/slack/blocks.ts';
import { dateToken, mention } from '../../platform/slack/text.ts';
import type { Freeze } from '../onepager/freeze-rules.ts';
import { strong, words } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';

/** A freeze that lasts, with what it is about. */
export interface FrozenLine {
  freeze: Pick<Freeze, 'byUserId' | 'reason' | 'reviewAt'>;
  onepager: Pick<OnePager, 'number' | 'bet'>;
}

const mostShown = 5;

/** What of a team is frozen, why, and when that is decided. */
export function frozenBlocks(frozen: readonly FrozenLine[]): KnownBlock[] {
  if (frozen.length === 0) return [];
  const more = frozen.length - mostShown;
  const lines = frozen
    .slice(0, mostShown)
    .map(
      ({ freeze, onepager }) =>
        `• ${strong(`#${onepager.number} ${onepager.bet.title}`, 100)}, by ${mention(freeze.byUserId)}: ${words(freeze.reason, 200)} · evidence review ${dateToken(freeze.reviewAt, 'date-time')}`,
    );
  return [section(['*Frozen*', ...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))];
}
