import { type Kysely, PostgresAdapter, sql, type Transaction } from 'kysely';
import { invariant } from '../../lib/invariant.ts';
import { isPostgres } from './address.ts';
import type { Changes } from './changes.ts';
import type { Disk } from './disk.ts';
import { openPostgres, WatchedPostgresAdapter } from './postgres.ts';
import {
  openSqlite,
  openSqliteBeside,
  openSqliteCopy,
  openSqliteToRead,
  type SqliteHandle,
  SqliteScriptAdapter,
} from './sqlite.ts';
import type { Tables } from './tables.ts';

/** The database, for reading; writing asks for a `Tx`. */
export type Db = Kysely<Tables>;
/** An open transaction: what writes require, so that the compiler asks for one. */
export type Tx = Transaction<Tables>;
/** The two databases that Barbell runs on. */
export type Engine = 'sqlite' | 'postgres';

/** An open database. */
export interface Database {
  db: Db;
  engine: Engine;
  /** What sees the disk fail; PostgreSQL's server looks after its own. */
  disk?: Disk;
  /** Whether it answers at the moment. */
  isHealthy(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens what is there, for reading only, also while the bot runs and however large it is. Each question sees what holds when it
 * is asked; transactions are refused on an SQLite file.
 */
export async function openToRead(url: string): Promise<Database> {
  return toDatabase(isPostgres(url) ? await openPostgres(url) : openSqliteToRead(url));
}

/**
 * Opens `postgres://…`, or else the SQLite file at that path (`:memory:` for none), creating its folder. Does not migrate.
 * `connections`: how many PostgreSQL may see at most. Throws a `StartupError` when the server does not let us in, or when the
 * file is another process's or no database.
 * (architecture.md section 8)
 */
export async function openDatabase(
  url: string,
  options: { connections?: number } = {},
): Promise<Database> {
  return toDatabase(isPostgres(url) ? await openPostgres(url, options) : openSqlite(url));
}

/**
 * Opens what is there at this moment, for reading, also while the bot runs: an SQLite file is copied into memory, so that
 * whatever is done with the copy leaves the file alone; PostgreSQL is opened as it is.
 */
export async function openCopy(url: string): Promise<Database> {
  return toDatabase(isPostgres(url) ? await openPostgres(url) : openSqliteCopy(url));
}

/**
 * Opens what is there for one short act of an operator, also while the bot runs. The act must be one transaction, and its
 * effect something that the bot finds by asking the database. Does not migrate.
 */
export async function openBeside(url: string): Promise<Database> {
  return toDatabase(isPostgres(url) ? await openPostgres(url) : openSqliteBeside(url));
}

function toDatabase({ db, close }: SqliteHandle): Database {
  const { adapter } = db.getExecutor();
  return {
    db,
    engine: engineOf(db),
    ...(adapter instanceof SqliteScriptAdapter ? { disk: adapter.disk } : {}),
    isHealthy: () =>
      sql`select 1`.execute(db).then(
        () => true,
        () => false,
      ),
    close,
  };
}

/** The database server's own time; that of `now` where there is no server. (reliability.md F-86) */
export async function readEngineTime(db: Db, now: Date): Promise<Date> {
  if (engineOf(db) === 'sqlite') return now;
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  return rows[0]?.at ?? now;
}

/** Which engine is behind a handle or transaction; only search, migrations and what tells people about them may ask. */
export function engineOf(db: Db): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}

/** What notes the changes of this database. */
export function changesOf(db: Db): Changes {
  const { adapter } = db.getExecutor();
  const isOurs =
    adapter instanceof SqliteScriptAdapter || adapter instanceof WatchedPostgresAdapter;
  invariant(isOurs, 'this handle was opened elsewhere');
  return adapter.changes;
}

/** Runs a text of several statements, without parameters, inside the transaction. */
export async function runScript(tx: Tx, script: string): Promise<void> {
  const { adapter } = tx.getExecutor();
  if (adapter instanceof SqliteScriptAdapter) adapter.runScript(script);
  else await sql.raw(script).execute(tx);
}
