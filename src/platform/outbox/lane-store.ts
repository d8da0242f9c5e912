import { fromInstant, toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import { prepared } from '../db/prepared.ts';
import { freeAt, freshLane, type Lane, type Pace, refill } from './rules.ts';

/** A budget in the database, so that all processes share it: `channel:C1`, `workspace`, `look`. */
export interface LanePlace {
  workspaceId: string;
  lane: string;
  pace: Pace;
}

const laneOf = prepared<{ workspaceId: string; lane: string }>()((db, at) =>
  db
    .selectFrom('pace')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('lane', '=', at('lane')),
);

/** A lane as of `now` (the machine's), refilled; full when it was never used. */
export async function readLane(db: Db, place: LanePlace, now: Date): Promise<Lane> {
  const [row] = await laneOf(db, { workspaceId: place.workspaceId, lane: place.lane });
  if (row === undefined) return freshLane(place.pace, now);
  return refill(
    {
      tokens: row.tokens,
      refilledAt: fromInstant(row.refilled_at),
      ...(row.closed_until === null ? {} : { closedUntil: fromInstant(row.closed_until) }),
    },
    place.pace,
    now,
  );
}

/** Keeps a lane's tokens and silence. */
export async function saveLane(tx: Tx, place: LanePlace, value: Lane): Promise<void> {
  const columns = {
    tokens: value.tokens,
    refilled_at: toInstant(value.refilledAt),
    closed_until: value.closedUntil === undefined ? null : toInstant(value.closedUntil),
  };
  await tx
    .insertInto('pace')
    .values({ workspace_id: place.workspaceId, lane: place.lane, ...columns })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'lane']).doUpdateSet(columns))
    .execute();
}

/** Whether the next send of a lane may go at `now`. */
export async function isLaneFree(db: Db, place: LanePlace, now: Date): Promise<boolean> {
  return freeAt(await readLane(db, place, now), place.pace, now) <= now;
}

/** How many sends of a lane may go at `now`. */
export async function readRoom(db: Db, place: LanePlace, now: Date): Promise<number> {
  const lane = await readLane(db, place, now);
  return freeAt(lane, place.pace, now) <= now ? Math.floor(lane.tokens) : 0;
}

/** The lane of a channel, or of a person who is written to. */
export function channelLane(id = ''): string {
  return `channel:${id}`;
}
