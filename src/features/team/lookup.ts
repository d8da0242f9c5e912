import type { Deps } from '../../platform/slack/feature.ts';
import { type Channel, isFullMember, type Person } from '../../platform/slack/people.ts';
import { canBeHome } from './setup-rules.ts';

// What Slack told us may be an hour old. Before somebody is told *no* because of it, Slack is asked once more.

/** The channel as it is now when what is known would stand in the way; before a transaction, never inside one. */
export async function findChannelNow(
  deps: Pick<Deps, 'people'>,
  workspaceId: string,
  channelId: string,
): Promise<Channel | undefined> {
  const known = await deps.people.findChannel(workspaceId, channelId);
  if (canBeHome(known)) return known;
  await deps.people.refresh(workspaceId, { channelId });
  return deps.people.findChannel(workspaceId, channelId);
}

/** Whether the person is in the channel now; also warms the cache that `findStanding` reads. */
export async function isMemberNow(
  deps: Pick<Deps, 'people'>,
  where: { workspaceId: string; channelId: string; userId: string },
): Promise<boolean> {
  const { workspaceId, channelId, userId } = where;
  const isHere = (people: Person[]) => people.some((person) => person.userId === userId);
  if (isHere(await deps.people.listMembers(workspaceId, channelId))) return true;
  await deps.people.refresh(workspaceId, { channelId });
  return isHere(await deps.people.listMembers(workspaceId, channelId));
}

/** Whether the person is a full member of the workspace now. */
export async function isFullPersonNow(
  deps: Pick<Deps, 'people'>,
  workspaceId: string,
  userId: string,
): Promise<boolean> {
  const known = await deps.people.find(workspaceId, userId);
  if (known !== undefined && isFullMember(known)) return true;
  await deps.people.refresh(workspaceId, { userId });
  const asked = await deps.people.find(workspaceId, userId);
  return asked !== undefined && isFullMember(asked);
}
