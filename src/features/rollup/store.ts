import type { Selectable } from 'kysely';
import { z } from 'zod';
import { isId, type NewId, type OnePagerId, type RollupId, type TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { PageFacts } from './delta-rules.ts';
import type { RollupFacts } from './rules.ts';

/** A roll-up that was posted, and which stretch of time it tells about: `coversFrom <= at < coversTo`. */
export interface Rollup {
  id: RollupId;
  teamId: TeamId;
  weekOn: string;
  coversFrom: Date;
  coversTo: Date;
  postedAt: Date;
  /** What ran when it was posted; missing where that was not kept. */
  pages?: PageFacts[];
  /** Counts its edits. */
  version: number;
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

/** A team's roll-ups of earlier weeks with what they said, newest first. */
export async function listRollupsBefore(
  db: Db,
  question: { teamId: TeamId; weekOn: string; limit: number },
): Promise<(Rollup & { facts: RollupFacts })[]> {
  const rows = await db
    .selectFrom('rollup')
    .selectAll()
    .where('team_id', '=', question.teamId)
    .where('week_on', '<', question.weekOn)
    .orderBy('week_on', 'desc')
    .limit(question.limit)
    .execute();
  return rows.map(withFacts);
}

/** The roll-ups of all teams of a workspace for the week of this Monday, with what they said. */
export async function listRollupsOfWeek(
  db: Db,
  workspaceId: string,
  weekOn: string,
): Promise<(Rollup & { facts: RollupFacts })[]> {
  const rows = await db
    .selectFrom('rollup')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('week_on', '=', weekOn)
    .orderBy('id')
    .execute();
  return rows.map(withFacts);
}

/** Keeps what a roll-up says after it was edited, and what ran when that is given. */
export async function saveRollupFacts(
  tx: Tx,
  said: { workspaceId: string; id: RollupId; facts: RollupFacts; pages?: readonly PageFacts[] },
): Promise<void> {
  await tx
    .updateTable('rollup')
    .set((eb) => ({
      facts: JSON.stringify(said.facts),
      version: eb('version', '+', 1),
      ...(said.pages === undefined ? {} : { pages: JSON.stringify(said.pages) }),
    }))
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

const pagesSchema = z.array(
  z.object({
    id: z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value)),
    number: z.number(),
    title: z.string(),
    state: z.enum(['running', 'frozen', 'parked', 'stopped', 'promoted']),
    ownerId: z.string(),
    stopOwnerId: z.string(),
    gateOn: z.string(),
    version: z.number(),
    signals: z.array(
      z.object({ id: z.string(), name: z.string(), value: z.number(), text: z.string() }),
    ),
  }),
);

/** Keeps a roll-up with what it said. */
export async function insertRollup(
  tx: Tx,
  newId: NewId,
  draft: Omit<Rollup, 'id' | 'version'> & { workspaceId: string; facts: RollupFacts },
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
      pages: draft.pages === undefined ? null : JSON.stringify(draft.pages),
      version: 1,
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
    version: row.version,
    ...(row.pages === null ? {} : { pages: pagesSchema.parse(JSON.parse(row.pages)) }),
  };
}

function withFacts(row: Selectable<Tables['rollup']>): Rollup & { facts: RollupFacts } {
  return { ...toRollup(row), facts: factsSchema.parse(JSON.parse(row.facts)) };
}
