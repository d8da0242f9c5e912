import type { Act, Deps } from '../../platform/slack/feature.ts';
import type { Team } from './rules.ts';
import { listReadableTeams } from './store.ts';

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
