import type { Button } from '@slack/types';
import type { OnePagerId } from '../../lib/ids.ts';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import { button } from '../../platform/slack/blocks.ts';
import { mention } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';

/** The id of *Log an exception*; its value is the one-pager's id. */
export const exceptionActionId = 'exception.open';

/** *Log an exception*, for messages of any feature. */
export function logExceptionButton(onepagerId: OnePagerId): Button {
  return button({ label: 'Log an exception', actionId: exceptionActionId, value: onepagerId });
}

type Named = Pick<OnePager, 'number' | 'bet' | 'state'>;

/** The sentences that people are told. */
export const exceptionWords = {
  gone: 'This one-pager is not there any more. `/onepager list` shows what there is.',
  notYours: (onepager: Named & Pick<OnePager, 'ownerId'>) =>
    `An exception for ${nameOf(onepager)} is logged by its owner ${mention(onepager.ownerId)}, a leader, or who may say stop.`,
  notRunning: (onepager: Named) =>
    onepager.state === 'frozen'
      ? `${nameOf(onepager)} is frozen; its evidence review decides, and until then it needs no exception.`
      : `${nameOf(onepager)} is ${onepager.state}, so its guardrail needs no exception.`,
  notPast: (onepager: Named) =>
    `The guardrail of ${nameOf(onepager)} is not past its limit by the newest number, so there is nothing to except.`,
  holds: (onepager: Named, untilOn: LocalDate) =>
    `There is an exception for ${nameOf(onepager)} until ${formatDate(untilOn)}. When that day is over it can be renewed.`,
  logLine: (untilOn: LocalDate, reason: string) =>
    `Guardrail exception until ${formatDate(untilOn)}: ${reason}`,
  renewedLine: (renewal: number, untilOn: LocalDate, reason: string) =>
    `Guardrail exception, renewal ${renewal}, until ${formatDate(untilOn)}: ${reason}`,
} as const;

function nameOf(onepager: Pick<OnePager, 'number' | 'bet'>): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}
