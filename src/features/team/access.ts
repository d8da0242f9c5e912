import { isId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Act, Deps } from '../../platform/slack/feature.ts';
import type { Channel } from '../../platform/slack/people.ts';
import type { Team } from './rules.ts';
import { findTeam, listReadableTeams } from './store.ts';

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

/** The team that a button or a form names; undefined when the text names none of this workspace. */
export async function findTeamNamed(
  db: Db,
  workspaceId: string,
  value: string,
): Promise<Team | undefined> {
  return isId('tm', value) ? findTeam(db, workspaceId, value) : undefined;
}
