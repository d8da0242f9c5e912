import { isId } from '../../lib/ids.ts';
import { mondayOf, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { doEach, earliest, first, nextQuarter } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { listCachedFullMembers, type Person } from '../../platform/slack/people.ts';
import { readAwayOn, readWorkDays } from '../away/access.ts';
import { findPlace } from '../budget/rules.ts';
import { isWorkingTime, type WorkDays } from '../opening/day-rules.ts';
import { listReadings } from '../reading/store.ts';
import type { Review } from '../review/rules.ts';
import { findOpenReview, findReview, listCards, listRoster } from '../review/store.ts';
import { listTeamsInReview } from '../review/store-open.ts';
import { listVotes } from '../review/store-vote.ts';
import {
  listWaiting,
  missingReadingsOf,
  missingVotesOf,
  type WaitingCard,
} from '../review/waiting-access.ts';
import type { Team } from '../team/rules.ts';
import { findTeam, listTeams } from '../team/store.ts';
import { nudgeMessage, settledMessage } from './messages.ts';
import {
  isReminder,
  isTimeForVotes,
  type Nudge,
  readingsAskedFrom,
  readingsNudgeAt,
  votesNudgeAt,
} from './rules.ts';
import {
  insertNudge,
  listAsked,
  listMuted,
  listTakenPlaces,
  listUnsettled,
  settleNudge,
} from './store.ts';

/** One reminder that has its time: who gets it, what for, and when. */
interface Wish {
  person: Person;
  kind: 'readings' | 'votes';
  at: Date;
  isNow: boolean;
}

/**
 * Sends the reminders whose time has come: one for each person and review, inside their working hours and their week's
 * budget. Whoever is away, has done it meanwhile or has muted the team gets none.
 */
export const sendNudges: Job = {
  name: 'nudge.send',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listReviewing(deps), (team) => sendIn(deps, team, now));
  },
  async nextDue(deps, now) {
    const times: Date[] = [];
    for (const team of await listReviewing(deps)) {
      const { review, wishes } = await readTimes(deps.db, team, now);
      const later = wishes.filter(({ at }) => at > now);
      times.push(...(await keepWanted(deps.db, { team, review }, later)).map(({ at }) => at));
    }
    return earliest('nudge', times);
  },
  async wakesAt(deps, now) {
    const times: Date[] = [];
    for (const team of await listReviewing(deps)) {
      const { review, wishes } = await readTimes(deps.db, team, now);
      // Before their time nobody is asked what they have done, so that a vote wakes nothing.
      times.push(...wishes.filter(({ at }) => at > now).map(({ at }) => at));
      const come = wishes.filter(({ at }) => at <= now);
      // Who could not be reminded at their time may be back at work, or have a place in their week, later.
      const wanted = await keepWanted(deps.db, { team, review }, come);
      if (wanted.length > 0) times.push(nextQuarter(now));
    }
    return first(times);
  },
};

/** The teams that have a review which is open, also ahead of its time. */
async function listReviewing({ db, workspaceId }: Deps): Promise<Team[]> {
  const reviewing = await listTeamsInReview(db, workspaceId);
  if (reviewing.size === 0) return [];
  return (await listTeams(db, workspaceId)).filter(({ id }) => reviewing.has(id));
}

/** Says on each reminder that it is settled once nothing is left to do about it. */
export const settleNudges: Job = {
  name: 'nudge.settle',
  restsUntil: 'changed',
  async run(deps, now) {
    const unsettled = await listUnsettled(deps.db, deps.workspaceId);
    if (unsettled.length === 0) return;
    await doEach(await listTeams(deps.db, deps.workspaceId), async (team) => {
      const mine = unsettled.filter(({ teamId }) => teamId === team.id);
      await doEach(mine, async (nudge) => {
        if (!isReminder(nudge)) return;
        if ((await findEnd(deps.db, nudge)) === undefined) return;
        await transact(deps.db, (tx) => settleOne(tx, { deps, team, nudge }, now));
      });
    });
  },
};

async function sendIn(deps: Deps, team: Team, now: Date): Promise<void> {
  const { review, wishes } = await readTimes(deps.db, team, now);
  const come = wishes.filter(({ isNow }) => isNow);
  const due = await keepWanted(deps.db, { team, review }, come);
  if (review === undefined || due.length === 0) return;
  await deps.people.listMembers(team.workspaceId, team.channelId);
  await doEach(due, (wish) => transact(deps.db, (tx) => sendOne(tx, { deps, review, wish }, now)));
}

/** The team's open review, and when each of its people has the time for a reminder of it, whatever they have done by now. */
async function readTimes(
  db: Db,
  team: Team,
  now: Date,
): Promise<{ review: Review | undefined; wishes: Wish[] }> {
  const review = await findOpenReview(db, team.id);
  if (review === undefined) return { review, wishes: [] };
  const { off } = await readWorkDays(db, team, review.weekOn);
  const askedFrom = readingsAskedFrom(review.openedAt, { zone: team.zone, off });
  const members = await listCachedFullMembers(db, team.workspaceId, team.channelId);
  const wishes = members.flatMap((person) => {
    const work = { zone: person.zone, off };
    return wishOf(review, { person, work, askedFrom }, now);
  });
  return { review, wishes };
}

/** Of these the ones of people who have something left to do, were not asked yet and have not muted the team. */
async function keepWanted(
  db: Db,
  { team, review }: { team: Team; review: Review | undefined },
  wishes: readonly Wish[],
): Promise<Wish[]> {
  if (review === undefined || wishes.length === 0) return [];
  const waiting = await listWaiting(db, review);
  const spared = new Set([
    ...(await listAsked(db, { workspaceId: team.workspaceId, subject: review.id })),
    ...(await listMuted(db, team.id)),
  ]);
  const roster = await listRoster(db, review.id);
  return wishes.filter(({ person: { userId } }) => {
    if (spared.has(userId)) return false;
    return missingOf({ review, waiting, roster }, userId).length > 0;
  });
}

