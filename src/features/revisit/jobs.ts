import { addDays, mondayOf, toInstantIn, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { doEach, earliest, first, nextQuarter } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { listCachedFullMembers, type Person } from '../../platform/slack/people.ts';
import { readAwayOn, readWorkDays } from '../away/access.ts';
import { findPlace } from '../budget/rules.ts';

import { findNextRevisit, listTeamsWithDue } from '../decision/store-wait.ts';

import { insertNudge, listAsked, listTakenPlaces } from '../nudge/store.ts';
import { isWorkingTime, nextWorkingInstant, nextWorkingMorning } from '../opening/day-rules.ts';
import type { Team } from '../team/rules.ts';
import { findTeam, listTeams } from '../team/store.ts';
import { type DueRevisit, listDueRevisits } from './access.ts';
import { promptAddress, promptMessage } from './messages.ts';
import { subjectOf } from './rules.ts';

/**
 * Asks *would we decide the same?* from a decision's day on: one question a week for each person, in their working hours,
 * the longest due first. What does not fit into this week waits for the next; Home and the log list it meanwhile.
 */
export const askRevisits: Job = {
  name: 'revisit.ask',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listAsking(deps, now), (team) => askIn(deps, team, now));
  },
  async nextDue(deps, now) {
    const instants: Date[] = [];
    for (const team of await listTeams(deps.db, deps.workspaceId)) {
      const next = await findNextRevisit(deps.db, team.id, toLocalDate(now, team.zone));
      const work = { zone: team.zone, off: new Map() };
      if (next !== undefined) {
        const from = toInstantIn(next, '00:00', team.zone);
        instants.push(nextWorkingInstant(from, work));
      }
      // Who could not be asked today may be asked tomorrow.
      const open = await listUnasked(deps.db, team, now);
      if (open.length > 0) instants.push(nextWorkingMorning(now, work));
    }
    return earliest('revisit', instants);
  },
  async wakesAt(deps, now) {
    const teams = await listTeams(deps.db, deps.workspaceId);
    const zones = new Set(teams.map(({ zone }) => zone));
    const midnights = [...zones].map((zone) =>
      toInstantIn(addDays(toLocalDate(now, zone), 1), '00:00', zone),
    );
    for (const team of await listAsking(deps, now)) {
      if ((await listUnasked(deps.db, team, now)).length > 0) return nextQuarter(now);
    }
    return first(midnights);
  },
};

/** The teams whose log has an entry that may be due: nowhere is it a later day than tomorrow in UTC. */
async function listAsking({ db, workspaceId }: Deps, now: Date): Promise<Team[]> {
  const by = addDays(toLocalDate(now, 'UTC'), 1);
  const asking = await listTeamsWithDue(db, workspaceId, by);
  if (asking.size === 0) return [];
  return (await listTeams(db, workspaceId)).filter(({ id }) => asking.has(id));
}

async function askIn(deps: Deps, team: Team, now: Date): Promise<void> {
  const unasked = await listUnasked(deps.db, team, now);
  if (unasked.length === 0) return;
  const members = await readAtWork(deps.db, team, now);
  const isThere = (due: DueRevisit) => members.some(({ userId }) => userId === due.askedId);
  await doEach(unasked.filter(isThere), (due) =>
    transact(deps.db, (tx) => askOne(tx, { deps, team, due }, now)),
  );
}

/** What is due, has somebody to ask, and was not asked about yet. */
async function listUnasked(db: Db, team: Team, now: Date): Promise<DueRevisit[]> {
  const { workspaceId } = team;
  const unasked: DueRevisit[] = [];
  for (const due of await listDueRevisits(db, team, toLocalDate(now, team.zone))) {
    if (due.askedId === undefined) continue;
    const subject = subjectOf(due.decision.id, due.askOn);
    const asked = await listAsked(db, { workspaceId, subject });
    if (!asked.includes(due.askedId)) unasked.push(due);
  }
  return unasked;
}

/** The full members who are in their working hours now, on a working day of the team. */
async function readAtWork(db: Db, team: Team, now: Date): Promise<Person[]> {
  const { off } = await readWorkDays(db, team, toLocalDate(now, team.zone));
  const members = await listCachedFullMembers(db, team.workspaceId, team.channelId);
  return members.filter(({ zone }) => isWorkingTime(now, { zone, off }));
}

async function askOne(
  tx: Tx,
  what: { deps: Deps; team: Team; due: DueRevisit },
  now: Date,
): Promise<void> {
  const { deps } = what;
  const { workspaceId, id: teamId } = what.team;
  const team = await findTeam(tx, workspaceId, teamId);
  if (team === undefined || team.pausedAt !== undefined) return;
  const date = toLocalDate(now, team.zone);
  const due = (await listDueRevisits(tx, team, date)).find(
    ({ decision }) => decision.id === what.due.decision.id,
  );
  const userId = due?.askedId;
  if (due === undefined || userId === undefined) return;
  const members = await listCachedFullMembers(tx, workspaceId, team.channelId);
  const person = members.find((member) => member.userId === userId);
  if (person === undefined) return;
  if ((await readAwayOn(tx, team, { userIds: [userId], date })).length > 0) return;
  const weekOn = mondayOf(toLocalDate(now, person.zone));
  const taken = await listTakenPlaces(tx, { workspaceId, userId, weekOn });
  const slot = findPlace(taken, { isQuestion: true });
  if (slot === undefined) return;
  const { decision, askOn } = due;
  const subject = subjectOf(decision.id, askOn);
  const about = { workspaceId, teamId, userId, kind: 'revisit' as const, subject };
  const id = deps.newId('nu');
  if (!(await insertNudge(tx, { ...about, id, weekOn, slot, at: now }))) return;
  await putMessage(tx, {
    workspaceId,
    newId: deps.newId,
    address: promptAddress(id),
    to: { userId },
    content: promptMessage({ decision, channelId: team.channelId }),
  });
}
