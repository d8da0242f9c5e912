import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Database, openCopy, openDatabase } from '../../src/platform/db/open.ts';

let template: Promise<string> | undefined;

/** A fresh database in memory with the newest schema: a copy of one that was migrated once for the whole process. */
export async function openFresh(): Promise<Database> {
  template ??= writeTemplate();
  return openCopy(await template);
}

async function writeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-template-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  // Vitest ends its processes in this way, of which `exit` is not told.
  process.once('SIGTERM', () => {
    remove();
    process.kill(process.pid, 'SIGTERM');
  });
  const file = join(folder, 'template.db');
  const memory = await openDatabase(':memory:');
  await migrate(memory);
  await sql`vacuum into ${file}`.execute(memory.db);
  await memory.close();
  return file;
}
