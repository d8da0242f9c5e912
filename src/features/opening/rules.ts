// A review opens at the team's day and time. When the bot was down then, it opens late as long as the same twelve hours
// and the team's working day allow it, and says so; otherwise it waits for the next working morning, and says so. After
// three days it counts as missed; when these end outside working hours it still has the working morning after them. Each
// week's review opens once or is missed once, whatever the clock does, and a review that opened late keeps its whole
// length. (product.md *Edges: Time*; reliability.md P15 to P20)

import { isWorkingMorning, isWorkingTime, nextWorkingMorning, type WorkDays } from './day-rules.ts';

/** How a review came to open: at its time, late on the same day, or on a later working day. */
export type OpeningKind = 'opened' | 'late' | 'moved';

/** When a review is due, and when it would close. */
export interface Slot {
  opensAt: Date;
  closesAt: Date;
}

/** What is to be done about one due review now. */
export type OpeningPlan =
  | { plan: 'wait'; until: Date }
  | { plan: 'open'; kind: OpeningKind; closesAt: Date }
  | { plan: 'missed' };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long after its instant an opening still counts as on time: a tick may be slow, a process may restart. */
const onTimeMs = 10 * minuteMs;
const lateWithinMs = 12 * hourMs;
const missedAfterMs = 3 * dayMs;

/**
 * What to do about the review of `slot` at `now`. Never opens before the due instant; `until` is always after `now`; once
 * it says *missed* it says so for ever.
 */
export function planOpening(slot: Slot, work: WorkDays, now: Date): OpeningPlan {
  const lateMs = now.getTime() - slot.opensAt.getTime();
  if (lateMs < 0) return { plan: 'wait', until: slot.opensAt };
  if (lateMs <= onTimeMs) return { plan: 'open', kind: 'opened', closesAt: slot.closesAt };
  const missedAt = missedAtOf(slot, work);
  if (now >= missedAt) return { plan: 'missed' };
  if (lateMs <= lateWithinMs && isWorkingTime(now, work)) {
    return { plan: 'open', kind: 'late', closesAt: closeOf(slot, work, now) };
  }
  if (isWorkingMorning(now, work, onTimeMs)) {
    return { plan: 'open', kind: 'moved', closesAt: closeOf(slot, work, now) };
  }
  const morning = nextWorkingMorning(now, work);
  return { plan: 'wait', until: morning < missedAt ? morning : missedAt };
}

/** The 15 minutes as shown in the review's message: how many are left, until when, and when the message changes. */
export interface ClockFace {
  minutesLeft: number;
  endsAt: Date;
  changesAt?: Date;
}

/** The clock that was started at `startedAt`, as of `now`: it shows all its minutes (15), then 5, then 0. (REVIEW-15) */
export function readClock(startedAt: Date, now: Date, minutes = 15): ClockFace {
  const endsAt = new Date(startedAt.getTime() + minutes * minuteMs);
  const lastFiveAt = new Date(endsAt.getTime() - 5 * minuteMs);
  if (now < lastFiveAt) return { minutesLeft: minutes, endsAt, changesAt: lastFiveAt };
  if (now < endsAt) return { minutesLeft: 5, endsAt, changesAt: endsAt };
  return { minutesLeft: 0, endsAt };
}

/** Minutes for each card of a 15-minute review; whole, and never less than one. */
export function minutesEach(cards: number): number {
  return Math.max(1, Math.floor(15 / Math.max(1, cards)));
}

/**
 * When a review that has not opened is missed: after three days, and never before a working morning has come on which it
 * could have opened. A review due on Thursday afternoon still moves to Monday.
 */
function missedAtOf(slot: Slot, work: WorkDays): Date {
  const after = new Date(slot.opensAt.getTime() + missedAfterMs);
  if (isWorkingTime(after, work)) return after;
  const morning = nextWorkingMorning(after, work);
  return new Date(morning.getTime() + onTimeMs + 1);
}

/** A review that opens late keeps its whole length; a close outside the working day waits for the next morning. */
function closeOf(slot: Slot, work: WorkDays, openedAt: Date): Date {
  const lengthMs = slot.closesAt.getTime() - slot.opensAt.getTime();
  const closesAt = new Date(openedAt.getTime() + lengthMs);
  // The end of the working day still belongs to it.
  const lastMoment = new Date(closesAt.getTime() - 1);
  return isWorkingTime(lastMoment, work) ? closesAt : nextWorkingMorning(closesAt, work);
}
