// A review whose day is off moves to the next working day, at the same time of day, and says so. Weekends do not count as
// off: a team that chose a Saturday gets its Saturday. A review that could not close before the next one opens has no
// place in its period: it is skipped, with the reason, and the next roll-up says so. A close that falls on a day off
// waits for the same time on the next working day, if that still comes before the next review. Voting and readings open
// at 14:00 of the last working day before. (product.md *Review*, *Edges: Time*, *Edges: People*)

import {
  addDays,
  daysBetween,
  type LocalDate,
  toInstantIn,
  toLocalDate,
  toLocalTime,
} from '../../lib/time.ts';
import {
  type DayOff,
  type DaysOff,
  isWorkingDay,
  lastWorkingDay,
  type WorkDays,
} from './day-rules.ts';
import { type OpeningPlan, planOpening, type Slot } from './rules.ts';

/** A review's slot by its rhythm, and when the one after it opens by the rhythm. */
export interface Period {
  slot: Slot;
  nextOpensAt: Date;
}

/** Where a review falls once days off are known; `because` when that is not its own day. */
export type Placed = { slot: Slot; because?: DayOff } | { skipped: DayOff };

/** What is to be done about one review now; `because`: it opens on another day than its own. */
export type ReviewPlan =
  | Exclude<OpeningPlan, { plan: 'open' }>
  | (Extract<OpeningPlan, { plan: 'open' }> & { dueAt: Date; because?: DayOff })
  | { plan: 'skip'; because: DayOff };

const longestSearchDays = 21;

/** The slot of a review among the days off; closes no later than the next review opens when it had to move. */
export function placeReview(period: Period, work: WorkDays): Placed {
  const { slot } = period;
  const { zone, off } = work;
  const ownDay = toLocalDate(slot.opensAt, zone);
  const because = off.get(ownDay);
  if (because === undefined) {
    const close = { ...period, day: ownDay };
    return { slot: { ...slot, closesAt: placeClose(close, work) ?? slot.closesAt } };
  }
  const day = findWorkingDay(addDays(ownDay, 1), off);
  if (day === undefined) return { skipped: because };
  const opensAt = toInstantIn(day, toLocalTime(slot.opensAt, zone), zone);
  const closesAt = placeClose({ ...period, day }, work);
  if (closesAt === undefined) return { skipped: because };
  return { slot: { opensAt, closesAt }, because };
}

/**
 * What to do about a review at `now`: as `planOpening` does, on the day where it falls. A review without a place is skipped
 * at its own time. Asked again with other days off it may answer otherwise, but never opens before its own time.
 */
export function planReview(period: Period, work: WorkDays, now: Date): ReviewPlan {
  const placed = placeReview(period, work);
  if ('skipped' in placed) {
    const until = period.slot.opensAt;
    return until > now ? { plan: 'wait', until } : { plan: 'skip', because: placed.skipped };
  }
  const { nextOpensAt } = period;
  // Its successor is due: opening both would be a burst.
  if (now >= nextOpensAt) return { plan: 'missed' };
  const plan = planOpening(placed.slot, work, now);
  if (plan.plan === 'wait') {
    return { plan: 'wait', until: plan.until < nextOpensAt ? plan.until : nextOpensAt };
  }
  if (plan.plan === 'missed') return plan;
  const { because } = placed;
  if (because === undefined) return { ...plan, dueAt: placed.slot.opensAt };
  // Late on its new day: what there is to say is that, not the holiday before.
  if (plan.kind !== 'opened') return { ...plan, dueAt: placed.slot.opensAt };
  return { ...plan, kind: 'moved', dueAt: period.slot.opensAt, because };
}

const aheadFrom = '14:00';

/** From when votes and readings are taken ahead of a review that opens at `opensAt`. */
export function aheadOf(opensAt: Date, work: WorkDays): Date {
  const before = addDays(toLocalDate(opensAt, work.zone), -1);
  return toInstantIn(lastWorkingDay(before, work.off), aheadFrom, work.zone);
}

/** The close of a review that opens on `day`, which is not its own when it moved; undefined when it comes too late. */
function placeClose(close: Period & { day: LocalDate }, work: WorkDays): Date | undefined {
  const { slot, nextOpensAt, day } = close;
  const { zone, off } = work;
  const length = daysBetween(toLocalDate(slot.opensAt, zone), toLocalDate(slot.closesAt, zone));
  const time = toLocalTime(slot.closesAt, zone);
  const plainOn = addDays(day, length);
  const isMoved = day !== toLocalDate(slot.opensAt, zone);
  const isFine = isMoved ? isWorkingDay(plainOn, off) : !off.has(plainOn);
  const on = isFine ? plainOn : findWorkingDay(plainOn, off);
  const candidates = [...(on === undefined ? [] : [on]), plainOn];
  return candidates
    .map((date) => toInstantIn(date, time, zone))
    .find((closesAt) => closesAt <= nextOpensAt);
}

function findWorkingDay(from: LocalDate, off: DaysOff): LocalDate | undefined {
  for (let days = 0; days < longestSearchDays; days += 1) {
    const date = addDays(from, days);
    if (isWorkingDay(date, off)) return date;
  }
  return undefined;
}
