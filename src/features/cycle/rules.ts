// A cycle is the period over which a team's daring and killing are counted: 14 days, or 7 when the team set it so.
// Cycles are numbered, follow each other without a gap and never overlap: each ends at the instant at which a roll-up
// is due, and the next begins exactly there. The first ends at the first roll-up that is at least 48 hours after set-up
// and has a whole review before it. A changed length holds from the next cycle on; a changed roll-up day, time or zone
// moves the end with the roll-up. What was counted is frozen once, at the end, and never changed afterwards.

import type { CycleId, OnePagerId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { addDays, toInstantIn, toLocalDate } from '../../lib/time.ts';
import { type Decision, isCardCall } from '../decision/rules.ts';
import { isWorkingDay, type WorkDays } from '../opening/day-rules.ts';
import type { Team } from '../team/rules.ts';
import { reviewSlot, rollupSlot } from '../team/rules.ts';

/** One period of a team. `closedAt` and `counts` are there once it ended. */
export interface Cycle {
  id: CycleId;
  workspaceId: string;
  teamId: TeamId;
  number: number;
  startsAt: Date;
  /** Monday of the week whose roll-up closes it. */
  closesWeekOn: LocalDate;
  closedAt?: Date;
  counts?: CycleCounts;
}

/** What happened in a cycle, frozen at its end. */
export interface CycleCounts {
  /** Departures from a default that were written down. */
  deviations: number;
  /** Cases of the anthropologist hat that others may read: the other small dose. */
  hats: number;
  stops: number;
  promotions: number;
  /** Cards that were decided: continue, change, stop or promote. */
  decisions: number;
  /** One-pagers that were reviewed on their gate's date or later, decided or not. */
  gatesDue: number;
  /** Cards of closed reviews that nobody decided. */
  noDecisions: number;
  /** Reviews that closed. */
  reviews: number;
  /** Decisions that went on against the rule. */
  againstRule: number;
  /** One-pagers that ran for at least a moment of it. */
  running: number;
  /** All of its working days were off, for everyone: it says nothing about the team, for good or ill. */
  isAllOff: boolean;
}

/** Where a cycle begins and which week's roll-up ends it. */
export interface CycleSpan {
  number: number;
  startsAt: Date;
  closesWeekOn: LocalDate;
}

const firstCycleMinMs = 48 * 60 * 60 * 1000;

/** The first cycle of a team: from its set-up to the first roll-up that qualifies (product.md, core loop 1). */
export function spanFirstCycle(team: Team): CycleSpan {
  const reviewClosesAt = reviewSlot(team, team.firstReviewWeekOn).closesAt;
  const earliest = Math.max(team.setUpAt.getTime() + firstCycleMinMs, reviewClosesAt.getTime());
  let closesWeekOn = team.firstRollupWeekOn;
  while (rollupSlot(team, closesWeekOn).getTime() < earliest) {
    closesWeekOn = addDays(closesWeekOn, 7);
  }
  return { number: 1, startsAt: team.setUpAt, closesWeekOn };
}

/**
 * When an open cycle will end under the team's present settings: at the due instant of its week's roll-up, or of the next
 * one if a change of zone moved that before the cycle's own start, or if that week had its roll-up already.
 */
export function findClosing(
  team: Team,
  cycle: CycleSpan,
  lastRollupWeekOn: LocalDate | undefined,
): { weekOn: LocalDate; dueAt: Date } {
  const closesWeekOn = closingWeek(team, cycle);
  const isPast = lastRollupWeekOn !== undefined && lastRollupWeekOn >= closesWeekOn;
  let weekOn = isPast ? addDays(lastRollupWeekOn, 7) : closesWeekOn;
  let dueAt = rollupSlot(team, weekOn);
  while (dueAt.getTime() <= cycle.startsAt.getTime()) {
    weekOn = addDays(weekOn, 7);
    dueAt = rollupSlot(team, weekOn);
  }
  return { weekOn, dueAt };
}

/**
 * The end of an open cycle and the span of the next, if this roll-up closes it; undefined while it goes on. The roll-up may
 * have been posted or missed; one that was skipped (a paused team) closes nothing and is not asked about.
 */
export function closeAtRollup(
  team: Team,
  cycle: CycleSpan,
  rollup: { weekOn: LocalDate; dueAt: Date },
): { closedAt: Date; next: CycleSpan } | undefined {
  const { weekOn, dueAt } = rollup;
  if (weekOn < closingWeek(team, cycle)) return undefined;
  if (dueAt.getTime() <= cycle.startsAt.getTime()) return undefined;
  return {
    closedAt: dueAt,
    next: {
      number: cycle.number + 1,
      startsAt: dueAt,
      closesWeekOn: addDays(weekOn, team.cycleDays),
    },
  };
}

/** What a cycle's counts are made from: everything of the team in `startsAt <= at < closedAt`. */
export interface CycleEvidence {
  startsAt: Date;
  closedAt: Date;
  decisions: readonly (Pick<
    Decision,
    'kind' | 'isAgainstRule' | 'supersededByNumber' | 'outcome' | 'onepagerId'
  > &
    Partial<Pick<Decision, 'id' | 'supersedesId'>>)[];
  deviations: readonly unknown[];
  hats: number;
  reviews: readonly unknown[];
  /** Cards that closed without a decision. */
  undecided: readonly { onepagerId: OnePagerId; isAtGate: boolean }[];
  onepagers: readonly { startedAt: Date; endedAt?: Date }[];
  isAllOff: boolean;
}

/**
 * Whether all working days of a cycle are off, public holidays or everyone away. A day belongs to the cycle in which its noon
 * lies, so that each day belongs to exactly one.
 */
export function areAllDaysOff(cycle: { startsAt: Date; closedAt: Date }, work: WorkDays): boolean {
  const { startsAt, closedAt } = cycle;
  const last = toLocalDate(closedAt, work.zone);
  for (let day = toLocalDate(startsAt, work.zone); day <= last; day = addDays(day, 1)) {
    const noon = toInstantIn(day, '12:00', work.zone);
    if (noon >= startsAt && noon < closedAt && isWorkingDay(day, work.off)) return false;
  }
  return true;
}

/**
 * Counts a cycle. An entry that a later one corrects does not count; the correction does, but not when what it corrects was
 * decided in an earlier cycle, whose counts stand.
 */
export function countCycle(evidence: CycleEvidence): CycleCounts {
  const decided = listDecided(evidence.decisions);
  const gates = new Set<OnePagerId>();
  for (const { onepagerId, outcome } of decided) {
    if (onepagerId !== undefined && outcome?.isAtGate === true) gates.add(onepagerId);
  }
  for (const card of evidence.undecided) if (card.isAtGate) gates.add(card.onepagerId);
  return {
    deviations: evidence.deviations.length,
    hats: evidence.hats,
    stops: countStops(evidence.decisions),
    promotions: decided.filter((decision) => decision.kind === 'promote').length,
    decisions: decided.length,
    gatesDue: gates.size,
    noDecisions: evidence.undecided.length,
    reviews: evidence.reviews.length,
    againstRule: decided.filter((decision) => decision.isAgainstRule).length,
    running: evidence.onepagers.filter(
      ({ startedAt, endedAt }) =>
        startedAt.getTime() < evidence.closedAt.getTime() &&
        (endedAt === undefined || endedAt.getTime() > evidence.startsAt.getTime()),
    ).length,
    isAllOff: evidence.isAllOff,
  };
}

/** How many stops of a cycle stand: one that was put right counts once, one that was reversed not at all. */
export function countStops(decisions: CycleEvidence['decisions']): number {
  return listDecided(decisions).filter((decision) => decision.kind === 'stop').length;
}

/** What was decided on cards in a stretch and stands: each call once, without what only corrects an earlier stretch's. */
export function listDecided<Entry extends CycleEvidence['decisions'][number]>(
  decisions: readonly Entry[],
): Entry[] {
  const own = new Set<string | undefined>();
  for (const { id, supersedesId } of decisions) {
    if (supersedesId === undefined || own.has(supersedesId)) own.add(id);
  }
  return decisions.filter(
    (decision) =>
      decision.supersededByNumber === undefined &&
      isCardCall(decision.kind) &&
      (decision.supersedesId === undefined || own.has(decision.supersedesId)),
  );
}

/** A first cycle waits for a review and a roll-up, also when the team moved them before they ever happened. */
function closingWeek(team: Team, cycle: CycleSpan): LocalDate {
  if (cycle.number > 1) return cycle.closesWeekOn;
  const firstWeekOn = spanFirstCycle(team).closesWeekOn;
  return firstWeekOn > cycle.closesWeekOn ? firstWeekOn : cycle.closesWeekOn;
}
