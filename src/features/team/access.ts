import { isId, type TeamId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import type { Act, Deps } from '../../platform/slack/feature.ts';
import { type Channel, isKnownShared } from '../../platform/slack/people.ts';
import { pauseShared } from './pause-project.ts';
import { setupAddress } from './project.ts';
import type { Role, Team } from './rules.ts';
import {
  findTeam,
  findTeamByChannel,
  listReadableTeams,
  listRoles,
  listTeamNames,
} from './store.ts';

/**
 * The teams that a person may read, as Slack tells it now: somebody who was made a guest is known as such, and a home that was
 * made private since it was last looked at (at most an hour ago) is closed to those outside. Never inside a transaction.
 */
export async function lookUpReadableTeams(
  deps: Deps,
  act: Pick<Act, 'workspaceId' | 'userId'>,
): Promise<Team[]> {
  const { workspaceId, userId } = act;
  await deps.people.find(workspaceId, userId);
  for (const team of await listReadableTeams(deps.db, workspaceId, userId)) {
    await deps.people.findChannel(workspaceId, team.channelId);
  }
  return listReadableTeams(deps.db, workspaceId, userId);
}

/**
 * Makes sure that the cache knows the person and the members of the team's home, which `findStanding` reads; whoever was `chosen` in
 * a form and is unknown is looked for once more. Before a transaction, never inside one.
 */
export async function warmPeople(
  deps: Pick<Deps, 'people'>,
  act: Pick<Act, 'workspaceId' | 'userId'>,
  { channelId, chosen }: { channelId: string; chosen?: string },
): Promise<void> {
  const { workspaceId, userId } = act;
  await deps.people.find(workspaceId, userId);
  const members = await deps.people.listMembers(workspaceId, channelId);
  if (chosen === undefined || members.some((person) => person.userId === chosen)) return;
  await deps.people.refresh(workspaceId, { channelId });
  await deps.people.listMembers(workspaceId, channelId);
}

/** The channel as Slack tells it at this moment: a roll-up must not go where another organisation has come to read. */
export async function askForChannel(
  deps: Pick<Deps, 'people'>,
  workspaceId: string,
  channelId: string,
): Promise<Channel | undefined> {
  await deps.people.refresh(workspaceId, { channelId });
  return deps.people.findChannel(workspaceId, channelId);
}

/**
 * Whether another organisation reads a team's home, as Slack says at this moment: then the team is paused. Before a post that nobody's
 * press has led to, because Slack's event about it may have been lost. Never inside a transaction. (reliability.md F-39)
 */
export async function isHomeShared(
  deps: Pick<Deps, 'db' | 'newId' | 'people'>,
  team: Team,
  now: Date,
): Promise<boolean> {
  const home = await deps.people.findChannel(team.workspaceId, team.channelId, 'now');
  return pauseIfShared(deps, { team, home }, now);
}

/** Pauses the team when another organisation reads its home; whether one does. Never inside a transaction. (reliability.md F-39) */
export async function pauseIfShared(
  deps: Pick<Deps, 'db' | 'newId'>,
  { team, home }: { team: Team; home: Channel | undefined },
  now: Date,
): Promise<boolean> {
  if (home?.isExternal !== true) return false;
  await transact(deps.db, (tx) => pauseShared(tx, { newId: deps.newId, team, now }));
  return true;
}

/**
 * Whether a message must wait because another organisation would read it, whichever feature has put it. Only the card that says why
 * no team can live in such a channel tells nothing of a team.
 */
export async function isKeptBack(
  db: Db,
  message: { workspaceId: string; address: string; channelId?: string },
): Promise<boolean> {
  const { workspaceId, address, channelId } = message;
  if (channelId === undefined || !(await isKnownShared(db, workspaceId, channelId))) return false;
  if (address !== setupAddress(channelId)) return true;
  return (await findTeamByChannel(db, workspaceId, channelId)) !== undefined;
}

/** The team that a button or a form names; undefined when the text names none of this workspace. */
export async function findTeamNamed(
  db: Db,
  workspaceId: string,
  value: string,
): Promise<Team | undefined> {
  return isId('tm', value) ? findTeam(db, workspaceId, value) : undefined;
}

/** Teams as choices of a menu, by the names of their channels. */
export async function nameTeams(
  db: Db,
  workspaceId: string,
  teams: readonly Pick<Team, 'id'>[],
): Promise<{ value: TeamId; label: string }[]> {
  const names = await listTeamNames(db, workspaceId);
  return teams.map(({ id }) => ({ value: id, label: `#${names.get(id) ?? 'channel'}` }));
}

/**
 * Makes sure that the cache knows the person, the team's home and members, and who holds a role in it; of those in `asked` Slack is
 * asked anew, so that the word of somebody who has just left does not count. Before a transaction, never inside one.
 */
export async function warmRole(
  deps: Deps,
  act: Pick<Act, 'workspaceId' | 'userId'>,
  what: { team: Team; role: Role; asked: readonly string[] },
): Promise<void> {
  const { workspaceId } = act;
  const { team } = what;
  for (const userId of new Set(what.asked)) await deps.people.refresh(workspaceId, { userId });
  await deps.people.findChannel(workspaceId, team.channelId);
  await warmPeople(deps, act, team);
  for (const { userId, role } of await listRoles(deps.db, team)) {
    if (role === what.role) await deps.people.find(workspaceId, userId);
  }
}

/** Whether a team's home is private, as Slack tells it now; a channel that it does not show us counts as private. */
export async function lookUpHomePrivate(deps: Deps, team: Team): Promise<boolean> {
  const home = await deps.people.findChannel(team.workspaceId, team.channelId);
  return home?.isPrivate !== false;
}
