import { fromInstant, toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import { freeAt, freshLane, type Lane, type Pace, refill } from './rules.ts';

/** A lane as of `now`, refilled; full when it was never used. */
export async function readLane(
  db: Db,
  workspaceId: string,
  lane: string,
  pace: Pace,
  now: Date,
): Promise<Lane> {
  const row = await db
    .selectFrom('pace')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('lane', '=', lane)
    .executeTakeFirst();
  if (row === undefined) return freshLane(pace, now);
  return refill(
    {
      tokens: row.tokens,
      refilledAt: fromInstant(row.refilled_at),
      ...(row.closed_until === null ? {} : { closedUntil: fromInstant(row.closed_until) }),
    },
    pace,
    now,
  );
}

/** Keeps a lane's tokens and silence. */
export async function saveLane(
  tx: Tx,
  workspaceId: string,
  lane: string,
  value: Lane,
): Promise<void> {
  const columns = {
    tokens: value.tokens,
    refilled_at: toInstant(value.refilledAt),
    closed_until: value.closedUntil === undefined ? null : toInstant(value.closedUntil),
  };
  await tx
    .insertInto('pace')
    .values({ workspace_id: workspaceId, lane, ...columns })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'lane']).doUpdateSet(columns))
    .execute();
}

/** Whether the next send of a lane may go at `now`. */
export async function isLaneFree(
  db: Db,
  workspaceId: string,
  lane: string,
  pace: Pace,
  now: Date,
): Promise<boolean> {
  return freeAt(await readLane(db, workspaceId, lane, pace, now), pace, now) <= now;
}
