import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import type { Deps } from '../../platform/slack/feature.ts';
import { teamCard } from './messages.ts';
import type { RoleHolder } from './role-rules.ts';
import { nextReviewWeek, type Team } from './rules.ts';
import { listRoles } from './store.ts';
import { findLastOccurrence } from './store-occurrence.ts';

/** Where the card of set-up stands, and later the team's. */
export function setupAddress(channelId: string): string {
  return `setup:${channelId}`;
}

/** Puts the team's card, which took the place of the set-up card, as it should be now. */
export async function putTeamCard(tx: Tx, deps: Pick<Deps, 'newId'>, team: Team): Promise<void> {
  const roles = await listRoles(tx, team);
  const stopOwners = roles.filter((held) => held.role === 'stop-owner');
  const last = await findLastOccurrence(tx, team.id, 'review');
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: deps.newId,
    address: setupAddress(team.channelId),
    to: { channelId: team.channelId },
    content: teamCard({
      team,
      stopOwnerIds: userIdsOf(stopOwners.filter((held) => held.isAccepted)),
      askedStopOwnerIds: userIdsOf(stopOwners.filter((held) => !held.isAccepted)),
      ...(last === undefined ? { firstWeekOn: nextReviewWeek(team, undefined) } : {}),
    }),
  });
}

function userIdsOf(holders: readonly RoleHolder[]): string[] {
  return holders.map((held) => held.userId);
}
