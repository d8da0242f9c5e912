import { mention } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';

type Named = Pick<OnePager, 'number' | 'bet' | 'ownerId' | 'state'>;

/** The sentences that people are told. */
export const assumptionWords = {
  gone: 'This one-pager is not there any more. `/onepager list` shows what there is.',
  notMember:
    'Assumptions are marked by full members of the team’s channel. Tell them what you saw.',
  ended: (onepager: Named) =>
    `${nameOf(onepager)} is ${onepager.state}, so nothing rests on its assumptions.`,
  none: (onepager: Named) =>
    `${nameOf(onepager)} has no assumptions written down. Its owner ${mention(onepager.ownerId)} adds them with *Sharpen*.`,
} as const;

function nameOf(onepager: Named): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}
