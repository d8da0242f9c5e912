import { mondayOf, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest, nextQuarter } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { listCachedFullMembers } from '../../platform/slack/people.ts';
import { readAwayOn } from '../away/access.ts';
import { findPlace } from '../budget/rules.ts';
import { insertNudge, listTakenPlaces } from '../nudge/store.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listRunning } from '../onepager/store.ts';
import {
  findStopNaming,
  insertStopAsk,
  listStopAsks,
  listTeamsUnasked,
} from '../onepager/store-stop.ts';
import { isWorkingTime, nextWorkingMorning, weekdaysIn } from '../opening/day-rules.ts';
import { isStopRole, type Team } from '../team/rules.ts';
import { findTeam, listRoles, listTeams } from '../team/store.ts';
import { putStopAsk } from './project.ts';

/**
 * Asks everybody who is named to say stop and has not said yes, once for each one-pager: in their working hours, everything at
 * once in one message, which takes a place of their week like a reminder. What finds no place waits for the next week; its
 * seven days begin when it is asked. (THRASH-4; product.md *Review*, Nudges)
 */
export const askStopOwners: Job = {
  name: 'stop-owner.ask',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listAsking(deps), (team) => askIn(deps, team, now));
  },
  async nextDue(deps, now) {
    const instants: Date[] = [];
    for (const team of await listAsking(deps)) {
      const unasked = (await listUnasked(deps.db, team)).filter(({ isOwnNaming }) => !isOwnNaming);
      if (unasked.length === 0) continue;
      // Who could not be asked today may be asked tomorrow; somebody who is gone never, and then nothing is due.
      const members = await listCachedFullMembers(deps.db, team.workspaceId, team.channelId);
      for (const { userId, zone } of members) {
        if (unasked.every((one) => one.userId !== userId)) continue;
        instants.push(nextWorkingMorning(now, weekdaysIn(zone)));
      }
    }
    return earliest('stopAsk', instants);
  },
  async wakesAt(deps, now) {
    // They may come to work, come back, or have a place in their week.
    return (await listAsking(deps)).length > 0 ? nextQuarter(now) : undefined;
  },
};

/** The teams in which somebody may have to be asked. */
async function listAsking({ db, workspaceId }: Deps): Promise<Team[]> {
  const asking = await listTeamsUnasked(db, workspaceId);
  if (asking.size === 0) return [];
  return (await listTeams(db, workspaceId)).filter(({ id }) => asking.has(id));
}

/** A one-pager whose stop-owner was never asked. */
interface Unasked {
  onepager: OnePager;
  userId: string;
  isOwnNaming: boolean;
}

async function askIn(deps: Deps, team: Team, now: Date): Promise<void> {
  const unasked = await listUnasked(deps.db, team);
  if (unasked.length === 0) return;
  for (const one of unasked.filter(({ isOwnNaming }) => isOwnNaming)) {
    await transact(deps.db, (tx) => noteOwnNaming(tx, one, now));
  }
  const wanted = new Set(
    unasked.flatMap(({ userId, isOwnNaming }) => (isOwnNaming ? [] : [userId])),
  );
  if (wanted.size === 0) return;
  await deps.people.listMembers(team.workspaceId, team.channelId);
  const members = await listCachedFullMembers(deps.db, team.workspaceId, team.channelId);
  const atWork = members.filter(
    ({ userId, zone }) => wanted.has(userId) && isWorkingTime(now, weekdaysIn(zone)),
  );
  await doEach(atWork, ({ userId }) =>
    transact(deps.db, (tx) => askOne(tx, { deps, team, userId }, now)),
  );
}

/** Whoever holds the role for the whole team said yes to all of its one-pagers. */
async function listUnasked(db: Db, team: Team): Promise<Unasked[]> {
  const running = await listRunning(db, team.id);
  if (running.length === 0) return [];
  const asked = new Set(
    (await listStopAsks(db, team.id)).map(({ onepagerId, userId }) => `${onepagerId} ${userId}`),
  );
  const holders = new Set(
    (await listRoles(db, team)).flatMap(({ userId, role, isAccepted }) =>
      isAccepted && isStopRole(role) ? [userId] : [],
    ),
  );
  const unasked: Unasked[] = [];
  for (const onepager of running) {
    const userId = onepager.bet.guardrail.stopOwnerId;
    if (holders.has(userId) || asked.has(`${onepager.id} ${userId}`)) continue;
    const naming = await findStopNaming(db, onepager);
    unasked.push({ onepager, userId, isOwnNaming: naming.byUserId === userId });
  }
  return unasked;
}

async function noteOwnNaming(tx: Tx, { onepager, userId }: Unasked, now: Date): Promise<void> {
  const { id: onepagerId, workspaceId, teamId } = onepager;
  const by = { answer: 'yes' } as const;
  await insertStopAsk(tx, { onepagerId, workspaceId, teamId, userId, by }, now);
}

/** Everything is asked once more, on the state of this moment. */
async function askOne(
  tx: Tx,
  what: { deps: Deps; team: Team; userId: string },
  now: Date,
): Promise<void> {
  const { deps, userId } = what;
  const { workspaceId, id: teamId } = what.team;
  const team = await findTeam(tx, workspaceId, teamId);
  if (team === undefined || team.pausedAt !== undefined) return;
  const unasked = (await listUnasked(tx, team)).filter(
    (one) => one.userId === userId && !one.isOwnNaming,
  );
  const [first] = unasked;
  const members = await listCachedFullMembers(tx, workspaceId, team.channelId);
  const person = members.find((member) => member.userId === userId);
  if (first === undefined || person === undefined) return;
  if (!isWorkingTime(now, weekdaysIn(person.zone))) return;
  const date = toLocalDate(now, team.zone);
  if ((await readAwayOn(tx, team, { userIds: [userId], date })).length > 0) return;
  const weekOn = mondayOf(toLocalDate(now, person.zone));
  const taken = await listTakenPlaces(tx, { workspaceId, userId, weekOn });
  const slot = findPlace(taken, { isQuestion: false });
  if (slot === undefined) return;
  const id = deps.newId('nu');
  const about = { workspaceId, teamId, userId, kind: 'stop' as const };
  const nudge = { ...about, id, subject: first.onepager.id, weekOn, slot, at: now };
  if (!(await insertNudge(tx, nudge))) return;
  for (const { onepager } of unasked) {
    const asked = { workspaceId, teamId, onepagerId: onepager.id, userId };
    await insertStopAsk(tx, { ...asked, by: { nudgeId: id } }, now);
  }
  await putStopAsk(tx, { newId: deps.newId, workspaceId, userId, nudgeId: id });
}
