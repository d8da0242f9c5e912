import { type Kysely, PostgresAdapter, sql, type Transaction } from 'kysely';
import { openPostgres } from './postgres.ts';
import { openSqlite, SqliteScriptAdapter } from './sqlite.ts';
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
  /** Whether it answers at the moment. */
  isHealthy(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens `postgres://…`, or else the SQLite file at that path (`:memory:` for none), creating its folder. Does not migrate.
 * Throws a `StartupError` when the server does not let us in, or when the file is another process's or no database.
 * (architecture.md section 8)
 */
export async function openDatabase(url: string): Promise<Database> {
  const isPostgres = /^postgres(ql)?:\/\//i.test(url);
  const { db, close } = isPostgres ? await openPostgres(url) : openSqlite(url);
  return {
    db,
    engine: engineOf(db),
    isHealthy: () =>
      sql`select 1`.execute(db).then(
        () => true,
        () => false,
      ),
    close,
  };
}

/** Which engine is behind a handle or transaction; only search and migrations may ask. */
export function engineOf(db: Db): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}

/** Runs a text of several statements, without parameters, inside the transaction. */
export async function runScript(tx: Tx, script: string): Promise<void> {
  const { adapter } = tx.getExecutor();
  if (adapter instanceof SqliteScriptAdapter) adapter.runScript(script);
  else await sql.raw(script).execute(tx);
}
