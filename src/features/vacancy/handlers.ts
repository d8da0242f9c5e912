import { z } from 'zod';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type EventAct,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { listCachedFullMembers } from '../../platform/slack/people.ts';
import { describeAmendment } from '../onepager/amendment-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import type { OnePager } from '../onepager/rules.ts';
import { amendOnePager } from '../onepager/store.ts';
import { warmPeople } from '../team/access.ts';
import { putTeamCard } from '../team/project.ts';
import { askFor, takeOn } from '../team/role-project.ts';
import { may, type Team } from '../team/rules.ts';
import {
  deleteRole,
  findStanding,
  findTeam,
  findTeamByChannel,
  listRoles,
  listTeams,
} from '../team/store.ts';
import { namedView, nameOneForm, parseNameOne } from './form.ts';
import { describeGuarded, namedMessage, vacancyWords } from './messages.ts';
import { putVacancyNote, readVacancy } from './project.ts';
import { needsStopOwner, readVacancyName, type Vacancy, type VacancyName } from './rules.ts';

const userEvent = z.object({ user: z.object({ id: z.string() }) });
const memberEvent = z.object({ user: z.string(), channel: z.string() });

/** Somebody's account changed: of each team whose things were in their hands the leader hears of it. */
export async function onUserChanged(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = userEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const { user } = event;
  const { workspaceId, now } = act;
  return once(deps, { workspaceId, now, key: `${act.key}:vacancy` }, async (tx) => {
    for (const team of await listTeams(tx, workspaceId)) {
      await putVacancyNote(tx, { newId: deps.newId, team, userId: user.id });
    }
    return { reply: 'done' };
  });
}

/** Somebody left a channel, or came back: outside of a private home nothing in their hands can be done. */
export async function onMembersChanged(deps: Deps, act: EventAct): Promise<Reply | undefined> {
  const event = memberEvent.safeParse(act.event).data;
  if (event === undefined) return undefined;
  const { user, channel } = event;
  const { workspaceId, now } = act;
  return once(deps, { workspaceId, now, key: `${act.key}:vacancy` }, async (tx) => {
    const team = await findTeamByChannel(tx, workspaceId, channel);
    if (team !== undefined && team.pausedAt === undefined) {
      await putVacancyNote(tx, { newId: deps.newId, team, userId: user });
    }
    return { reply: 'done' };
  });
}

/** *Name one*: asks who may say stop from now on. */
export async function openNameOne(deps: Deps, act: ActionAct): Promise<Reply> {
  const name = readVacancyName(act.value);
  if (name === undefined) return tell(vacancyWords.filled);
  await warmTeamOf(deps, act, name);
  const found = await read(deps.db, act, name);
  return 'why' in found
    ? tell(found.why)
    : { reply: 'show', view: nameOneForm(name, found.vacancy) };
}

/** *Name them*: noted on every one-pager, and the team's own role is offered to them. */
export async function submitNameOne(deps: Deps, act: SubmitAct): Promise<Reply> {
  const name = readVacancyName(act.metadata);
  if (name === undefined) return tell(vacancyWords.filled);
  const to = parseNameOne(act.values);
  if (to === '') return fix(vacancyWords.nobody);
  await warmTeamOf(deps, act, { ...name, to });
  return once(deps, act, async (tx) => {
    const found = await read(tx, act, name);
    if ('why' in found) return tell(found.why);
    const { team, vacancy } = found;
    const members = await listCachedFullMembers(tx, act.workspaceId, team.channelId);
    if (!members.some((person) => person.userId === to)) return fix(vacancyWords.notMember);
    for (const onepager of vacancy.guarded) await nameOn(tx, { deps, act, team, onepager, to });
    if (vacancy.roles.length > 0) await nameForTeam(tx, { deps, act, found, name, to });
    await putVacancyNote(tx, { newId: deps.newId, team, userId: name.userId });
    const text = vacancyWords.named({ ...name, to }, describeGuarded(vacancy));
    return { reply: 'replace', view: namedView(text) };
  });
}

async function nameOn(
  tx: Tx,
  what: { deps: Deps; act: Act; team: Team; onepager: OnePager; to: string },
): Promise<void> {
  const { deps, act, team, onepager, to } = what;
  const { workspaceId, userId, now } = act;
  const { newId } = deps;
  const { bet } = onepager;
  const fields = { ...bet.fields, stopOwnerId: to };
  await amendOnePager(tx, {
    id: onepager.id,
    bet: { ...bet, fields, guardrail: { ...bet.guardrail, stopOwnerId: to } },
    byUserId: userId,
    at: now,
    amendment: describeAmendment(bet.fields, fields).join('; '),
  });
  await putOnePagerCard(tx, { workspaceId, newId, onepagerId: onepager.id }, now);
  await putMessage(tx, {
    ...{ workspaceId, newId, to: { channelId: team.channelId } },
    address: `onepager:${onepager.id}:stop-owner:${newId('vc')}`,
    inThreadOf: `onepager:${onepager.id}`,
    content: namedMessage(onepager, { by: userId, to }),
  });
}

async function nameForTeam(
  tx: Tx,
  what: {
    deps: Deps;
    act: Act;
    found: { team: Team; vacancy: Vacancy };
    name: VacancyName;
    to: string;
  },
): Promise<void> {
  const { deps, act, found, name, to } = what;
  const { team, vacancy } = found;
  const { now: at, userId: byUserId } = act;
  for (const role of vacancy.roles) {
    // First, so that nobody writes to an account that is switched off.
    await deleteRole(tx, { teamId: team.id, userId: name.userId, role });
    const named = { teamId: team.id, userId: to, role };
    if (to === byUserId) {
      await takeOn(tx, deps, { team, named, roles: await listRoles(tx, team), at });
    } else {
      await askFor(tx, deps, { team, userId: to, role, byUserId, at });
    }
  }
  await putTeamCard(tx, deps, team);
}

/** What is open in the team that the button names, or why this person changes nothing about it. */
async function read(
  db: Deps['db'],
  act: Act,
  name: VacancyName,
): Promise<{ team: Team; vacancy: Vacancy } | { why: string }> {
  const { workspaceId, userId } = act;
  const team = await findTeam(db, workspaceId, name.teamId);
  if (team === undefined) return { why: vacancyWords.filled };
  const standing = await findStanding(db, { workspaceId, userId, teamId: team.id });
  if (!may(standing, 'propose-role')) return { why: vacancyWords.notYours };
  const vacancy = await readVacancy(db, team, name.userId);
  return needsStopOwner(vacancy) ? { team, vacancy } : { why: vacancyWords.filled };
}

async function warmTeamOf(
  deps: Deps,
  act: Act,
  { teamId, to }: VacancyName & { to?: string },
): Promise<void> {
  const team = await findTeam(deps.db, act.workspaceId, teamId);
  if (team === undefined) return;
  const { channelId } = team;
  await warmPeople(deps, act, to === undefined ? team : { channelId, chosen: to });
}

function fix(why: string): Reply {
  return { reply: 'fix', errors: { stopOwner: why } };
}
