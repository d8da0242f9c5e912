import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { CycleId, NewId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Cycle, CycleCounts, CycleSpan } from './rules.ts';

const countsSchema = z.object({
  deviations: z.number(),
  hats: z.number().default(0),
  stops: z.number(),
  promotions: z.number(),
  decisions: z.number(),
  gatesDue: z.number(),
  noDecisions: z.number(),
  reviews: z.number(),
  againstRule: z.number(),
  running: z.number(),
  // Older cycles had working days, as far as anybody knows.
  isAllOff: z.boolean().default(false),
});

/** The team's open cycle; undefined only before its first was opened. */
export async function findOpenCycle(db: Db, teamId: TeamId): Promise<Cycle | undefined> {
  const row = await db
    .selectFrom('cycle')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? undefined : toCycle(row);
}

/** The teams of a workspace that have an open cycle. */
export async function listTeamsInCycle(db: Db, workspaceId: string): Promise<ReadonlySet<TeamId>> {
  const rows = await db
    .selectFrom('cycle')
    .select('team_id')
    .where('workspace_id', '=', workspaceId)
    .where('closed_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.team_id));
}

/** The team's closed cycles, newest first. */
export async function listClosedCycles(db: Db, teamId: TeamId, limit: number): Promise<Cycle[]> {
  const rows = await db
    .selectFrom('cycle')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('closed_at', 'is not', null)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toCycle);
}

/** The team's cycles that ended with `from < closed_at <= to`, oldest first. */
export async function listCyclesClosed(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<Cycle[]> {
  const rows = await db
    .selectFrom('cycle')
    .selectAll()
    .where('team_id', '=', question.teamId)
    .where('closed_at', '>', toInstant(question.from))
    .where('closed_at', '<=', toInstant(question.to))
    .orderBy('number')
    .execute();
  return rows.map(toCycle);
}

/** Opens a cycle; false when that number was opened before, by this or another process. */
export async function openCycle(
  tx: Tx,
  newId: NewId,
  cycle: CycleSpan & { workspaceId: string; teamId: TeamId },
): Promise<boolean> {
  const result = await tx
    .insertInto('cycle')
    .values({
      id: newId('cy'),
      workspace_id: cycle.workspaceId,
      team_id: cycle.teamId,
      number: cycle.number,
      starts_at: toInstant(cycle.startsAt),
      closes_week_on: cycle.closesWeekOn,
      closed_at: null,
      counts: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Ends a cycle and freezes its counts; false when it was ended before, and then nothing changes. */
export async function closeCycle(
  tx: Tx,
  closing: { cycleId: CycleId; closedAt: Date; counts: CycleCounts },
): Promise<boolean> {
  const result = await tx
    .updateTable('cycle')
    .set({ closed_at: toInstant(closing.closedAt), counts: JSON.stringify(closing.counts) })
    .where('id', '=', closing.cycleId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

function toCycle(row: Selectable<Tables['cycle']>): Cycle {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    number: row.number,
    startsAt: fromInstant(row.starts_at),
    closesWeekOn: row.closes_week_on,
    ...(row.closed_at === null ? {} : { closedAt: fromInstant(row.closed_at) }),
    ...(row.counts === null ? {} : { counts: countsSchema.parse(JSON.parse(row.counts)) }),
  };
}
