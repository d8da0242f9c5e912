import type { TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { type Action, may, type Role, type Team } from './rules.ts';
import { findStanding, listRoles } from './store.ts';

/** Names somebody for a role and remembers who asked and when; asking again starts the time anew. */
export async function askRole(
  tx: Tx,
  asked: { teamId: TeamId; userId: string; role: Role; byUserId: string },
  at: Date,
): Promise<void> {
  const question = { asked_by: asked.byUserId, asked_at: toInstant(at) };
  await tx
    .insertInto('team_role')
    .values({
      team_id: asked.teamId,
      user_id: asked.userId,
      role: asked.role,
      accepted_at: null,
      ...question,
    })
    .onConflict((conflict) =>
      conflict.columns(['team_id', 'user_id', 'role']).doUpdateSet(question),
    )
    .execute();
}

/** The teams of a workspace in which somebody was asked to take a role and has not answered; for the clock. */
export async function listTeamsAsking(
  db: Db,
  workspaceId: string,
): Promise<{ teamId: TeamId; workspaceId: string }[]> {
  const rows = await db
    .selectFrom('team_role')
    .innerJoin('team', 'team.id', 'team_role.team_id')
    .select(['team.id', 'team.workspace_id'])
    .distinct()
    .where('team.workspace_id', '=', workspaceId)
    .where('team_role.accepted_at', 'is', null)
    .where('team_role.asked_at', 'is not', null)
    .orderBy('team.id')
    .execute();
  return rows.map((row) => ({ teamId: row.id, workspaceId: row.workspace_id }));
}

/** What one person was asked to take and has not answered, in the teams of a workspace, oldest question first. */
export async function listAsksOf(
  db: Db,
  who: { workspaceId: string; userId: string },
): Promise<{ teamId: TeamId; role: Role; askedBy: string; askedAt: Date }[]> {
  const rows = await db
    .selectFrom('team_role')
    .innerJoin('team', 'team.id', 'team_role.team_id')
    .select(['team.id', 'team_role.role', 'team_role.asked_by', 'team_role.asked_at'])
    .where('team.workspace_id', '=', who.workspaceId)
    .where('team_role.user_id', '=', who.userId)
    .where('team_role.accepted_at', 'is', null)
    .orderBy('team_role.asked_at')
    .orderBy('team.id')
    .orderBy('team_role.role')
    .execute();
  return rows.flatMap(({ id, role, asked_by: askedBy, asked_at: askedAt }) =>
    askedBy === null || askedAt === null
      ? []
      : [{ teamId: id, role, askedBy, askedAt: fromInstant(askedAt) }],
  );
}

/** Who may turn a key for the team at this moment: accepted, active, a full member; from any team of the workspace. */
export function listKeyHolders(db: Db, team: Pick<Team, 'id' | 'workspaceId'>): Promise<string[]> {
  return listWhoMay(db, team, { role: 'key-holder', action: 'turn-key' });
}

/** Who may approve departures in protected areas at this moment: accepted, active, a full member who may read the team. */
export function listApprovers(db: Db, team: Pick<Team, 'id' | 'workspaceId'>): Promise<string[]> {
  return listWhoMay(db, team, { role: 'approver', action: 'approve-deviation' });
}

async function listWhoMay(
  db: Db,
  team: Pick<Team, 'id' | 'workspaceId'>,
  what: { role: Role; action: Action },
): Promise<string[]> {
  const holders: string[] = [];
  for (const { userId, role } of await listRoles(db, team)) {
    if (role !== what.role) continue;
    const who = { workspaceId: team.workspaceId, teamId: team.id, userId };
    if (may(await findStanding(db, who), what.action)) holders.push(userId);
  }
  return holders;
}
