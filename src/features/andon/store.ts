import type { Selectable } from 'kysely';
import type { AndonId, TeamId } from '../../lib/ids.ts';
import { drawHex, type Random, shuffle } from '../../lib/random.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { removeTraces } from '../../platform/db/trace.ts';
import type { Concern } from '../raised/concern-rules.ts';

// Reports, from *Send* on. After each write everything that waits is written anew in an order that chance makes, so that
// neither the rows nor the bytes of the file say who was first.

/** A report as it is kept. */
export interface Report {
  key: string;
  workspaceId: string;
  teamId: TeamId;
  weekOn: LocalDate;
  state: 'waiting' | 'bagged' | 'raised';
  concern: Concern;
  andonId?: AndonId;
  /** The week in which its reporter last said *not answered for me*. */
  reopenedWeekOn?: LocalDate;
}

/** A new report with the two hashes that are kept for it. */
export interface NewReport {
  workspaceId: string;
  teamId: TeamId;
  weekOn: LocalDate;
  concern: Concern;
  receiptHash: string;
  nonceHash: string;
}

/** Keeps a report; false when its form was sent before. */
export async function insertReport(tx: Tx, report: NewReport, random: Random): Promise<boolean> {
  const { concern } = report;
  const kept = await tx
    .insertInto('andon_report')
    .values({
      key: drawHex(16, random),
      workspace_id: report.workspaceId,
      team_id: report.teamId,
      week_on: report.weekOn,
      state: 'waiting',
      about: concern.about,
      onepager_id: concern.onepagerId ?? null,
      assumption: concern.assumption,
      reason: concern.reason,
      words: concern.words,
      pause: concern.pause,
      receipt_hash: report.receiptHash,
      nonce_hash: report.nonceHash,
      andon_id: null,
      reopened_week_on: null,
    })
    .onConflict((conflict) => conflict.column('nonce_hash').doNothing())
    .executeTakeFirst();
  if (kept.numInsertedOrUpdatedRows !== 1n) return false;
  await countOne(tx, report);
  await scatterReports(tx, report.workspaceId, random);
  return true;
}

async function countOne(tx: Tx, { workspaceId, teamId, weekOn }: NewReport): Promise<void> {
  await tx
    .insertInto('andon_count')
    .values({ workspace_id: workspaceId, team_id: teamId, week_on: weekOn, count: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['team_id', 'week_on'])
        .doUpdateSet((eb) => ({ count: eb('andon_count.count', '+', 1) })),
    )
    .execute();
}

/** How many were sent in a week, to a team and in its workspace; plain counts, of nobody. */
export async function countSent(
  db: Db,
  { workspaceId, teamId, weekOn }: Pick<NewReport, 'workspaceId' | 'teamId' | 'weekOn'>,
): Promise<{ toTeam: number; inWorkspace: number }> {
  const rows = await db
    .selectFrom('andon_count')
    .select(['team_id', 'count'])
    .where('workspace_id', '=', workspaceId)
    .where('week_on', '=', weekOn)
    .execute();
  return {
    toTeam: rows.find((row) => row.team_id === teamId)?.count ?? 0,
    inWorkspace: rows.reduce((sum, row) => sum + row.count, 0),
  };
}

/** Whether a form was sent before. */
export async function isFormKnown(
  db: Db,
  workspaceId: string,
  nonceHash: string,
): Promise<boolean> {
  for (const table of ['andon_report', 'andon_addition'] as const) {
    const row = await db
      .selectFrom(table)
      .select('workspace_id')
      .where('workspace_id', '=', workspaceId)
      .where('nonce_hash', '=', nonceHash)
      .executeTakeFirst();
    if (row !== undefined) return true;
  }
  return false;
}

/** Writes everything that waits anew, in an order that chance makes. */
export async function scatterReports(tx: Tx, workspaceId: string, random: Random): Promise<void> {
  const waiting = await tx
    .selectFrom('andon_report')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '<>', 'raised')
    .execute();
  const added = await tx
    .selectFrom('andon_addition')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .execute();
  if (waiting.length > 0) {
    await tx
      .deleteFrom('andon_report')
      .where('workspace_id', '=', workspaceId)
      .where('state', '<>', 'raised')
      .execute();
    for (const rows of inParts(shuffle(waiting, random))) {
      await tx.insertInto('andon_report').values(rows).execute();
    }
  }
  if (added.length > 0) {
    await tx.deleteFrom('andon_addition').where('workspace_id', '=', workspaceId).execute();
    for (const rows of inParts(shuffle(added, random))) {
      await tx.insertInto('andon_addition').values(rows).execute();
    }
  }
}

