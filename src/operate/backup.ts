import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { findHead } from '../features/decision/store-anchor.ts';
import { listWorkspaceIds } from '../features/export/store.ts';
import { StartupError } from '../lib/startup-error.ts';
import { isPostgres } from '../platform/db/address.ts';
import { countRows, putInPlace, removeFile, writeCopy } from '../platform/db/backup.ts';
import { writeCode } from '../platform/db/chain.ts';
import { listPending, migrate } from '../platform/db/migrate.ts';
import { type Database, type Db, openDatabase } from '../platform/db/open.ts';
import type { AnchorLine } from './anchors.ts';
import { inspect } from './soundness.ts';

/** A backup that was made and tried. */
export interface MadeBackup {
  file: string;
  bytes: number;
  rows: number;
  decisions: number;
}

/** What a backup holds once it was restored into a scratch file and looked through. */
export interface TriedBackup {
  bytes: number;
  rows: Map<string, number>;
  /** The end of each workspace's log, to be anchored. */
  heads: Omit<AnchorLine, 'at'>[];
}

/**
 * Writes a backup of the database to `to` and tries it: restored into a scratch file, opened, brought up to date, looked
 * through, counted. Only then it gets its name. Throws a `StartupError` when it is no good or when `to` is there. (P22)
 */
export async function makeBackup(what: { databaseUrl: string; to: string }): Promise<MadeBackup> {
  const { databaseUrl, to } = what;
  refusePostgres(databaseUrl, `pg_dump --format=custom --file=${to} "$DATABASE_URL"`);
  refuseMissing(databaseUrl);
  if (existsSync(to)) {
    throw new StartupError(`${to} is there already: choose another name with --out.`);
  }
  mkdirSync(dirname(resolve(to)), { recursive: true });
  const partial = `${to}.partial`;
  removeFile(partial);
  try {
    writeCopy(databaseUrl, partial);
    const tried = await tryBackup(partial);
    putInPlace(partial, to);
    const rows = [...tried.rows.values()].reduce((sum, count) => sum + count, 0);
    return { file: to, bytes: tried.bytes, rows, decisions: tried.rows.get('decision') ?? 0 };
  } finally {
    removeFile(partial);
  }
}

/** Restores a backup into a scratch file beside it and looks through that. Throws a `StartupError` when it is not sound. */
export async function tryBackup(file: string): Promise<TriedBackup> {
  refuseForeign(file);
  const scratch = `${file}.scratch`;
  removeFile(scratch);
  try {
    copyFileSync(file, scratch);
    const database = await openDatabase(scratch).catch((error: unknown) => {
      throw inTheNameOf(file, scratch, error);
    });
    try {
      await refuseOther(database, file);
      await migrate(database);
      const bad = (await inspect(database, { lines: [], unreadable: 0 })).filter(({ ok }) => !ok);
      if (bad.length > 0) {
        throw new StartupError([
          `The backup ${file} is not sound.`,
          ...bad.map(({ says }) => says),
        ]);
      }
      const rows = await countRows(database.db);
      return { bytes: statSync(file).size, rows, heads: await readHeads(database.db) };
    } finally {
      await database.close();
    }
  } finally {
    removeFile(scratch);
  }
}

/** A refusal names the file that somebody typed, not the copy that was opened for it. */
function inTheNameOf(file: string, scratch: string, error: unknown): unknown {
  if (!(error instanceof StartupError)) return error;
  return new StartupError(error.lines.map((line) => line.replaceAll(scratch, file)));
}

/** The end of every workspace's log as it is now. */
export async function readHeads(db: Db): Promise<Omit<AnchorLine, 'at'>[]> {
  const heads: Omit<AnchorLine, 'at'>[] = [];
  for (const workspaceId of await listWorkspaceIds(db)) {
    const head = (await findHead(db, workspaceId)) ?? { seq: 0, hash: '' };
    heads.push({ workspaceId, ...head, code: head.seq === 0 ? '' : writeCode(head) });
  }
  return heads;
}

/** Throws a `StartupError` with the command of PostgreSQL's own that does it there. */
export function refusePostgres(databaseUrl: string, command: string): void {
  if (!isPostgres(databaseUrl)) return;
  throw new StartupError(`PostgreSQL has its own tool for this: ${command}`);
}

/** Throws a `StartupError` where there is no such file: a mistyped path must not be answered with a new, empty database. */
export function refuseMissing(databaseUrl: string): void {
  if (isPostgres(databaseUrl) || existsSync(databaseUrl)) return;
  throw new StartupError(
    `There is no database at ${databaseUrl}: set DATABASE_URL to the one that Barbell has, or start Barbell once.`,
  );
}

/** Throws a `StartupError` where a table or column may be missing that this program asks for. */
export async function refuseOld(database: Database): Promise<void> {
  if ((await listPending(database)).length === 0) return;
  throw new StartupError('The database is older than this program: run barbell migrate first.');
}

/** Every SQLite file begins with these words: sqlite.org/fileformat.html. */
const head = 'SQLite format 3\0';

function refuseForeign(file: string): void {
  const bytes = Buffer.alloc(head.length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, bytes, 0, head.length, 0);
  } finally {
    closeSync(handle);
  }
  if (bytes.toString('latin1') === head) return;
  throw new StartupError(`${file} is not an SQLite file: name one of Barbell’s backups.`);
}

async function refuseOther(database: Database, file: string): Promise<void> {
  const rows = await countRows(database.db);
  if (!rows.has('schema_migration') || !rows.has('workspace')) {
    throw new StartupError(
      `${file} is an SQLite file, but not one of Barbell’s: name one of its backups.`,
    );
  }
  await listPending(database);
}
