import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { StartupError } from '../../src/lib/startup-error.ts';
import { inspect } from '../../src/operate/soundness.ts';
import { findDamage, refuseDamaged } from '../../src/platform/db/backup.ts';
import { listPending, migrate } from '../../src/platform/db/migrate.ts';
import {
  type Db,
  openBeside,
  openCopy,
  openDatabase,
  openToRead,
} from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { makeFolder } from './engines.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const open = fileURLToPath(new URL('../../src/platform/db/open.ts', import.meta.url));

function refusalOf(url: string): Promise<unknown> {
  return openDatabase(url).then(
    (database) => database.close(),
    (error: unknown) => error,
  );
}

describe('an SQLite file', () => {
  it('is created with its folder, and its settings hold after a write (P21, F-69)', async () => {
    const file = join(makeFolder(), 'deep', 'data', 'barbell.db');
    const database = await openDatabase(file);
    onTestFinished(() => database.close());
    await migrate(database);
    await saveWorkspace(database.db, { id: 'T1', botUserId: 'U1', now });
    const wanted = {
      journal_mode: 'wal',
      synchronous: 2,
      foreign_keys: 1,
      secure_delete: 1,
      trusted_schema: 0,
      cell_size_check: 1,
    };
    for (const [pragma, value] of Object.entries(wanted)) {
      const { rows } = await sql.raw(`pragma ${pragma}`).execute(database.db);
      expect(rows, pragma).toEqual([{ [pragma]: value }]);
    }
    const { rows } = await sql.raw('pragma busy_timeout').execute(database.db);
    expect(rows).toEqual([{ timeout: 500 }]);
  });

  it('has one writer, whatever link leads to it', async () => {
    const folder = makeFolder();
    const file = join(folder, 'barbell.db');
    const first = await openDatabase(file);
    const link = join(folder, 'link.db');
    symlinkSync(file, link);
    expect(String(await refusalOf(link))).toMatch(/in use by another Barbell/);
    await first.close();
    expect(await refusalOf(link)).toBeUndefined();
  });

  it('begins a transaction as a writer', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const database = await openDatabase(file);
    onTestFinished(() => database.close());
    await migrate(database);
    const { default: SqliteFile } = await import('better-sqlite3');
    const other = new SqliteFile(file, { timeout: 0 });
    onTestFinished(() => {
      other.close();
    });
    await transact(database.db, async () => {
      expect(() => other.exec('begin immediate')).toThrow(/locked/);
    });
  });

  it('waits for a writer that is not us, half a second at a time (F-79)', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const database = await openDatabase(file);
    onTestFinished(() => database.close());
    await migrate(database);
    const { default: SqliteFile } = await import('better-sqlite3');
    const other = new SqliteFile(file);
    onTestFinished(() => {
      other.close();
    });
    other.exec('begin immediate');
    const waiting = saveWorkspace(database.db, { id: 'T1', botUserId: 'U1', now });
    // The first try stops the event loop for its half second; the lock goes away after it.
    setTimeout(() => other.exec('rollback'), 1);
    await waiting;
    expect(await database.db.selectFrom('workspace').select('id').execute()).toEqual([
      { id: 'T1' },
    ]);
  });

  it('refuses a second process while the first runs, says which that is, and lets it in after a SIGKILL (F-77)', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const script = `
      import { openDatabase } from ${JSON.stringify(open)};
      await openDatabase(${JSON.stringify(file)});
      process.stdout.write('open');
      setInterval(() => {}, 1000);`;
    const holder = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => {
      holder.kill('SIGKILL');
    });
    await once(holder.stdout, 'data');
    const refusal = await refusalOf(file);
    expect(refusal).toBeInstanceOf(StartupError);
    expect(String(refusal)).toMatch(`in use by another Barbell (process ${holder.pid} on `);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(await refusalOf(file)).toBeUndefined();
  });

  it('is free again after close', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const first = await openDatabase(file);
    expect(await refusalOf(file)).toBeInstanceOf(StartupError);
    await first.close();
    expect(await refusalOf(file)).toBeUndefined();
  });

  it('is refused in one line by whoever opens it when it is no database, and left as it is', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const text = 'my shopping list, which is rather long. '.repeat(200);
    writeFileSync(file, text);
    for (const openIt of [openDatabase, openBeside, openCopy, openToRead]) {
      const refusal = await openIt(file).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(StartupError);
      expect(String(refusal)).toMatch(/not a sound SQLite database/);
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('of another program is refused in one line by whoever opens it, and left as it is', async () => {
    const file = join(makeFolder(), 'shop.db');
    const { default: SqliteFile } = await import('better-sqlite3');
    const other = new SqliteFile(file);
    other.exec("create table cheese (name text); insert into cheese values ('Brie')");
    other.close();
    const bytes = readFileSync(file);
    for (const openIt of [openDatabase, openBeside, openCopy, openToRead]) {
      const refusal = await openIt(file).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(StartupError);
      expect(String(refusal)).toMatch(/shop\.db is the SQLite database of another program/);
    }
    expect(readFileSync(file)).toEqual(bytes);
  });

  it('opened to read beside a bot shows what the bot writes meanwhile, and takes no writes', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const bot = await openDatabase(file);
    onTestFinished(() => bot.close());
    await migrate(bot);
    const reader = await openToRead(file);
    onTestFinished(() => reader.close());
    await saveWorkspace(bot.db, { id: 'T1', botUserId: 'U1', now });
    const list = (db: Db) => db.selectFrom('workspace').select('id').execute();
    expect(await list(reader.db)).toEqual([{ id: 'T1' }]);
    const write = saveWorkspace(reader.db, { id: 'T2', botUserId: 'U1', now });
    await expect(write).rejects.toThrow(/readonly/);
    expect(await list(bot.db)).toEqual([{ id: 'T1' }]);
  });

  it('in which nothing is yet has everything to be migrated', async () => {
    const database = await openDatabase(join(makeFolder(), 'barbell.db'));
    onTestFinished(() => database.close());
    const pending = await listPending(database);
    expect(await migrate(database)).toEqual(pending);
    expect(await listPending(database)).toEqual([]);
  });

  it('whose pages were written over is found out (F-73)', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const database = await openDatabase(file);
    await migrate(database);
    await saveWorkspace(database.db, { id: 'T1', botUserId: 'U1', now });
    expect(await findDamage(database.db)).toEqual([]);
    await refuseDamaged(database.db, file);
    await database.close();
    const sound = readFileSync(file);
    // A page that ends the check, and one that it goes on after.
    for (const page of [sound.indexOf('T1U1') >> 12, sound.length / 4096 - 2]) {
      const bytes = Buffer.from(sound);
      bytes.fill(0xa5, page * 4096, page * 4096 + 200);
      writeFileSync(file, bytes);
      const damaged = await openDatabase(file);
      expect((await findDamage(damaged.db)).join(), `page ${page}`).toMatch(/malformed|page|tree/i);
      await expect(refuseDamaged(damaged.db, file), `page ${page}`).rejects.toThrow(
        /is damaged .* barbell restore/s,
      );
      await damaged.close();
    }
  });

  it('in which only the index of the search is broken gets a new one, and is served (F-73)', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const first = await openDatabase(file);
    await migrate(first);
    await sql`insert into decision_search values ('dc_1', 'T1', 'queue')`.execute(first.db);
    await first.close();
    const { default: SqliteFile } = await import('better-sqlite3');
    const spoiler = new SqliteFile(file).unsafeMode();
    spoiler.exec('update decision_search_data set block = zeroblob(length(block)) where id > 10');
    spoiler.close();
    const database = await openDatabase(file);
    onTestFinished(() => database.close());
    const find = sql`select decision_id from decision_search where decision_search match 'queue'`;
    await expect(find.execute(database.db)).rejects.toMatchObject({ code: 'SQLITE_CORRUPT_VTAB' });
    const found = await inspect(database, { lines: [], unreadable: 0 });
    expect(found[0]).toMatchObject({ ok: false, says: expect.stringContaining('start Barbell') });
    expect(await refuseDamaged(database.db, file)).toBe(true);
    expect((await find.execute(database.db)).rows).toEqual([{ decision_id: 'dc_1' }]);
    expect(await refuseDamaged(database.db, file)).toBe(false);
  });

  it('of which a part is gone while it is open is asked nothing more, and whoever listens hears it once (F-72)', async () => {
    const file = join(makeFolder(), 'barbell.db');
    const first = await openDatabase(file);
    await sql`create table schema_migration (page blob)`.execute(first.db);
    const page = sql`insert into schema_migration values (zeroblob(1000000))`;
    for (let count = 0; count < 4; count += 1) await page.execute(first.db);
    await first.close();
    const database = await openDatabase(file);
    onTestFinished(() => database.close());
    truncateSync(file, 1_000_000);
    const heard: string[] = [];
    const read = sql`select sum(length(hex(page))) from schema_migration`;
    // Without anybody who ends the process it may be asked again.
    await expect(read.execute(database.db)).rejects.toThrow(/malformed|disk I\/O/);
    await sql`select 1`.execute(database.db);
    database.disk?.onFailure((code) => heard.push(code));
    await expect(sql`select 1`.execute(database.db)).rejects.toThrow(/malformed|disk I\/O/);
    expect(heard).toEqual([expect.stringMatching(/^SQLITE_(CORRUPT|IOERR)/)]);
    expect(database.disk?.failedWith()).toBe(heard[0]);
  });

  it('is refused in one line when its place cannot be written (F-71)', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'data'), '');
    const refusal = await refusalOf(join(folder, 'data', 'barbell.db'));
    expect(refusal).toBeInstanceOf(StartupError);
    expect(String(refusal)).toMatch(/cannot be opened: .*whether this user may write/);
    expect(existsSync(join(folder, 'data', 'barbell.db'))).toBe(false);
    chmodSync(folder, 0o755);
  });
});

