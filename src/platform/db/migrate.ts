import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { invariant } from '../../lib/invariant.ts';
import { StartupError } from '../../lib/startup-error.ts';
import { ownFolder } from '../own-folder.ts';
import { type Database, type Engine, runScript } from './open.ts';
import { transact } from './transact.ts';

interface Migration {
  version: number;
  file: string;
  script: string;
  checksum: string;
}

const ownMigrations = join(ownFolder(), 'migrations');
/** Any fixed number: whoever holds it on PostgreSQL makes the first table. */
const firstTableLock = 7226;

/**
 * Brings the schema up to the files of `folder`, in the order of their numbers, each in one transaction of its own, so
 * that a kill leaves it before or after a file and two starters apply it once. `0006_search.sqlite.sql` is for one
 * engine only. Answers the files it applied. Throws a `StartupError`, having changed nothing, when an applied file was
 * edited since or the schema has a version that this program does not know. (reliability.md P23)
 */
export async function migrate(database: Database, folder = ownMigrations): Promise<string[]> {
  const migrations = readMigrations(folder, database.engine);
  await createTable(database);
  await refuseForeignSchema(database, migrations);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await apply(database, migration)) applied.push(migration.file);
  }
  return applied;
}

/** The files that this program knows and the database has not applied. Refuses and throws as `migrate` does; changes nothing. */
export async function listPending(database: Database, folder = ownMigrations): Promise<string[]> {
  const migrations = readMigrations(folder, database.engine);
  const tables = await database.db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'schema_migration')) {
    return migrations.map(({ file }) => file);
  }
  await refuseForeignSchema(database, migrations);
  const rows = await database.db.selectFrom('schema_migration').select('version').execute();
  const applied = new Set(rows.map((row) => row.version));
  return migrations.filter(({ version }) => !applied.has(version)).map(({ file }) => file);
}

function readMigrations(folder: string, engine: Engine): Migration[] {
  const migrations: Migration[] = [];
  for (const file of readdirSync(folder).sort()) {
    const match = /^(\d{4})_[a-z-]+(?:\.(sqlite|postgres))?\.sql$/.exec(file);
    invariant(match !== null, `${file} is not named like a migration`);
    const [, version, only] = match;
    if (only !== undefined && only !== engine) continue;
    const script = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    const checksum = createHash('sha256').update(script).digest('hex');
    migrations.push({ version: Number(version), file, script, checksum });
  }
  const versions = new Set(migrations.map((migration) => migration.version));
  invariant(versions.size === migrations.length, 'two migrations have one number');
  return migrations;
}

async function createTable({ db, engine }: Database): Promise<void> {
  await transact(db, async (tx) => {
    if (engine === 'postgres')
      await sql`select pg_advisory_xact_lock(${firstTableLock})`.execute(tx);
    await sql`create table if not exists schema_migration (
      version integer not null primary key,
      file text not null,
      checksum text not null
    )`.execute(tx);
  });
}

async function refuseForeignSchema({ db }: Database, migrations: Migration[]): Promise<void> {
  const rows = await db.selectFrom('schema_migration').selectAll().orderBy('version').execute();
  for (const row of rows) {
    const known = migrations.find((migration) => migration.version === row.version);
    if (known === undefined) {
      throw new StartupError(
        `The database is newer than this Barbell (it has ${row.file}): start the newer version, or restore a backup.`,
      );
    }
    if (known.checksum !== row.checksum) {
      throw new StartupError(
        `migrations/${known.file} was edited after this database had applied it: put the file back and add a new one.`,
      );
    }
  }
}

/** The version's row goes first: a second starter waits at it, and finds it taken. */
async function apply({ db }: Database, { version, file, script, checksum }: Migration) {
  return transact(db, async (tx) => {
    const claimed = await tx
      .insertInto('schema_migration')
      .values({ version, file, checksum })
      .onConflict((conflict) => conflict.column('version').doNothing())
      .executeTakeFirst();
    if (claimed.numInsertedOrUpdatedRows !== 1n) return false;
    await runScript(tx, script);
    return true;
  });
}
