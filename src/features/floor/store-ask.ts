import type { CycleId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { SettleAsk, Subject } from './rules.ts';

/** Keeps that a closed cycle asked about these, in this order; false when it had asked before, and then nothing changes. */
export async function insertSettleAsk(
  tx: Tx,
  ask: SettleAsk,
  subjects: readonly Subject[],
): Promise<boolean> {
  const result = await tx
    .insertInto('settle_ask')
    .values({
      cycle_id: ask.cycleId,
      workspace_id: ask.workspaceId,
      team_id: ask.teamId,
      rollup_id: ask.rollupId,
      channel_id: ask.channelId,
      at: toInstant(ask.at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows !== 1n) return false;
  for (const [position, subject] of subjects.entries()) {
    await tx
      .insertInto('settle_ask_item')
      .values({
        cycle_id: ask.cycleId,
        position,
        deviation_id: 'deviationId' in subject ? subject.deviationId : null,
        default_id: 'defaultId' in subject ? subject.defaultId : null,
      })
      .execute();
  }
  return true;
}

/** What a cycle asked; undefined when it did not. */
export async function findSettleAsk(
  db: Db,
  workspaceId: string,
  cycleId: CycleId,
): Promise<SettleAsk | undefined> {
  const row = await db
    .selectFrom('settle_ask')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('cycle_id', '=', cycleId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    cycleId: row.cycle_id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    rollupId: row.rollup_id,
    channelId: row.channel_id,
    at: fromInstant(row.at),
  };
}

/** What a cycle's question is about, in its order. */
export async function listAskedIn(db: Db, cycleId: CycleId): Promise<Subject[]> {
  const rows = await db
    .selectFrom('settle_ask_item')
    .selectAll()
    .where('cycle_id', '=', cycleId)
    .orderBy('position')
    .execute();
  return rows.flatMap(({ deviation_id, default_id }): Subject[] => {
    if (deviation_id !== null) return [{ deviationId: deviation_id }];
    return default_id === null ? [] : [{ defaultId: default_id }];
  });
}

/** The cycles that asked about something, oldest first: how often it was asked, and which messages show it. */
export async function listCyclesAsking(
  db: Db,
  question: { teamId: TeamId; subject: Subject },
): Promise<CycleId[]> {
  const { teamId, subject } = question;
  const query = db
    .selectFrom('settle_ask_item')
    .innerJoin('settle_ask', 'settle_ask.cycle_id', 'settle_ask_item.cycle_id')
    .select('settle_ask.cycle_id')
    .where('settle_ask.team_id', '=', teamId);
  const about =
    'deviationId' in subject
      ? query.where('settle_ask_item.deviation_id', '=', subject.deviationId)
      : query.where('settle_ask_item.default_id', '=', subject.defaultId);
  const rows = await about.orderBy('settle_ask.at').orderBy('settle_ask.cycle_id').execute();
  return rows.map((row) => row.cycle_id);
}
