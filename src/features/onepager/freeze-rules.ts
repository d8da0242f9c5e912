// Stop-the-line: any full member may freeze a one-pager that runs, by name, with a reason, in effect at once. Its evidence
// review comes at the next working hour, at most one working day away, and lasts 30 to 60 minutes. Until a decision is logged
// (as is, alter or retire, with a day to look again) reviews of it are paused; nobody is asked about it, and no decision of it
// is missing. A freeze without a decision is overdue from the end of its evidence review, and that is said once every working
// day. Nobody's freezes are counted. (STOPLINE, STOPLINE-NORMS, NO-2, NO-13; product.md *Freeze*)

import type { DecisionId, FreezeId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { type LocalDate, toInstantIn, toLocalDate, toLocalTime } from '../../lib/time.ts';
import {
  endOfWork,
  isWorkingDay,
  isWorkingTime,
  nextWorkingDay,
  nextWorkingMorning,
  type WorkDays,
} from '../opening/day-rules.ts';
import type { OnePager } from './rules.ts';

/** One freeze of one one-pager. */
export interface Freeze {
  id: FreezeId;
  workspaceId: string;
  teamId: TeamId;
  onepagerId: OnePagerId;
  byUserId: string;
  reason: string;
  at: Date;
  /** When its evidence review is, and how long it takes. */
  reviewAt: Date;
  minutes: number;
  /** When the evidence review was opened. */
  openedAt?: Date;
  /** The team's local date on which it was last said to be overdue. */
  saidOn?: LocalDate;
  ended?: { at: Date; decisionId: DecisionId };
}

/** Why something cannot be frozen now. */
export type FreezeRefusal = 'paused' | Exclude<OnePager['state'], 'running'>;

/** Whether a one-pager of a team may be frozen: it runs, and the team's channel can be told. */
export function checkFreeze(
  onepager: Pick<OnePager, 'state'>,
  team: { pausedAt?: Date },
): FreezeRefusal | undefined {
  if (onepager.state !== 'running') return onepager.state;
  return team.pausedAt === undefined ? undefined : 'paused';
}

/**
 * When the evidence review of a freeze at `now` is: at the next full hour, if its minutes still fit into the team's working
 * day, otherwise at 10:00 of the next working day (of this one, early in the morning).
 */
export function proposeEvidenceReview(now: Date, minutes: number, work: WorkDays): Date {
  const date = toLocalDate(now, work.zone);
  const hour = Number(toLocalTime(now, work.zone).slice(0, 2)) + 1;
  const nextHour = toInstantIn(
    date,
    `${String(Math.min(hour, 23)).padStart(2, '0')}:00`,
    work.zone,
  );
  const endsAt = nextHour.getTime() + minutes * minuteMs;
  const fits = endsAt <= endOfWork(date, work.zone).getTime();
  if (nextHour > now && fits && isWorkingTime(nextHour, work)) return nextHour;
  const ten = toInstantIn(date, morning, work.zone);
  return isWorkingDay(date, work.off) && ten > now ? ten : tomorrowAtTen(now, work);
}

/** 10:00 of the next working day after today. */
export function tomorrowAtTen(now: Date, work: WorkDays): Date {
  return toInstantIn(nextWorkingDay(toLocalDate(now, work.zone), work.off), morning, work.zone);
}

/** The end of the next working day after the freeze: its evidence review starts before. (NO-13) */
export function latestEvidenceReview(frozenAt: Date, work: WorkDays): Date {
  return endOfWork(nextWorkingDay(toLocalDate(frozenAt, work.zone), work.off), work.zone);
}

/** Why an evidence review cannot be at `at`; undefined when it can. */
export function checkEvidenceTime(
  at: Date,
  freeze: Pick<Freeze, 'at'>,
  when: { now: Date; work: WorkDays },
): 'past' | 'too-late' | undefined {
  if (at < when.now) return 'past';
  return at >= latestEvidenceReview(freeze.at, when.work) ? 'too-late' : undefined;
}

/** What to do about an evidence review now. */
export type EvidencePlan = { plan: 'wait'; until: Date } | { plan: 'open'; isLate: boolean };

/**
 * An evidence review opens at its time. When the bot was down then, it opens late as soon as it is working time, and
 * says so; `until` is always after `now`.
 */
export function planEvidenceReview(
  freeze: Pick<Freeze, 'reviewAt'>,
  work: WorkDays,
  now: Date,
): EvidencePlan {
  const lateMs = now.getTime() - freeze.reviewAt.getTime();
  if (lateMs < 0) return { plan: 'wait', until: freeze.reviewAt };
  if (lateMs <= onTimeMs) return { plan: 'open', isLate: false };
  if (isWorkingTime(now, work)) return { plan: 'open', isLate: true };
  return { plan: 'wait', until: nextWorkingMorning(now, work) };
}

/** Whether today it is to be said that a freeze is overdue; otherwise when it may be the next time. */
export type OverduePlan = { say: LocalDate } | { until: Date };

/**
 * A freeze whose evidence review was opened on an earlier day is said to be overdue between 10:00 and 17:00 of every working
 * day, once; days on which the bot was down are not caught up.
 */
export function planOverdue(
  freeze: Pick<Freeze, 'saidOn'> & { openedAt: Date },
  work: WorkDays,
  now: Date,
): OverduePlan {
  const today = toLocalDate(now, work.zone);
  const openedOn = toLocalDate(freeze.openedAt, work.zone);
  const lastOn = freeze.saidOn ?? openedOn;
  if (isWorkingDay(today, work.off) && today > lastOn) {
    const from = toInstantIn(today, morning, work.zone);
    if (now < from) return { until: from };
    if (now < endOfWork(today, work.zone)) return { say: today };
  }
  const after = today > lastOn ? today : lastOn;
  return { until: toInstantIn(nextWorkingDay(after, work.off), morning, work.zone) };
}

/** Whom an evidence review calls: owner and stop-owner, without those who are gone or away; for nobody left, a leader. */
export function whomToCall(people: {
  wanted: readonly string[];
  leaders: readonly string[];
  absent: readonly string[];
}): string[] {
  const isHere = (userId: string) => userId !== '' && !people.absent.includes(userId);
  const wanted = [...new Set(people.wanted)].filter(isHere);
  return wanted.length > 0 ? wanted : people.leaders.filter(isHere).slice(0, 1);
}

const morning = '10:00';
const minuteMs = 60_000;
/** As for reviews: a tick may be slow, a process may restart. */
const onTimeMs = 10 * minuteMs;
