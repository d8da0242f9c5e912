import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId, RollupId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { RollupFacts } from './rules.ts';

/** A roll-up that was posted, and which stretch of time it tells about: `coversFrom <= at < coversTo`. */
export interface Rollup {
  id: RollupId;
  teamId: TeamId;
  weekOn: string;
  coversFrom: Date;
  coversTo: Date;
  postedAt: Date;
}

/** The team's newest roll-up; the next one covers what came after it. */
export async function findLastRollup(db: Db, teamId: TeamId): Promise<Rollup | undefined> {
  const row = await db
    .selectFrom('rollup')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('week_on', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toRollup(row);
}

/** What a roll-up said; undefined when the workspace has none of this id. */
export async function findRollupFacts(
  db: Db,
  workspaceId: string,
  id: RollupId,
): Promise<RollupFacts | undefined> {
  const row = await db
    .selectFrom('rollup')
    .select('facts')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : factsSchema.parse(JSON.parse(row.facts));
}

/** Keeps what a roll-up says after it was edited. */
export async function saveRollupFacts(
  tx: Tx,
  said: { workspaceId: string; id: RollupId; facts: RollupFacts },
): Promise<void> {
  await tx
    .updateTable('rollup')
    .set({ facts: JSON.stringify(said.facts) })
    .where('workspace_id', '=', said.workspaceId)
    .where('id', '=', said.id)
    .execute();
}

/** Our own words, written by `collectFacts`: the lists that are read back are checked to be there. */
const factsSchema = z.custom<RollupFacts>(
  (value) =>
    z.object({ outages: z.array(z.unknown()), changes: z.array(z.unknown()) }).safeParse(value)
      .success,
);

/** Keeps a roll-up with what it said. */
export async function insertRollup(
  tx: Tx,
  newId: NewId,
  draft: Omit<Rollup, 'id'> & { workspaceId: string; facts: RollupFacts },
): Promise<RollupId> {
  const id = newId('ru');
  await tx
    .insertInto('rollup')
    .values({
      id,
      workspace_id: draft.workspaceId,
      team_id: draft.teamId,
      week_on: draft.weekOn,
      covers_from: toInstant(draft.coversFrom),
      covers_to: toInstant(draft.coversTo),
      facts: JSON.stringify(draft.facts),
      posted_at: toInstant(draft.postedAt),
    })
    .execute();
  return id;
}

function toRollup(row: Selectable<Tables['rollup']>): Rollup {
  return {
    id: row.id,
    teamId: row.team_id,
    weekOn: row.week_on,
    coversFrom: fromInstant(row.covers_from),
    coversTo: fromInstant(row.covers_to),
    postedAt: fromInstant(row.posted_at),
  };
}
