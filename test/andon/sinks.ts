import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SqliteFile from 'better-sqlite3';
import { sql } from 'kysely';
import { openDatabase } from '../../src/platform/db/open.ts';
import { barbell } from '../operate/tool.ts';
import type { AtEnd } from '../protocol/mini-slack.ts';
import { type PostgresServer, startPostgres } from '../stores/postgres-server.ts';
import { readFolder, type Sink } from './scan.ts';
import { type Stage, until } from './stage.ts';

/** Everything at rest of one engine, for the scans. */
export interface Store {
  databaseUrl: string;
  /** What the bot is started with so that its memory can be looked at. */
  nodeWords: readonly string[];
  /** Waits until what the engine does late is done. */
  settle(stage: Stage): Promise<void>;
  /** What the engine does by itself now and then, and here only when it is told to. */
  tidy(): Promise<void>;
  /** Every file of the database, as it lies there, and what its server has said. */
  files(): Sink[];
  /** A backup as an operator makes one while the bot runs (`barbell backup`; on PostgreSQL every table's rows); without the roster when that is asked for. */
  backup(without?: 'roster'): Promise<Sink>;
  /** Runs a statement that is none of the bot's. */
  run(statement: string): Promise<void>;
  folder: string;
}

const snapshotWords = (folder: string) => [
  '--heapsnapshot-signal=SIGUSR2',
  `--diagnostic-dir=${folder}`,
  '--heap-snapshot-string-limit=100000000',
];

/** An SQLite file of its own. */
export async function openSqliteStore(atEnd: AtEnd): Promise<Store> {
  const folder = makeFolder(atEnd);
  const databaseUrl = join(folder, 'data', 'barbell.db');
  const copy = join(folder, 'backup.db');
  return {
    ...{ folder, databaseUrl, nodeWords: snapshotWords(folder) },
    // The next noise takes the write-ahead log away.
    settle: async (stage) => {
      stage.setClock(new Date(stage.now.getTime() + 10 * 60_000));
      await until('a calm file', async () => statSync(`${databaseUrl}-wal`).size === 0);
    },
    tidy: async () => {},
    files: () => readFolder(join(folder, 'data')),
    backup: async (without) => {
      rmSync(copy, { force: true });
      const beside = { DATABASE_URL: databaseUrl, BARBELL_BACKUP_DIR: join(folder, 'anchors') };
      const said = await barbell(['backup', '--out', copy], beside);
      if (said.code !== 0) throw new Error(`no backup: ${said.err}`);
      if (without === 'roster') {
        const rest = new SqliteFile(copy);
        rest.exec('delete from channel_member; delete from person; vacuum');
        rest.close();
      }
      const rest = readFolder(join(folder, 'anchors')).map(({ bytes }) => bytes);
      const spoken = Buffer.from(said.out + said.err);
      return { name: 'backup', bytes: Buffer.concat([readFileSync(copy), spoken, ...rest]) };
    },
    run: async (statement) => {
      const database = new SqliteFile(databaseUrl);
      database.exec(statement);
      database.close();
    },
  };
}

/** What an operator of PostgreSQL is told to set, and what makes two looks at its files comparable. */
const settings = [
  'log_statement=none',
  'log_parameter_max_length_on_error=0',
  'autovacuum=off',
  'wal_keep_size=4GB',
  'max_wal_size=4GB',
];

/** A PostgreSQL server of its own, with its data directory, `pg_wal`, and its log. */
export async function openPostgresStore(atEnd: AtEnd): Promise<Store> {
  const folder = makeFolder(atEnd);
  const server: PostgresServer = await startPostgres(settings);
  atEnd(() => server.stop());
  const databaseUrl = `${server.url}postgres`;
  const ask = async <T>(
    work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
  ) => {
    const database = await openDatabase(databaseUrl);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const run = (statement: string) =>
    ask(async ({ db }) => {
      await sql.raw(statement).execute(db);
    });
  return {
    ...{ folder, databaseUrl, run, nodeWords: snapshotWords(folder) },
    settle: async (stage) => {
      stage.setClock(new Date(stage.now.getTime() + 10 * 60_000));
      await until('rest', async () => (await stage.health()).isQuiet);
      await run('vacuum (freeze)');
      await run('checkpoint');
    },
    // Whatever waits is written anew with each report: what was there before is cleared away by autovacuum, which is off here.
    tidy: () => run('vacuum andon_report, andon_addition, andon_secret'),
    files: () => [
      ...readFolder(server.folder),
      { name: 'server log', bytes: Buffer.from(server.log()) },
    ],
    backup: (without) =>
      ask(async ({ db }) => ({
        name: 'backup',
        bytes: Buffer.from(JSON.stringify(await readTables(db, without === 'roster'))),
      })),
  };
}

async function readTables(
  db: Awaited<ReturnType<typeof openDatabase>>['db'],
  isWithoutRoster: boolean,
): Promise<unknown[]> {
  const names = await sql<{
    name: string;
  }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(db);
  const all: unknown[] = [];
  for (const { name } of names.rows) {
    if (isWithoutRoster && /^(person|channel_member)$/.test(name)) continue;
    all.push((await sql`select * from ${sql.table(name)}`.execute(db)).rows);
  }
  return all;
}

/** What the bot has said to anybody: its log and output, its pages, and the messages that it wrote. */
export async function readSpoken(stage: Stage): Promise<Sink[]> {
  const posts = stage.slack.calls.filter(({ method }) => /^chat\./.test(method));
  const pages: Sink[] = [];
  for (const page of ['healthz', 'readyz', 'metrics']) {
    const response = await fetch(`http://127.0.0.1:${stage.bot.port}/${page}`);
    const text = await response.text();
    if (response.ok) pages.push({ name: page, bytes: Buffer.from(text) });
  }
  return [
    { name: 'log', bytes: Buffer.from(stage.bot.log()) },
    { name: 'output', bytes: Buffer.from(stage.bot.output()) },
    { name: 'messages', bytes: Buffer.from(JSON.stringify(posts)) },
    ...pages,
  ];
}

/** The memory of the bot's process, after a collection, which a snapshot begins with. */
export async function readMemory(stage: Stage, folder: string): Promise<Sink> {
  for (const name of listSnapshots(folder)) rmSync(join(folder, name));
  process.kill(stage.bot.pid, 'SIGUSR2');
  await until('a heap snapshot', async () => listSnapshots(folder).length > 0);
  const [name = ''] = listSnapshots(folder);
  let bytes = Buffer.alloc(0);
  await until('a whole heap snapshot', async () => {
    await pause(300);
    const size = bytes.length;
    bytes = readFileSync(join(folder, name));
    // A slow machine may rest in the middle of it: it is one object, whose texts come last.
    return bytes.length === size && /\]\s*\}\s*$/.test(bytes.subarray(-20).toString());
  });
  return { name: 'heap', bytes };
}

function listSnapshots(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
}

function makeFolder(atEnd: AtEnd): string {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-canary-'));
  atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
