// A team may meet at another time than its review opened, on a working day and before the review closes; nothing else
// changes, votes and readings stay open throughout. It may also call a review off, with a reason, as long as no card is
// decided: the one-pagers are on the next review, nothing of it is counted, and the next roll-up says so.
// (product.md *Review*: Move / skip; issue 3: snooze, skip)

import {
  addDays,
  type LocalDate,
  type LocalTime,
  toInstantIn,
  toLocalDate,
  toLocalTime,
} from '../../lib/time.ts';
import { isWorkingDay, type WorkDays } from '../opening/day-rules.ts';

/** Another hour, the same time on the next day, or a day and time of one's choice. */
export type When =
  | { when: 'hour' }
  | { when: 'tomorrow' }
  | { when: 'other'; on: LocalDate; at: LocalTime };

/** Why a review cannot be moved there, or why there is nothing to do. */
export type MoveRefusal = 'is-over' | 'there-already' | 'after-close' | 'day-off';

/** The instant that is meant, or why it cannot be. `meetsAt` is when the team would meet so far. */
export function placeMove(
  move: When,
  review: { meetsAt: Date; closesAt: Date },
  at: { work: WorkDays; now: Date },
): { at: Date } | { refused: MoveRefusal } {
  const { work, now } = at;
  const { zone } = work;
  const instant = instantOf(move, review.meetsAt, { zone, now });
  if (instant <= now) return { refused: 'is-over' };
  if (minuteOf(instant) === minuteOf(review.meetsAt)) return { refused: 'there-already' };
  if (instant >= review.closesAt) return { refused: 'after-close' };
  const isOff = !isWorkingDay(toLocalDate(instant, zone), work.off);
  return isOff ? { refused: 'day-off' } : { at: instant };
}

const hourMs = 60 * 60_000;
const minuteMs = 60_000;

/** Forms know no seconds, and a review that came late may have opened between two minutes. */
function minuteOf(instant: Date): number {
  return Math.floor(instant.getTime() / minuteMs);
}

function instantOf(move: When, meetsAt: Date, at: { zone: string; now: Date }): Date {
  const { zone, now } = at;
  if (move.when === 'other') return toInstantIn(move.on, move.at, zone);
  const from = Math.max(meetsAt.getTime(), now.getTime());
  if (move.when === 'hour') return new Date(Math.ceil((from + hourMs) / minuteMs) * minuteMs);
  const tomorrow = addDays(toLocalDate(now, zone), 1);
  const time = toLocalTime(meetsAt, zone);
  return toInstantIn(tomorrow, time, zone);
}
