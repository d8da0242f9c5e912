import type { OnePagerId } from '../../lib/ids.ts';
import { button } from '../../platform/slack/blocks.ts';
import { mention } from '../../platform/slack/text.ts';
import type { Turnout } from '../review/rules.ts';

/** Said to somebody who may vote but not decide. */
export function mayNotDecideText(ownerId: string): string {
  return `Logging the decision is for the owner, ${mention(ownerId)}, or a leader of the team. Your vote on the card counts, and they see it.`;
}

/** How many voted, and how, when this person may see it. */
export function voteLine(turnout: Turnout, split: string | undefined): string {
  const voted = `${turnout.voted} of ${turnout.expected} voted`;
  if (split !== undefined) return `${voted} · ${split}`;
  return turnout.voted === 0 ? voted : `${voted} · vote on the card to see how`;
}

/** *Stop it* beside a one-pager, wherever it is; `label` may say it in other words. */
export function stopButton(onepagerId: OnePagerId, label = 'Stop it') {
  return button({ label, actionId: stopActionId, value: onepagerId });
}

/** The action id of *Stop it*. */
export const stopActionId = 'decide.stop';

/** Why a one-pager is not stopped by this press, and who may. */
export const stopWords = {
  over: (number: number) => `#${number} does not run any more, so there is nothing to stop.`,
  frozen: (number: number) =>
    `#${number} is frozen: nothing of it goes on, and its evidence review decides whether it ends.`,
  notYours: (who: { number: number; ownerId: string; stopOwnerId: string }) => {
    const named = [...new Set([who.ownerId, who.stopOwnerId])].map(mention);
    return `Stopping #${who.number} is for ${named.join(', ')}, a leader, or who says stop for the team. Tell them what you see; your vote counts at its next review.`;
  },
} as const;
