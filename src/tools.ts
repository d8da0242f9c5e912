import { existsSync } from 'node:fs';
import { runExport } from './export-tool.ts';
import { verifyChain } from './features/decision/store.ts';
import { StartupError } from './lib/startup-error.ts';
import { migrate } from './platform/db/migrate.ts';
import { type Db, openCopy, openDatabase } from './platform/db/open.ts';
import { readSettings } from './platform/settings.ts';

/** What an operator can do with the database: two of them while the bot does not run, exporting at any time. */
export type Tool = 'migrate' | 'verify' | 'export';

/** Runs one tool on the database that the settings name; says what it found, and exits 1 when that is bad. */
export async function runTool(tool: Tool, words: readonly string[] = []): Promise<void> {
  try {
    const { databaseUrl } = readSettings(process.env);
    if (tool !== 'migrate') refuseMissing(databaseUrl);
    const database =
      tool === 'export' ? await openCopy(databaseUrl) : await openDatabase(databaseUrl);
    try {
      await migrate(database);
      if (tool === 'verify') await verify(database.db);
      else if (tool === 'export') await runExport(database.db, words);
      else process.stdout.write('The database is up to date.\n');
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    for (const line of error.lines) process.stderr.write(`${line}\n`);
    process.exitCode = 1;
  }
}

/** A mistyped path must not be answered with a new, empty and therefore sound database. */
function refuseMissing(databaseUrl: string): void {
  if (/^postgres(ql)?:\/\//i.test(databaseUrl) || existsSync(databaseUrl)) return;
  throw new StartupError(
    `There is no database at ${databaseUrl}: set DATABASE_URL to the right one.`,
  );
}

async function verify(db: Db): Promise<void> {
  const workspaces = await db.selectFrom('workspace').select('id').execute();
  if (workspaces.length === 0) process.stdout.write('There is no decision in this database yet.\n');
  for (const { id } of workspaces) {
    const result = await verifyChain(db, id);
    if (result.ok) {
      process.stdout.write(`${id}: the decision log's chain is whole.\n`);
      continue;
    }
    process.stdout.write(
      `${id}: the decision log was changed at entry ${result.seq}. Restore a backup from before that.\n`,
    );
    process.exitCode = 1;
  }
}
