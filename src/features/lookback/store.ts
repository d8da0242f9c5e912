import type { Selectable } from 'kysely';
import type { DecisionId, LookbackId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Hindsight, Lookback } from './rules.ts';

/** Keeps that a decision came back; false when the cycle had one already, or the decision was back before. */
export async function insertLookback(tx: Tx, lookback: Lookback): Promise<boolean> {
  const result = await tx
    .insertInto('lookback')
    .values({
      id: lookback.id,
      workspace_id: lookback.workspaceId,
      team_id: lookback.teamId,
      cycle_id: lookback.cycleId,
      decision_id: lookback.decisionId,
      rollup_id: lookback.rollupId,
      at: toInstant(lookback.at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The return with this id, or undefined when the workspace has none. */
export async function findLookback(
  db: Db,
  workspaceId: string,
  id: LookbackId,
): Promise<Lookback | undefined> {
  const row = await db
    .selectFrom('lookback')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toLookback(row);
}

/** What came back in a team so far, the first in front. */
export async function listLookbacks(db: Db, teamId: TeamId): Promise<Lookback[]> {
  const rows = await db
    .selectFrom('lookback')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(toLookback);
}

/** Keeps a person's answer; a later one replaces the earlier. */
export async function saveHindsight(
  tx: Tx,
  given: { lookbackId: LookbackId; userId: string; hindsight: Hindsight },
  at: Date,
): Promise<void> {
  const columns = { answer: given.hindsight, at: toInstant(at) };
  await tx
    .insertInto('lookback_answer')
    .values({ lookback_id: given.lookbackId, user_id: given.userId, ...columns })
    .onConflict((conflict) => conflict.columns(['lookback_id', 'user_id']).doUpdateSet(columns))
    .execute();
}

/** The answers so far, without saying whose. */
export async function listHindsights(db: Db, id: LookbackId): Promise<Hindsight[]> {
  const rows = await db
    .selectFrom('lookback_answer')
    .select('answer')
    .where('lookback_id', '=', id)
    .orderBy('answer')
    .execute();
  return rows.map((row) => row.answer);
}

function toLookback(row: Selectable<Tables['lookback']>): Lookback {
  const decisionId: DecisionId = row.decision_id;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    cycleId: row.cycle_id,
    decisionId,
    rollupId: row.rollup_id,
    at: fromInstant(row.at),
  };
}
