// A reminder is one direct message about one review, and a person gets at most one for it. Who brings numbers gets it
// the afternoon before, only while numbers are missing; everybody else two hours before the review closes, only
// while a vote of theirs is missing. It comes inside the person's own working hours, in their own zone; for somebody who
// is asleep two hours before the close it comes in their working day before. People who are away get none, and nobody
// gets one for a team that they muted. (product.md *Review*, Nudges)

import type { NudgeId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import {
  isWorkingTime,
  lastWorkingInstant,
  nextWorkingInstant,
  type WorkDays,
} from '../opening/day-rules.ts';
import { aheadOf } from '../opening/place-rules.ts';

/** What a reminder of a review asks for. */
export type ReminderKind = 'readings' | 'votes';

/** What a direct message asks for; `revisit`: about an old decision, `stop`: whether somebody can say stop. */
export type NudgeKind = ReminderKind | 'revisit' | 'stop';

/** Whether it is a reminder of a review; the other kinds are questions, which their own features answer. */
export function isReminder<T extends { kind: NudgeKind }>(
  nudge: T,
): nudge is T & { kind: ReminderKind } {
  return nudge.kind === 'readings' || nudge.kind === 'votes';
}

/** A direct message that the bot sent by itself; `slot` is its place in the person's week (`budget/rules.ts`). */
export interface Nudge {
  id: NudgeId;
  workspaceId: string;
  teamId: TeamId;
  userId: string;
  kind: NudgeKind;
  /** The review's id, the decision's with the day of asking, or a one-pager's: never asked about twice. */
  subject: string;
  /** Monday of the week in the person's zone. */
  weekOn: LocalDate;
  slot: number;
  at: Date;
  isDismissed: boolean;
  /** Nothing is left to do about it since then, and its message says so. */
  settledAt?: Date;
}

const minuteMs = 60_000;
/** Who is asked for numbers has at least so much time left before the review opens. */
const readingsLeadMs = 120 * minuteMs;
/** How long an owner has to bring numbers unasked, once the review takes them. */
const unaskedMs = 60 * minuteMs;
/** How long before the close a missing vote is asked for. */
const votesLeadMs = 120 * minuteMs;
/** Later than this before the close a reminder is only noise. */
const votesLatestMs = 30 * minuteMs;
/** The hour of the working day before for people who do not work two hours before the close. */
const dayBeforeAt = '16:00';

/** From when on missing numbers are asked for: an hour after the review takes them; `work` are the team's days. */
export function readingsAskedFrom(opensAt: Date, work: WorkDays): Date {
  return new Date(aheadOf(opensAt, work).getTime() + unaskedMs);
}

/**
 * When an owner whose numbers are missing is asked for them, from `from` on: in working hours (`work`, the person's zone),
 * two hours before the review opens at the latest. Undefined: there is no such time left.
 */
export function readingsNudgeAt(opensAt: Date, work: WorkDays, from: Date): Date | undefined {
  const at = nextWorkingInstant(from, work);
  return at.getTime() <= opensAt.getTime() - readingsLeadMs ? at : undefined;
}

/**
 * When somebody whose vote is missing is asked for it: two hours before the close; for people who do not work then, in the
 * morning after if that is at least half an hour before the close, otherwise at 16:00 of their working day before. Undefined
 * when the review is not open at any of these.
 */
export function votesNudgeAt(
  review: { openedAt: Date; closesAt: Date },
  work: WorkDays,
): Date | undefined {
  const due = new Date(review.closesAt.getTime() - votesLeadMs);
  const morning = nextWorkingInstant(due, work);
  const isInTime = isBefore(morning, review.closesAt);
  const at = isInTime ? morning : lastWorkingInstant(due, dayBeforeAt, work);
  return at < review.openedAt ? undefined : at;
}

/** Whether a vote may be asked for at `now`, its time having come: in working hours, and not just before the close. */
export function isTimeForVotes(closesAt: Date, work: WorkDays, now: Date): boolean {
  return isWorkingTime(now, work) && isBefore(now, closesAt);
}

function isBefore(at: Date, closesAt: Date): boolean {
  return at.getTime() <= closesAt.getTime() - votesLatestMs;
}