/**
 * Takes the order of what was written out of the file. What was kept stays kept when that fails, on a full disk for instance:
 * the person is told so and gets the code; the noise of the next ten minutes takes it out.
 */
export async function forgetOrder(db: Db): Promise<void> {
  await Promise.allSettled([removeTraces(db)]);
}

/** So few rows at once that no engine has too many values in a statement. */
const mostRows = 100;

function inParts<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / mostRows) }, (_, part) =>
    rows.slice(part * mostRows, (part + 1) * mostRows),
  );
}

/** Puts what waits for a team into the bag that is being closed. */
export async function bagReports(tx: Tx, teamId: TeamId): Promise<void> {
  for (const table of ['andon_report', 'andon_addition'] as const) {
    await tx
      .updateTable(table)
      .set({ state: 'bagged' })
      .where('team_id', '=', teamId)
      .where('state', '=', 'waiting')
      .execute();
  }
}

/** The reports in a team's bag. */
export async function listBagged(db: Db, teamId: TeamId): Promise<Report[]> {
  const rows = await db
    .selectFrom('andon_report')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('state', '=', 'bagged')
    .orderBy('key')
    .execute();
  return rows.map(toReport);
}

/** A report is out: what it says is in its andon now, and only the receipt stays here. */
export async function markRaised(tx: Tx, key: string, andonId: AndonId): Promise<void> {
  await tx
    .updateTable('andon_report')
    .set({ state: 'raised', words: '', assumption: '', nonce_hash: null, andon_id: andonId })
    .where('key', '=', key)
    .execute();
}

/** The report that a receipt opens; undefined when none does. */
export async function findByReceipt(
  db: Db,
  workspaceId: string,
  receiptHash: string,
): Promise<Report | undefined> {
  const row = await db
    .selectFrom('andon_report')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('receipt_hash', '=', receiptHash)
    .executeTakeFirst();
  return row === undefined ? undefined : toReport(row);
}

/**
 * Takes a report back that nobody has seen, and nothing of it stays but the week's count; false when it is out meanwhile. True
 * too when it is gone already: a second delivery, or a second try after a commit of which nobody knows.
 */
export async function deleteWaiting(tx: Tx, report: Report, random: Random): Promise<boolean> {
  const gone = await tx
    .deleteFrom('andon_report')
    .where('key', '=', report.key)
    .where('state', '<>', 'raised')
    .executeTakeFirst();
  if (gone.numDeletedRows === 1n) {
    await scatterReports(tx, report.workspaceId, random);
    return true;
  }
  const raised = await tx
    .selectFrom('andon_report')
    .select('key')
    .where('key', '=', report.key)
    .executeTakeFirst();
  return raised === undefined;
}

/** Changes the words of a report that nobody has seen; false when it is out meanwhile. */
export async function saveWaitingWords(
  tx: Tx,
  report: Report,
  { words, random }: { words: string; random: Random },
): Promise<boolean> {
  const changed = await tx
    .updateTable('andon_report')
    .set({ words })
    .where('key', '=', report.key)
    .where('state', '<>', 'raised')
    .executeTakeFirst();
  if (changed.numUpdatedRows !== 1n) return false;
  await scatterReports(tx, report.workspaceId, random);
  return true;
}

function toReport(row: Selectable<Tables['andon_report']>): Report {
  const { about, assumption, reason, words, pause } = row;
  return {
    key: row.key,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    weekOn: row.week_on,
    state: row.state,
    concern: {
      ...{ about, assumption, reason, words, pause },
      ...(row.onepager_id === null ? {} : { onepagerId: row.onepager_id }),
    },
    ...(row.andon_id === null ? {} : { andonId: row.andon_id }),
    ...(row.reopened_week_on === null ? {} : { reopenedWeekOn: row.reopened_week_on }),
  };
}
