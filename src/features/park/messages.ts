import type { ModalView } from '@slack/types';
import { formatDate, type LocalDate } from '../../lib/time.ts';
import { modal, section } from '../../platform/slack/blocks.ts';
import { dateToken, mention } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { ParkRefusal } from '../onepager/park-rules.ts';
import type { OnePager } from '../onepager/rules.ts';

type Named = Pick<OnePager, 'number' | 'bet' | 'ownerId' | 'state'>;

/** The sentences that people are told. */
export const parkWords = {
  gone: 'This one-pager is not there any more. `/onepager list` shows what there is.',
  notYours: (onepager: Named) =>
    `${nameOf(onepager)} is parked and brought back by its owner ${mention(onepager.ownerId)} or a leader of the team.`,
  notParked: (onepager: Named) => `${nameOf(onepager)} is not parked; it is ${onepager.state}.`,
  back: (onepager: Named) => `${nameOf(onepager)} is running again. The next review asks for it.`,
  logLine: (returnsOn: LocalDate, reason: string) =>
    `Parked until ${formatDate(returnsOn)}: ${reason}`,
} as const;

/** Why a one-pager cannot be parked now, and what to do instead. */
export function parkRefusal(onepager: Named, why: ParkRefusal, closesAt?: Date): string {
  const name = nameOf(onepager);
  switch (why) {
    case 'frozen':
      return `${name} is frozen. Its evidence review decides first; then it can be parked.`;
    case 'parked-before':
      return `${name} has been parked before, and a one-pager rests once. The next review can stop it, or change it.`;
    case 'not-running':
      return onepager.state === 'parked'
        ? `${name} is parked already.`
        : `${name} is ${onepager.state}, so there is nothing to park.`;
    case 'in-review': {
      const until =
        closesAt === undefined ? '' : `, open until ${dateToken(closesAt, 'date-time')}`;
      return `${name} is in the review${until}. Log its decision there, or park it when the review has closed.`;
    }
  }
}

/** Said in place of the form when it is parked. */
export function parkedView(onepager: Named, returnsOn: LocalDate): ModalView {
  return modal({
    callbackId: 'park.done',
    title: 'Parked',
    close: 'Done',
    blocks: [
      section(
        `${nameOf(onepager)} rests and comes back on ${formatDate(returnsOn)}. *Bring back* on its card ends the rest sooner.`,
      ),
    ],
  });
}

function nameOf(onepager: Named): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}
