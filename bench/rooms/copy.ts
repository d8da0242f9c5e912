import SqliteFile from 'better-sqlite3';
import { sql } from 'kysely';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';

/** PostgreSQL takes at most 65,535 values in a statement. */
const mostValues = 20_000;

/** Fills an empty PostgreSQL database with the rows of an SQLite file, and has the server count them, as it does by itself within a minute. */
export async function copyToPostgres(file: string, url: string): Promise<void> {
  const { db, close, ...rest } = await openDatabase(url);
  await migrate({ db, close, ...rest });
  const from = new SqliteFile(file, { readonly: true });
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename <> 'schema_migration'
  `.execute(db);
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const { name } of tables) {
      const rows = from.prepare<[], Record<string, unknown>>(`select * from "${name}"`).all();
      const columns = Object.keys(rows[0] ?? {});
      const each = Math.floor(mostValues / Math.max(columns.length, 1));
      for (let start = 0; start < rows.length; start += each) {
        const values = rows
          .slice(start, start + each)
          .map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
        await sql`
          insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column)))})
          values ${sql.join(values)}
        `.execute(tx);
      }
    }
  });
  from.close();
  await sql`analyze`.execute(db);
  await close();
}
