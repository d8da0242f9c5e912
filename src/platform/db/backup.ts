import { chmodSync, closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { sql } from 'kysely';
import { StartupError } from '../../lib/startup-error.ts';
import { type Db, engineOf } from './open.ts';

// Copies of an SQLite file, and whether they are sound. A plain copy of a file in use is no backup: what is in the write-ahead
// log is missing from it. (reliability.md F-74, P22)

const waitMs = 5_000;
/** Whoever can read the backup can read everything. */
const ownerOnly = 0o600;

/**
 * Writes what `from` holds at this moment to `to`, which must not be there; safe while a bot writes. Rows that were deleted
 * are not in it (the online backup would copy them). On disk when it returns.
 */
export function writeCopy(from: string, to: string): void {
  const source = new SqliteFile(from, { readonly: true, fileMustExist: true, timeout: waitMs });
  try {
    source.prepare('vacuum into ?').run(to);
  } finally {
    source.close();
  }
  chmodSync(to, ownerOnly);
  syncPath(to);
}

/** Gives a finished file its name, unless something has that name already: then it throws `EEXIST`. */
export function putInPlace(from: string, to: string): void {
  linkSync(from, to);
  rmSync(from);
  syncPath(dirname(to));
}

/** Has the operating system write a file, or a folder's list of names, to the disk. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Takes an SQLite file away with everything that SQLite and we put beside it. */
export function removeFile(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal', '.lock', '.holder'])
    rmSync(`${file}${end}`, { force: true });
}

/** Moves what the write-ahead log holds into the file itself, so that the file is whole alone. */
export async function foldLog(db: Db): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
  await sql`pragma journal_mode = delete`.execute(db);
}

/** What is wrong with the pages and references of an SQLite file; PostgreSQL looks after its own. (F-73) */
export async function findDamage(db: Db): Promise<string[]> {
  if (engineOf(db) === 'postgres') return [];
  const [whole] = await Promise.allSettled([
    sql<{ integrity_check: string }>`pragma integrity_check(20)`.execute(db),
  ]);
  // A page can be so broken that the check itself ends at it: that is what was to be found out.
  if (whole.status === 'rejected') return [String(whole.reason)];
  const lines = whole.value.rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  if (lines.length > 0) return lines;
  const loose = await sql<{ table: string }>`pragma foreign_key_check`.execute(db);
  const tables = [...new Set(loose.rows.map((row) => row.table))];
  return tables.map((table) => `rows of ${table} point to rows that are gone`);
}

/**
 * Throws a `StartupError` when pages of the SQLite file are broken: nothing is served from a file that is. Where only the index of
 * the search is, it is built anew from the words that lie beside it. Answers whether it was. (F-72, F-73)
 */
export async function refuseDamaged(db: Db, file: string): Promise<boolean> {
  if (engineOf(db) === 'postgres') return false;
  const damage = await listBroken(db);
  if (damage.length === 0) return false;
  if (isSearchAlone(damage)) {
    const anew = sql`insert into decision_search (decision_search) values ('rebuild')`;
    await Promise.allSettled([anew.execute(db)]);
    if ((await listBroken(db)).length === 0) return true;
  }
  throw new StartupError([
    `The database ${file} is damaged (${damage[0]?.split('\n', 1)[0]}), and nothing is served from it.`,
    'Look at the disk; then put the newest backup in its place: barbell restore <file>. What is there now is kept beside it.',
  ]);
}

/** Whether of what `findDamage` found nothing is more than the index of the search, which the next start builds anew. */
export function isSearchAlone(damage: readonly string[]): boolean {
  return damage.every((line) => /fts5/i.test(line));
}

async function listBroken(db: Db): Promise<string[]> {
  const [checked] = await Promise.allSettled([
    sql<{ quick_check: string }>`pragma quick_check(20)`.execute(db),
  ]);
  if (checked.status === 'rejected') return [String(checked.reason)];
  return checked.value.rows.map((row) => row.quick_check).filter((line) => line !== 'ok');
}

/** How many rows each table has, by name; without the engine's own. */
export async function countRows(db: Db): Promise<Map<string, number>> {
  const named =
    engineOf(db) === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table'
          and name not like 'sqlite%' and name not like 'decision_search%' order by name`
      : sql<{ name: string }>`select table_name as name from information_schema.tables
          where table_schema = 'public' order by table_name`;
  const counts = new Map<string, number>();
  for (const { name } of (await named.execute(db)).rows) {
    const counted = await sql<{
      count: number;
    }>`select count(*) as count from ${sql.table(name)}`.execute(db);
    counts.set(name, Number(counted.rows[0]?.count ?? 0));
  }
  return counts;
}
