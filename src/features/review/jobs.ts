import { addDays, daysBetween, type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listRunning } from '../onepager/store.ts';
import { planReview } from '../opening/place-rules.ts';
import { type OpeningKind, readClock } from '../opening/rules.ts';
import { isHomeShared } from '../team/access.ts';
import { type Reason, reviewSlot, type Team } from '../team/rules.ts';
import { findTeam, listTeams } from '../team/store.ts';
import { recordOccurrence } from '../team/store-occurrence.ts';
import { readAgenda } from './agenda.ts';
import { findAhead } from './ahead-jobs.ts';
import { closeOne } from './close.ts';
import { judgeCards, putCard, putRoot } from './project.ts';
import type { Review } from './rules.ts';
import { readNextReview } from './schedule-access.ts';
import { skipWeek } from './skip.ts';
import {
  findOpenReview,
  findReview,
  insertReview,
  listOpenReviews,
  type ReviewTimes,
  saveAhead,
} from './store.ts';

/** Closes each open review at its time: undecided cards end as *no decision*, then one message tells the channel. */
export const closeReviews: Job = {
  name: 'review.close',
  restsUntil: 'due',
  async run(deps, now) {
    const due = (await listOpenReviews(deps.db, deps.workspaceId)).filter(
      (review) => review.closesAt <= now,
    );
    await doEach(due, (review) => transact(deps.db, (tx) => closeOne(tx, { deps, review }, now)));
  },
  async nextDue(deps, now) {
    const later = (await listOpenReviews(deps.db, deps.workspaceId)).filter(
      (review) => review.closesAt > now,
    );
    return earliest(
      'reviewClose',
      later.map((review) => review.closesAt),
    );
  },
};

/**
 * Opens each team's review at its time, late, or on a later working day (`planReview`), with the roster as it is then
 * and the cards in deciding order. A week that was missed or in which nothing runs is recorded and says nothing; one without
 * a place for its review is said in one line.
 */
export const openReviews: Job = {
  name: 'review.open',
  restsUntil: 'due',
  async run(deps, now) {
    const teams = await listTeams(deps.db, deps.workspaceId);
    const all: Team[][] = [];
    for (let start = 0; start < teams.length; start += openedAtOnce) {
      all.push(teams.slice(start, start + openedAtOnce));
    }
    await doEach(all, (some) => openTogether(deps, some, now));
  },
  async nextDue(deps, now) {
    const reviews: Date[] = [];
    const gates: Date[] = [];
    const ahead: Date[] = [];
    for (const team of await listTeams(deps.db, deps.workspaceId)) {
      const next = await readNextReview(deps.db, team);
      const running = await listRunning(deps.db, team.id);
      const plan = planReview(next.period, next.work, now);
      const dueAt = plan.plan === 'wait' ? plan.until : next.period.slot.opensAt;
      reviews.push(dueAt);
      gates.push(...findGate(team, running, { weekOn: next.weekOn, dueAt }));
      if (running.length > 0) ahead.push(...findAhead(next));
    }
    const isLater = (at: Date) => at > now;
    return {
      ...earliest('review', reviews.filter(isLater)),
      ...earliest('gate', gates.filter(isLater)),
      ...earliest('reviewAhead', ahead.filter(isLater)),
    };
  },
};

/** Shows in the root message how much of the fifteen minutes is left: 15, 5, 0. */
export const showClocks: Job = {
  name: 'review.clock',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listTicking(deps, now), (review) =>
      transact(deps.db, async (tx) => {
        const current = await findReview(tx, review.workspaceId, review.id);
        const team = await findTeam(tx, review.workspaceId, review.teamId);
        if (current?.state !== 'open' || team === undefined) return;
        await putRoot(tx, { newId: deps.newId, team, review: current }, now);
      }),
    );
  },
  async nextDue(deps, now) {
    const changes = (await listTicking(deps, now)).flatMap((review) => {
      if (review.clockStartedAt === undefined) return [];
      return readClock(review.clockStartedAt, now).changesAt ?? [];
    });
    return earliest('clock', changes);
  },
};

const hourMs = 60 * 60_000;

/** Reviews whose clock was started within the hour; what a longer sleep left behind is mended by the next change. */
async function listTicking({ db, workspaceId }: Deps, now: Date): Promise<Review[]> {
  return (await listOpenReviews(db, workspaceId)).filter(
    ({ clockStartedAt }) =>
      clockStartedAt !== undefined && now.getTime() - clockStartedAt.getTime() < hourMs,
  );
}

/** How many reviews share a transaction, when many are due in the same minute: votes wait for no more than these. */
const openedAtOnce = 8;

