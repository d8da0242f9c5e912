import type { TeamId } from '../../lib/ids.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { areaKey } from './protect-rules.ts';

/** The areas that a team protects besides those that everybody does, in alphabetical order. */
export async function listOwnAreas(db: Db, teamId: TeamId): Promise<string[]> {
  const rows = await db
    .selectFrom('protected_area')
    .select('name')
    .where('team_id', '=', teamId)
    .execute();
  return rows.map((row) => row.name).toSorted((one, other) => one.localeCompare(other, 'en'));
}

/** Adds an area to a team's list; false when it stands there already. */
export async function insertOwnArea(
  tx: Tx,
  area: { workspaceId: string; teamId: TeamId; name: string; byUserId: string },
  at: Date,
): Promise<boolean> {
  const result = await tx
    .insertInto('protected_area')
    .values({
      team_id: area.teamId,
      workspace_id: area.workspaceId,
      key: areaKey(area.name),
      name: area.name,
      added_by: area.byUserId,
      added_at: toInstant(at),
    })
    .onConflict((conflict) => conflict.columns(['team_id', 'key']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Takes an area off a team's list and answers its name; undefined when it was taken off before. */
export async function deleteOwnArea(
  tx: Tx,
  area: { workspaceId: string; teamId: TeamId; key: string },
): Promise<string | undefined> {
  const row = await tx
    .deleteFrom('protected_area')
    .where('workspace_id', '=', area.workspaceId)
    .where('team_id', '=', area.teamId)
    .where('key', '=', area.key)
    .returning('name')
    .executeTakeFirst();
  return row?.name;
}