/** Before a review opens its owners' numbers are asked for, then the votes of those who were expected. */
function missingOf(
  where: { review: Review; waiting: readonly WaitingCard[]; roster: readonly string[] },
  userId: string,
): WaitingCard[] {
  if (where.review.isAhead === true) return missingReadingsOf(where.waiting, userId);
  return where.roster.includes(userId) ? missingVotesOf(where.waiting, userId) : [];
}

function wishOf(
  review: Review,
  { person, work, askedFrom }: { person: Person; work: WorkDays; askedFrom: Date },
  now: Date,
): Wish[] {
  if (review.isAhead === true) {
    const from = askedFrom > now ? askedFrom : now;
    const at = readingsNudgeAt(review.openedAt, work, from);
    return at === undefined ? [] : [{ person, kind: 'readings', at, isNow: at <= now }];
  }
  const at = votesNudgeAt(review, work);
  if (at === undefined) return [];
  const isNow = at <= now && isTimeForVotes(review.closesAt, work, now);
  return [{ person, kind: 'votes', at, isNow }];
}

/** Everything is asked once more, on the state of this moment. */
async function sendOne(
  tx: Tx,
  what: { deps: Deps; review: Review; wish: Wish },
  now: Date,
): Promise<void> {
  const { deps, wish } = what;
  const { workspaceId, id, teamId } = what.review;
  const review = await findReview(tx, workspaceId, id);
  const team = await findTeam(tx, workspaceId, teamId);
  if (team === undefined || team.pausedAt !== undefined || review?.state !== 'open') return;
  if ((review.isAhead === true) !== (wish.kind === 'readings')) return;
  const person = await findPresent(tx, { team, userId: wish.person.userId }, now);
  if (person === undefined) return;
  const { userId, zone } = person;
  const roster = await listRoster(tx, review.id);
  const missing = missingOf({ review, waiting: await listWaiting(tx, review), roster }, userId);
  if (missing.length === 0) return;
  const weekOn = mondayOf(toLocalDate(now, zone));
  const taken = await listTakenPlaces(tx, { workspaceId, userId, weekOn });
  const slot = findPlace(taken, { isQuestion: false });
  if (slot === undefined) return;
  const about = { workspaceId, teamId, userId, kind: wish.kind, subject: review.id };
  const nudge = { ...about, id: deps.newId('nu'), weekOn, slot, at: now };
  if (!(await insertNudge(tx, nudge))) return;
  await putMessage(tx, {
    workspaceId,
    newId: deps.newId,
    address: `nudge:${nudge.id}`,
    to: { userId },
    content: nudgeMessage({
      id: nudge.id,
      kind: wish.kind,
      reviewId: review.id,
      channelId: team.channelId,
      onepagers: missing.map(({ onepager }) => onepager),
      at: wish.kind === 'readings' ? review.openedAt : review.closesAt,
    }),
  });
}

/** The person as a full member of the channel who is at work and not away; undefined when that is not so (any more). */
async function findPresent(
  db: Db,
  who: { team: Team; userId: string },
  now: Date,
): Promise<Person | undefined> {
  const { team, userId } = who;
  const members = await listCachedFullMembers(db, team.workspaceId, team.channelId);
  const person = members.find((member) => member.userId === userId);
  if (person === undefined || !isWorkingTime(now, { zone: person.zone, off: new Map() })) {
    return undefined;
  }
  if ((await listMuted(db, team.id)).includes(userId)) return undefined;
  const date = toLocalDate(now, team.zone);
  const away = await readAwayOn(db, team, { userIds: [userId], date });
  return away.length > 0 ? undefined : person;
}

async function settleOne(
  tx: Tx,
  what: { deps: Deps; team: Team; nudge: Nudge },
  now: Date,
): Promise<void> {
  const { deps, team, nudge } = what;
  const end = await findEnd(tx, nudge);
  if (end === undefined || !isReminder(nudge)) return;
  if (!(await settleNudge(tx, { id: nudge.id }, now))) return;
  await putMessage(tx, {
    workspaceId: nudge.workspaceId,
    newId: deps.newId,
    address: `nudge:${nudge.id}`,
    to: { userId: nudge.userId },
    content: settledMessage(end, { kind: nudge.kind, channelId: team.channelId }),
  });
}

/** What became of what was asked for; undefined while it can still be done. */
async function findEnd(db: Db, nudge: Nudge): Promise<'done' | 'decided' | 'closed' | undefined> {
  if (!isReminder(nudge) || !isId('rv', nudge.subject)) return undefined;
  const review = await findReview(db, nudge.workspaceId, nudge.subject);
  if (review === undefined) return 'closed';
  const waiting = await listWaiting(db, review);
  const missing =
    nudge.kind === 'readings'
      ? missingReadingsOf(waiting, nudge.userId)
      : missingVotesOf(waiting, nudge.userId);
  if (missing.length > 0) return undefined;
  if (await hasTakenPart(db, { review, nudge })) return 'done';
  return review.state === 'closed' ? 'closed' : 'decided';
}

async function hasTakenPart(
  db: Db,
  { review, nudge }: { review: Review; nudge: Nudge },
): Promise<boolean> {
  const acts = [];
  for (const { id } of await listCards(db, review.id)) {
    if (nudge.kind === 'votes') acts.push(...(await listVotes(db, id)).map((one) => one.userId));
    else acts.push(...(await listReadings(db, id)).map((one) => one.byUserId));
  }
  return acts.includes(nudge.userId);
}
