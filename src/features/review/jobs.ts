import { addDays, daysBetween, type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { listCachedFullMembers } from '../../platform/slack/people.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listRunning } from '../onepager/store.ts';
import { type OpeningKind, planOpening, readClock } from '../opening/rules.ts';
import { latestOf } from '../reading/rules.ts';
import { listReadingsBefore } from '../reading/store.ts';
import { nextReviewWeek, reviewSlot, type Team } from '../team/rules.ts';
import { findLastOccurrence, findTeam, listTeams, recordOccurrence } from '../team/store.ts';
import { verdictOf } from '../verdict/rules.ts';
import { putCard, putClosed, putRoot } from './project.ts';
import { compareUrgency, type Review } from './rules.ts';
import {
  closeReview,
  findOpenReview,
  findReview,
  insertReview,
  listCards,
  listOpenReviews,
} from './store.ts';

/** Closes each open review at its time: undecided cards end as *no decision*, then one message tells the channel. */
export const closeReviews: Job = {
  name: 'review.close',
  async run(deps, now) {
    const due = (await listOpenReviews(deps.db)).filter((review) => review.closesAt <= now);
    await doEach(due, (review) => transact(deps.db, (tx) => closeOne(tx, { deps, review }, now)));
  },
  async nextDue(deps, now) {
    const later = (await listOpenReviews(deps.db)).filter((review) => review.closesAt > now);
    return earliest(
      'reviewClose',
      later.map((review) => review.closesAt),
    );
  },
};

/**
 * Opens each team's review at its time, late, or on a later working morning (`planOpening`), with the roster as it is then
 * and the cards in deciding order. A week that was missed or in which nothing runs is recorded and says nothing.
 */
export const openReviews: Job = {
  name: 'review.open',
  async run(deps, now) {
    await doEach(await listTeams(deps.db), (team) => openDue(deps, team, now));
  },
  async nextDue(deps, now) {
    const reviews: Date[] = [];
    const gates: Date[] = [];
    for (const team of await listTeams(deps.db)) {
      const next = await findNext(deps.db, team, now);
      reviews.push(next.dueAt);
      const gateAt = await findGate(deps.db, team, next);
      if (gateAt !== undefined && gateAt > now) gates.push(gateAt);
    }
    return {
      ...earliest(
        'review',
        reviews.filter((at) => at > now),
      ),
      ...earliest('gate', gates),
    };
  },
};

/** Shows in the root message how much of the fifteen minutes is left: 15, 5, 0. */
export const showClocks: Job = {
  name: 'review.clock',
  async run(deps, now) {
    await doEach(await listTicking(deps.db, now), (review) =>
      transact(deps.db, async (tx) => {
        const current = await findReview(tx, review.workspaceId, review.id);
        const team = await findTeam(tx, review.workspaceId, review.teamId);
        if (current?.state !== 'open' || team === undefined) return;
        await putRoot(tx, { newId: deps.newId, team, review: current }, now);
      }),
    );
  },
  async nextDue(deps, now) {
    const changes = (await listTicking(deps.db, now)).flatMap((review) => {
      if (review.clockStartedAt === undefined) return [];
      return readClock(review.clockStartedAt, now).changesAt ?? [];
    });
    return earliest('clock', changes);
  },
};

const hourMs = 60 * 60_000;

/** Reviews whose clock was started within the hour; what a longer sleep left behind is mended by the next change. */
async function listTicking(db: Db, now: Date): Promise<Review[]> {
  return (await listOpenReviews(db)).filter(
    ({ clockStartedAt }) =>
      clockStartedAt !== undefined && now.getTime() - clockStartedAt.getTime() < hourMs,
  );
}

async function closeOne(tx: Tx, what: { deps: Deps; review: Review }, now: Date): Promise<void> {
  const { deps, review } = what;
  const team = await findTeam(tx, review.workspaceId, review.teamId);
  if (team === undefined || !(await closeReview(tx, review.id, now))) return;
  const closed: Review = { ...review, state: 'closed', closedAt: now };
  const placed = { newId: deps.newId, team, review: closed };
  for (const card of await listCards(tx, review.id)) {
    if (card.state === 'no-decision') await putCard(tx, { ...placed, card }, now);
  }
  await putRoot(tx, placed, now);
  await putClosed(tx, placed, now);
}

/** Weeks that were missed are recorded one after the other, so that a long sleep ends in at most one opening. */
async function openDue(deps: Deps, team: Team, now: Date): Promise<void> {
  for (;;) {
    const last = await findLastOccurrence(deps.db, team.id, 'review');
    const weekOn = nextReviewWeek(team, last?.weekOn);
    const slot = reviewSlot(team, weekOn);
    const plan = planOpening(slot, team.zone, now);
    if (plan.plan === 'wait') return;
    if (plan.plan === 'missed') {
      const missed = { weekOn, dueAt: slot.opensAt, outcome: 'missed' as const };
      const isFirst = await transact(deps.db, (tx) => record(tx, { ...missed, team }, now));
      if (!isFirst) return;
      continue;
    }
    await deps.people.listMembers(team.workspaceId, team.channelId);
    const opening = { ...plan, weekOn, dueAt: slot.opensAt };
    await transact(deps.db, (tx) => openOne(tx, { deps, team, opening }, now));
    return;
  }
}

interface Opening {
  kind: OpeningKind;
  weekOn: LocalDate;
  dueAt: Date;
  closesAt: Date;
}

async function openOne(
  tx: Tx,
  what: { deps: Deps; team: Team; opening: Opening },
  now: Date,
): Promise<void> {
  const { deps, team, opening } = what;
  const running = await sortByUrgency(tx, { team, onepagers: await listRunning(tx, team.id) }, now);
  const outcome = running.length === 0 ? 'skipped' : opening.kind;
  const { weekOn, dueAt, closesAt } = opening;
  if (!(await record(tx, { team, weekOn, dueAt, outcome }, now))) return;
  if (running.length === 0) return;
  // A review that opened very late may still be open; a team has one at a time.
  const previous = await findOpenReview(tx, team.id);
  if (previous !== undefined) await closeOne(tx, { deps, review: previous }, now);
  const roster = await listCachedFullMembers(tx, team.workspaceId, team.channelId);
  const review = await insertReview(tx, deps.newId, {
    workspaceId: team.workspaceId,
    teamId: team.id,
    weekOn,
    dueAt,
    openedAt: now,
    closesAt,
    isLate: opening.kind !== 'opened',
    roster: roster.map((person) => person.userId),
    onepagers: running,
  });
  const placed = { newId: deps.newId, team, review };
  await putRoot(tx, placed, now);
  for (const card of await listCards(tx, review.id)) await putCard(tx, { ...placed, card }, now);
}

function record(
  tx: Tx,
  week: {
    team: Team;
    weekOn: LocalDate;
    dueAt: Date;
    outcome: OpeningKind | 'missed' | 'skipped';
  },
  now: Date,
): Promise<boolean> {
  const { team, ...rest } = week;
  return recordOccurrence(tx, { ...rest, teamId: team.id, kind: 'review', at: now });
}

/** Deciding order, on the newest number that each signal has. */
async function sortByUrgency(
  tx: Tx,
  what: { team: Team; onepagers: readonly OnePager[] },
  now: Date,
): Promise<OnePager[]> {
  const today = toLocalDate(now, what.team.zone);
  const urgent: { onepager: OnePager; urgency: Parameters<typeof compareUrgency>[0] }[] = [];
  for (const onepager of what.onepagers) {
    const latest = latestOf(await listReadingsBefore(tx, onepager.id, now));
    const verdict = verdictOf(onepager.bet, latest, { today, gateOn: onepager.bet.gateOn });
    urgent.push({
      onepager,
      urgency: { isFrozen: onepager.state === 'frozen', number: onepager.number, verdict },
    });
  }
  urgent.sort((one, other) => compareUrgency(one.urgency, other.urgency));
  return urgent.map(({ onepager }) => onepager);
}

/** The week of the next review that is still to be opened, and the instant at which something happens for it. */
async function findNext(
  db: Db,
  team: Team,
  now: Date,
): Promise<{ weekOn: LocalDate; dueAt: Date }> {
  const last = await findLastOccurrence(db, team.id, 'review');
  const weekOn = nextReviewWeek(team, last?.weekOn);
  const slot = reviewSlot(team, weekOn);
  const plan = planOpening(slot, team.zone, now);
  return { weekOn, dueAt: plan.plan === 'wait' ? plan.until : slot.opensAt };
}

/** The opening of the first review on or after the nearest gate of the team's running one-pagers. */
async function findGate(
  db: Db,
  team: Team,
  next: { weekOn: LocalDate; dueAt: Date },
): Promise<Date | undefined> {
  const gates = (await listRunning(db, team.id)).map((onepager) => onepager.bet.gateOn).sort();
  const [nearest] = gates;
  if (nearest === undefined) return undefined;
  if (toLocalDate(next.dueAt, team.zone) >= nearest) return next.dueAt;
  const openingOn = addDays(next.weekOn, team.reviewWeekday - 1);
  const days = Math.max(0, daysBetween(openingOn, nearest));
  const weeks = Math.ceil(days / team.rhythmDays);
  return reviewSlot(team, addDays(next.weekOn, weeks * team.rhythmDays)).opensAt;
}

/** One after the other; what fails for one team does not stop the next, and is thrown at the end. */
async function doEach<T>(rows: readonly T[], work: (row: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const row of rows) {
    const [result] = await Promise.allSettled([work(row)]);
    if (result.status === 'rejected') failures.push(result.reason);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} failed`);
}

function earliest(kind: string, instants: readonly Date[]): Record<string, Date> {
  if (instants.length === 0) return {};
  return { [kind]: new Date(Math.min(...instants.map((at) => at.getTime()))) };
}
