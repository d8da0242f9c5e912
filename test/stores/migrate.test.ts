import { cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { StartupError } from '../../src/lib/startup-error.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import type { Database } from '../../src/platform/db/open.ts';
import { describeStores, makeFolder } from './engines.ts';

const ownFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

function copyMigrations(): string {
  const folder = join(makeFolder(), 'migrations');
  cpSync(ownFolder, folder, { recursive: true });
  return folder;
}

function listApplied({ db }: Database): Promise<{ file: string }[]> {
  return db.selectFrom('schema_migration').select('file').orderBy('version').execute();
}

describeStores('migrate', ({ engine, makeEmptyUrl, openUrl }) => {
  it('applies every file of this engine in order, once', async () => {
    const database = await openUrl(await makeEmptyUrl());
    const applied = await migrate(database);
    const other = engine === 'sqlite' ? '.postgres.sql' : '.sqlite.sql';
    expect(applied).toEqual(
      readdirSync(ownFolder)
        .sort()
        .filter((file) => !file.endsWith(other)),
    );
    expect(await migrate(database)).toEqual([]);
  });

  it('refuses a file that was edited after it was applied, in one line (P23)', async () => {
    const database = await openUrl(await makeEmptyUrl());
    const folder = copyMigrations();
    await migrate(database, folder);
    writeFileSync(join(folder, '0001_workspace.sql'), '-- nothing left\n');
    const refusal = await migrate(database, folder).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartupError);
    expect(String(refusal)).toMatch(/0001_workspace\.sql was edited/);
    expect(String(refusal)).not.toContain('\n');
  });

  it('takes the same file with other line ends for the same', async () => {
    const database = await openUrl(await makeEmptyUrl());
    const folder = copyMigrations();
    writeFileSync(join(folder, '9012_extra.sql'), 'create table extra (id text);\n');
    await migrate(database, folder);
    writeFileSync(join(folder, '9012_extra.sql'), 'create table extra (id text);\r\n');
    expect(await migrate(database, folder)).toEqual([]);
  });

  it('refuses a schema that is newer than the program, and changes nothing (F-92)', async () => {
    const database = await openUrl(await makeEmptyUrl());
    const newer = copyMigrations();
    writeFileSync(join(newer, '9012_future.sql'), 'create table future (id text);\n');
    await migrate(database, newer);
    const older = copyMigrations();
    writeFileSync(join(older, '9013_other.sql'), 'create table other (id text);\n');
    const refusal = await migrate(database, older).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartupError);
    expect(String(refusal)).toMatch(/newer than this Barbell.*9012_future/);
    expect((await listApplied(database)).map((row) => row.file)).not.toContain('9013_other.sql');
  });

  it('keeps nothing of a file that fails half way, and goes on once it is mended (P23, F-80)', async () => {
    const database = await openUrl(await makeEmptyUrl());
    const folder = copyMigrations();
    const broken = join(folder, '9012_broken.sql');
    writeFileSync(broken, 'create table half (id text);\ninsert into nowhere values (1);\n');
    await expect(migrate(database, folder)).rejects.toThrow(/nowhere/);
    expect((await listApplied(database)).map((row) => row.file)).not.toContain('9012_broken.sql');
    await expect(sql`select * from half`.execute(database.db)).rejects.toThrow(/half/);
    writeFileSync(broken, 'create table half (id text);\n');
    expect(await migrate(database, folder)).toEqual(['9012_broken.sql']);
  });

  it('refuses names it cannot order and numbers given twice', async () => {
    const database = await openUrl(await makeEmptyUrl());
    const folder = copyMigrations();
    writeFileSync(join(folder, '0001_again.sql'), '');
    await expect(migrate(database, folder)).rejects.toThrow(/one number/);
    rmSync(join(folder, '0001_again.sql'));
    renameSync(join(folder, '0010_rollup.sql'), join(folder, 'rollup.sql'));
    await expect(migrate(database, folder)).rejects.toThrow(/rollup\.sql is not named/);
  });

  it('is done once when several start at the same moment (F-80, P23)', async () => {
    const url = await makeEmptyUrl();
    const first = await openUrl(url);
    const all = engine === 'sqlite' ? [first, first, first] : [first];
    while (all.length < 6 && engine === 'postgres') all.push(await openUrl(url));
    const applied = await Promise.all(all.map((database) => migrate(database)));
    const files = applied.flat();
    expect(new Set(files).size).toBe(files.length);
    expect(files.toSorted()).toEqual((await listApplied(first)).map((row) => row.file).toSorted());
  });

  it('has the database itself refuse to change a decision or a version', async () => {
    const database = await openUrl(await makeEmptyUrl());
    await migrate(database);
    const triggers =
      engine === 'sqlite'
        ? sql<{ name: string }>`select name from sqlite_master where type = 'trigger'`
        : sql<{ name: string }>`select tgname as name from pg_trigger where not tgisinternal`;
    const { rows } = await triggers.execute(database.db);
    expect(rows.map((row) => row.name).sort()).toEqual([
      'decision_never_changes',
      'onepager_version_never_changes',
    ]);
  });
});
