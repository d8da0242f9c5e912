// A one-pager may rest once, with a reason and a date on which it comes back by itself. While it rests it counts in
// nothing: no review, no reading, no count of what runs. What is in an open review is decided there first, so that
// nobody parks their way around a gate; what is frozen is decided by its evidence review. Its gate keeps its date.
// (product.md, *Write*: States)

import { addDays, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import type { OnePager } from './rules.ts';

/** A rest: why, by whom, until when; `returnedAt` once it is over. */
export interface Park {
  reason: string;
  byUserId: string;
  parkedAt: Date;
  returnsOn: LocalDate;
  returnedAt?: Date;
}

/** The longest rest in days: as long as a decision waits until it is looked at again. */
export const longestRestDays = 90;

/** Why a one-pager may not be parked now. */
export type ParkRefusal = 'not-running' | 'frozen' | 'parked-before' | 'in-review';

/** Whether a one-pager may rest now; `isInReview`: it is on a card of an open review that is not decided yet. */
export function checkPark(
  onepager: Pick<OnePager, 'state'>,
  at: { before: Park | undefined; isInReview: boolean },
): ParkRefusal | undefined {
  if (onepager.state === 'frozen') return 'frozen';
  if (onepager.state !== 'running') return 'not-running';
  if (at.before !== undefined) return 'parked-before';
  return at.isInReview ? 'in-review' : undefined;
}

/** What is wrong with the two answers that parking needs, by field. */
export type RestErrors = { reason?: 'blank'; returnsOn?: 'no-date' | 'too-soon' | 'too-late' };

/** Checks reason and date; `today` is the team's local date. Tomorrow is the first day, 90 days on the last. */
export function checkRest(
  rest: { reason: string; returnsOn: string },
  today: LocalDate,
): RestErrors {
  const date = checkReturn(rest.returnsOn, today);
  return {
    ...(isEmptyText(rest.reason) ? { reason: 'blank' as const } : {}),
    ...(date === undefined ? {} : { returnsOn: date }),
  };
}

/** Whether the rest is over on this local date of the team. */
export function isRestOver(park: Pick<Park, 'returnsOn'>, today: LocalDate): boolean {
  return today >= park.returnsOn;
}

function checkReturn(returnsOn: string, today: LocalDate): RestErrors['returnsOn'] {
  if (!isLocalDate(returnsOn)) return 'no-date';
  if (returnsOn <= today) return 'too-soon';
  return returnsOn > addDays(today, longestRestDays) ? 'too-late' : undefined;
}