/** One commit for a few teams. What fails for one of them takes all of it back, and then each has a transaction of its own. */
async function openTogether(deps: Deps, teams: readonly Team[], now: Date): Promise<void> {
  const due: Due[] = [];
  const open = (some: readonly Due[]) =>
    transact(deps.db, async (tx) => {
      for (const { week, opening } of some) await openOne(tx, { deps, week, opening }, now);
    });
  const [found] = await Promise.allSettled([
    doEach(teams, async (team) => {
      const one = await findDue(deps, team, now);
      if (one !== undefined) due.push(one);
    }),
  ]);
  if (due.length > 0) {
    const [opened] = await Promise.allSettled([open(due)]);
    if (opened.status === 'rejected') await doEach(due, (one) => open([one]));
  }
  if (found.status === 'rejected') throw found.reason;
}

interface Due {
  week: Week;
  opening: Extract<ReturnType<typeof planReview>, { plan: 'open' }>;
}

/** Weeks that were missed are recorded one after the other, so that a long sleep ends in at most one opening. */
async function findDue(deps: Deps, team: Team, now: Date): Promise<Due | undefined> {
  for (;;) {
    const { weekOn, period, work } = await readNextReview(deps.db, team);
    const plan = planReview(period, work, now);
    if (plan.plan === 'wait') return undefined;
    const week = { team, weekOn, dueAt: period.slot.opensAt };
    if (plan.plan === 'missed' || plan.plan === 'skip') {
      const isFirst = await transact(deps.db, (tx) =>
        plan.plan === 'skip'
          ? skipWeek(tx, { deps, team, weekOn, period, work, because: plan.because }, now)
          : record(tx, { ...week, outcome: 'missed' }, now),
      );
      if (!isFirst) return undefined;
      continue;
    }
    if (await isHomeShared(deps, team, now)) return undefined;
    await deps.people.listMembers(team.workspaceId, team.channelId);
    return { week, opening: plan };
  }
}

interface Week {
  team: Team;
  weekOn: LocalDate;
  dueAt: Date;
}

/** A review that was open ahead of its time becomes this one, with the readings and votes that it has. */
async function openOne(tx: Tx, what: Due & { deps: Deps }, now: Date): Promise<void> {
  const { deps, week, opening } = what;
  const { team, weekOn } = week;
  const { kind, because, closesAt, dueAt } = opening;
  const agenda = await readAgenda(tx, team, now);
  const isEmpty = agenda.onepagers.length === 0;
  const reason: Reason | undefined = isEmpty ? { why: 'nothing-running' } : because;
  const outcome = isEmpty ? 'skipped' : kind;
  const why = reason === undefined ? {} : { reason };
  if (!(await record(tx, { ...week, outcome, ...why }, now))) return;
  if (isEmpty) return;
  const times: ReviewTimes = {
    weekOn,
    dueAt,
    openedAt: now,
    closesAt,
    isLate: kind !== 'opened' && because === undefined,
    ...(because === undefined ? {} : { because }),
  };
  const previous = await findOpenReview(tx, team.id);
  // A review that opened very late may still be open; a team has one at a time.
  if (previous !== undefined && previous.isAhead !== true) {
    await closeOne(tx, { deps, review: previous }, now);
  }
  const review =
    previous?.isAhead === true
      ? await adopt(tx, deps, { previous, times, agenda })
      : await insertReview(tx, deps.newId, {
          workspaceId: team.workspaceId,
          teamId: team.id,
          ...times,
          ...agenda,
        });
  const placed = { newId: deps.newId, team, review };
  const cards = await judgeCards(tx, placed, now);
  await putRoot(tx, { ...placed, judged: cards }, now);
  for (const judged of cards) {
    await putCard(tx, { ...placed, card: judged.card, judged }, now);
  }
}

async function adopt(
  tx: Tx,
  deps: Deps,
  what: { previous: Review; times: ReviewTimes; agenda: Awaited<ReturnType<typeof readAgenda>> },
): Promise<Review> {
  const { previous, times, agenda } = what;
  await saveAhead(tx, deps.newId, { id: previous.id, times, agenda });
  const { isAhead: _isAhead, because: _because, ...kept } = previous;
  return { ...kept, ...times };
}

function record(
  tx: Tx,
  week: Week & { outcome: OpeningKind | 'missed' | 'skipped'; reason?: Reason },
  now: Date,
): Promise<boolean> {
  const { team, ...rest } = week;
  return recordOccurrence(tx, { ...rest, teamId: team.id, kind: 'review', at: now });
}

/** The opening of the first review on or after the nearest gate of the team's running one-pagers; none without a gate. */
function findGate(
  team: Team,
  onepagers: readonly OnePager[],
  next: { weekOn: LocalDate; dueAt: Date },
): Date[] {
  const running = onepagers.filter(({ state }) => state === 'running');
  const [nearest] = running.map((onepager) => onepager.bet.gateOn).sort();
  if (nearest === undefined) return [];
  if (toLocalDate(next.dueAt, team.zone) >= nearest) return [next.dueAt];
  const openingOn = addDays(next.weekOn, team.reviewWeekday - 1);
  const days = Math.max(0, daysBetween(openingOn, nearest));
  const weeks = Math.ceil(days / team.rhythmDays);
  return [reviewSlot(team, addDays(next.weekOn, weeks * team.rhythmDays)).opensAt];
}