describe('a PostgreSQL address', () => {
  it('is refused in one line when nobody answers there', async () => {
    const port = await closedPort();
    const refusal = await refusalOf(`postgres://barbell:secret@127.0.0.1:${port}/barbell`);
    expect(refusal).toBeInstanceOf(StartupError);
    expect(String(refusal)).toMatch(/127\.0\.0\.1:\d+\/barbell/);
    expect(String(refusal)).not.toContain('secret');
  });

  it('is refused when the database does not exist', async () => {
    const refusal = await refusalOf(`${inject('postgresUrl')}nobody_made_this`);
    expect(refusal).toBeInstanceOf(StartupError);
    expect(String(refusal)).toMatch(/does not exist/);
  });

  it('outlives connections that the server ends', async () => {
    const database = await openDatabase(`${inject('postgresUrl')}postgres`);
    onTestFinished(() => database.close());
    expect(await database.isHealthy()).toBe(true);
    const killer = await openDatabase(`${inject('postgresUrl')}postgres`);
    onTestFinished(() => killer.close());
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
      database.db,
    );
    await sql`select pg_terminate_backend(${rows[0]?.pid}::integer)`.execute(killer.db);
    await expect.poll(() => database.isHealthy()).toBe(true);
  });
});

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 1));
    });
  });
}
