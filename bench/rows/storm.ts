import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { openReviews } from '../../src/features/review/jobs.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Db, openDatabase } from '../../src/platform/db/open.ts';
import type { Measured } from '../measure/figures.ts';
import { type Plan, takeTurns } from '../measure/rounds.ts';
import { makeFolder } from '../places.ts';
import { openBenchCore } from '../rooms/core.ts';
import { dueNow, openTown } from '../rooms/town.ts';
import { refreshPeople } from '../rooms/voters.ts';
import type { AtEnd, Row } from '../row.ts';
import { measureVotesInStorm } from './storm-votes.ts';

/** What a review that opens writes, in the order in which references allow it. */
const tables = ['occurrence', 'review', 'roster', 'card', 'message'] as const;

/** Everybody's review is due in the same minute: how long until all of it is in the database, and what that does to votes. */
export const stormRow: Row = {
  id: 'STORM',
  run: async (plan, atEnd) => [
    await measureOpening(plan, atEnd),
    await measureVotesInStorm(plan, atEnd),
  ],
};

const warmTeams = 200;

/** One town a round: a review is opened once. */
async function measureOpening(plan: Plan, atEnd: AtEnd): Promise<Measured> {
  const teams = plan.isQuick ? 60 : 1_000;
  let written: Rows | undefined;
  const open = async (teams: number): Promise<number> => {
    const { db, close } = await openTown(teams, atEnd);
    // Who is in which channel is Slack's to say, and not what is measured here.
    await refreshPeople(db, dueNow);
    const { deps } = openBenchCore({ db, now: () => dueNow, machineNow: () => dueNow });
    const startedMs = performance.now();
    await openReviews.run(deps, dueNow);
    const tookMs = performance.now() - startedMs;
    const rows = await readRows(db);
    written = rows;
    if (rows.message?.length !== teams * 2) throw new Error('the storm was not whole');
    await close();
    return tookMs;
  };
  const empty = await makeEmpty(atEnd);
  const insert = (): Promise<number> => insertBare(written ?? {}, empty);
  // Until it is compiled; not counted.
  await open(Math.min(teams, warmTeams));
  await insert();
  const [ours = [], baseline = []] = await takeTurns(plan.rounds, [() => open(teams), insert]);
  const what = `${teams.toLocaleString('en-GB')} reviews open at once, beside the same rows bare`;
  return { id: 'STORM', what, unit: 'ms', ours, baseline, bound: { atMost: 4 } };
}

type Rows = Partial<Record<(typeof tables)[number], Record<string, unknown>[]>>;

async function readRows(db: Db): Promise<Rows> {
  const rows: Rows = {};
  for (const table of tables) rows[table] = await db.selectFrom(table).selectAll().execute();
  return rows;
}

/** A database with the tables and nothing in them, to be copied. */
async function makeEmpty(atEnd: AtEnd): Promise<string> {
  const file = join(makeFolder(atEnd), 'bare.db');
  const database = await openDatabase(file);
  await migrate(database);
  await database.close();
  return file;
}

/** The same rows by prepared statements, as durable: one transaction for each review that opens. */
async function insertBare(rows: Rows, empty: string): Promise<number> {
  const file = `${empty}-${performance.now()}`;
  copyFileSync(empty, file);
  const database = new SqliteFile(file);
  database.pragma('journal_mode = WAL');
  database.exec('begin immediate; pragma user_version = 1; commit');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = OFF');
  const teams = rows.review?.length ?? 0;
  const statements = tables.map((table) => {
    const [first = {}] = rows[table] ?? [];
    const columns = Object.keys(first);
    const places = columns.map((column) => `@${column}`).join(', ');
    return database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`);
  });
  const startedMs = performance.now();
  for (let team = 0; team < teams; team += 1) {
    database.exec('begin immediate');
    for (const [index, table] of tables.entries()) {
      const all = rows[table] ?? [];
      const each = all.length / teams;
      for (const row of all.slice(team * each, (team + 1) * each)) statements[index]?.run(row);
    }
    database.exec('commit');
  }
  const tookMs = performance.now() - startedMs;
  database.close();
  return tookMs;
}
