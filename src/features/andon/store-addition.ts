import type { TeamId } from '../../lib/ids.ts';
import { drawHex, type Random } from '../../lib/random.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { AdditionKind } from '../raised/concern-rules.ts';
import { type Report, scatterReports } from './store.ts';

/** Something that a reporter added to a raised andon, and that waits for its moment. */
export interface Addition {
  key: string;
  reportKey: string;
  kind: AdditionKind;
  words: string;
}

/** Keeps an addition; false when its form was sent before. `weekOn` is noted with *not answered*, which goes once a week. */
export async function insertAddition(
  tx: Tx,
  report: Report,
  added: {
    kind: AdditionKind;
    words: string;
    nonceHash: string;
    weekOn: LocalDate;
    random: Random;
  },
): Promise<boolean> {
  const kept = await tx
    .insertInto('andon_addition')
    .values({
      key: drawHex(16, added.random),
      workspace_id: report.workspaceId,
      team_id: report.teamId,
      report_key: report.key,
      kind: added.kind,
      words: added.words,
      state: 'waiting',
      nonce_hash: added.nonceHash,
    })
    .onConflict((conflict) => conflict.column('nonce_hash').doNothing())
    .executeTakeFirst();
  if (kept.numInsertedOrUpdatedRows !== 1n) return false;
  if (added.kind === 'not-answered') {
    await tx
      .updateTable('andon_report')
      .set({ reopened_week_on: added.weekOn })
      .where('key', '=', report.key)
      .execute();
  }
  await scatterReports(tx, report.workspaceId, added.random);
  return true;
}

/** What waits for a report's andon. */
export async function listAdditions(db: Db, report: Report): Promise<Addition[]> {
  const rows = await db
    .selectFrom('andon_addition')
    .selectAll()
    .where('workspace_id', '=', report.workspaceId)
    .where('report_key', '=', report.key)
    .orderBy('key')
    .execute();
  return rows.map(toAddition);
}

/** The additions in a team's bag. */
export async function listBaggedAdditions(db: Db, teamId: TeamId): Promise<Addition[]> {
  const rows = await db
    .selectFrom('andon_addition')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('state', '=', 'bagged')
    .orderBy('key')
    .execute();
  return rows.map(toAddition);
}

/** Whether something of a team waits for its slot, in the bag or before it. */
export async function hasWaiting(db: Db, teamId: TeamId): Promise<boolean> {
  for (const table of ['andon_report', 'andon_addition'] as const) {
    const row = await db
      .selectFrom(table)
      .select('key')
      .where('team_id', '=', teamId)
      .where('state', 'in', ['waiting', 'bagged'])
      .executeTakeFirst();
    if (row !== undefined) return true;
  }
  return false;
}

/** The report of an addition; undefined once it was withdrawn. */
export async function findReport(
  db: Db,
  key: string,
): Promise<Pick<Report, 'weekOn' | 'andonId'> | undefined> {
  const row = await db
    .selectFrom('andon_report')
    .select(['week_on', 'andon_id'])
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { weekOn: row.week_on, ...(row.andon_id === null ? {} : { andonId: row.andon_id }) };
}

/** An addition is out. */
export async function deleteAddition(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom('andon_addition').where('key', '=', key).execute();
}

/** A withdrawn report is gone, with everything that waited for it; its receipt opens nothing more. */
export async function deleteReport(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom('andon_addition').where('report_key', '=', key).execute();
  await tx.deleteFrom('andon_report').where('key', '=', key).execute();
}

function toAddition(row: {
  key: string;
  report_key: string;
  kind: AdditionKind;
  words: string;
}): Addition {
  return { key: row.key, reportKey: row.report_key, kind: row.kind, words: row.words };
}
