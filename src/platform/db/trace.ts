import { sql } from 'kysely';
import { type Db, engineOf } from './open.ts';

/**
 * Takes the write-ahead log of an SQLite file away, which holds every page as it was at each commit and so tells an order. Does
 * nothing on PostgreSQL, whose log is its operator's. Never inside a transaction. (reliability.md 5.5)
 */
export async function removeTraces(db: Db): Promise<void> {
  if (engineOf(db) === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
}
