import { mention } from '../../platform/slack/text.ts';
import type { Turnout } from '../review/rules.ts';

/** Said to somebody who may vote but not decide. */
export function mayNotDecideText(ownerId: string): string {
  return `Logging the decision is for the owner, ${mention(ownerId)}, or a leader of the team. Your vote on the card counts, and they see it.`;
}

/** How many voted, and how, when this person may see it. */
export function voteLine(turnout: Turnout, split: string | undefined): string {
  const voted = `${turnout.voted} of ${turnout.expected} voted`;
  return split === undefined ? `${voted} · vote on the card to see how` : `${voted} · ${split}`;
}
