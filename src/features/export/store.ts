import type { NewId, TeamId } from '../../lib/ids.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { exportLimit } from './rules.ts';

const keptMs = 60 * 60_000;

/** Counts one request for an export; false when this person has asked too often. What is older than an hour is forgotten. */
export async function takeExportTurn(
  tx: Tx,
  newId: NewId,
  asked: { workspaceId: string; userId: string; at: Date },
): Promise<boolean> {
  const { workspaceId, userId, at } = asked;
  const before = (ms: number): string => toInstant(new Date(at.getTime() - ms));
  await tx
    .deleteFrom('export_request')
    .where('workspace_id', '=', workspaceId)
    .where('at', '<', before(keptMs))
    .execute();
  const recent = await tx
    .selectFrom('export_request')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .where('at', '>', before(exportLimit.withinMs))
    .executeTakeFirst();
  if (Number(recent?.count ?? 0) >= exportLimit.times) return false;
  await tx
    .insertInto('export_request')
    .values({ id: newId('ex'), workspace_id: workspaceId, user_id: userId, at: toInstant(at) })
    .execute();
  return true;
}

/** Every team of a workspace, paused ones too, oldest first; for the operator, who may read them all. */
export async function listTeamIds(db: Db, workspaceId: string): Promise<TeamId[]> {
  const rows = await db
    .selectFrom('team')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .orderBy('set_up_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** The workspaces of this database. */
export async function listWorkspaceIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('workspace').select('id').orderBy('id').execute();
  return rows.map((row) => row.id);
}
