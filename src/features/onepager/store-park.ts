import type { Selectable } from 'kysely';
import type { OnePagerId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Park } from './park-rules.ts';

/** The rest of a one-pager, now or in the past; undefined when it never rested. */
export async function findPark(db: Db, onepagerId: OnePagerId): Promise<Park | undefined> {
  const row = await db
    .selectFrom('onepager_park')
    .selectAll()
    .where('onepager_id', '=', onepagerId)
    .executeTakeFirst();
  return row === undefined ? undefined : toPark(row);
}

/** A one-pager that rests now. */
export interface Resting {
  onepagerId: OnePagerId;
  workspaceId: string;
  park: Park;
}

/** All one-pagers of a workspace that rest now, the first to come back in front. */
export async function listResting(db: Db, workspaceId: string): Promise<Resting[]> {
  const rows = await db
    .selectFrom('onepager_park')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('returned_at', 'is', null)
    .orderBy('returns_on')
    .orderBy('onepager_id')
    .execute();
  return rows.map((row) => ({
    onepagerId: row.onepager_id,
    workspaceId: row.workspace_id,
    park: toPark(row),
  }));
}

/** Keeps a rest; false when the one-pager has rested before. */
export async function insertPark(
  tx: Tx,
  rest: Omit<Resting, 'park'> & { park: Omit<Park, 'returnedAt'> },
): Promise<boolean> {
  const { park } = rest;
  const result = await tx
    .insertInto('onepager_park')
    .values({
      onepager_id: rest.onepagerId,
      workspace_id: rest.workspaceId,
      reason: park.reason,
      by_user_id: park.byUserId,
      parked_at: toInstant(park.parkedAt),
      returns_on: park.returnsOn,
      returned_at: null,
    })
    .onConflict((conflict) => conflict.column('onepager_id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Ends a rest; false when it was over before. */
export async function endPark(tx: Tx, onepagerId: OnePagerId, at: Date): Promise<boolean> {
  const result = await tx
    .updateTable('onepager_park')
    .set({ returned_at: toInstant(at) })
    .where('onepager_id', '=', onepagerId)
    .where('returned_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function toPark(row: Selectable<Tables['onepager_park']>): Park {
  return {
    reason: row.reason,
    byUserId: row.by_user_id,
    parkedAt: fromInstant(row.parked_at),
    returnsOn: row.returns_on,
    ...(row.returned_at === null ? {} : { returnedAt: fromInstant(row.returned_at) }),
  };
}
