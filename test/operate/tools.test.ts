import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import SqliteFile from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { type Crew, openCrew, publish, readAll, setUp } from '../harness/crew.ts';
import { makeFolder } from '../stores/engines.ts';
import { barbell, type Said } from './tool.ts';

const cli = join(resolve(process.env.BARBELL_DIST ?? 'dist'), 'src/cli.js');

async function makeDatabase(file: string, workspaceId: string): Promise<void> {
  const database = await openDatabase(file);
  await migrate(database);
  await saveWorkspace(database.db, { id: workspaceId, botUserId: 'U1', now: new Date(0) });
  await database.close();
}

async function listWorkspaces(file: string): Promise<string[]> {
  const database = await openDatabase(file);
  const rows = await database.db.selectFrom('workspace').select('id').execute();
  await database.close();
  return rows.map(({ id }) => id);
}

function surroundings({ world }: Crew) {
  return {
    DATABASE_URL: world.databaseUrl,
    SLACK_API_URL: `${world.sandboxUrl}/api/`,
    SLACK_BOT_TOKEN: 'xoxb-sandbox',
    SLACK_APP_TOKEN: 'xapp-sandbox',
    PORT: new URL(world.healthUrl).port,
  };
}

function run(crew: Crew, ...words: string[]): Promise<Said> {
  return barbell(words, surroundings(crew));
}

describe('barbell doctor and barbell outbox', () => {
  it('say what is wrong and what to do, and a dead message is sent again when it is mended', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    const well = await run(crew, 'doctor');
    expect(well.out).not.toMatch(/BAD/);
    expect(well).toMatchObject({ code: 0, err: '' });
    for (const about of [
      'Node',
      'process',
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'scopes',
      'clock',
      'disk',
      'database',
      'outbox',
      'backup',
      'channel C0GROWTH',
    ]) {
      expect(well.out).toMatch(new RegExp(`^(ok  |look)  ${about}: `, 'm'));
    }
    expect(well.out + well.err).not.toMatch(/xoxb-|xapp-/);
    const { DATABASE_URL, PORT } = surroundings(crew);
    const local = await barbell(['doctor'], { DATABASE_URL, PORT });
    expect(local.out).toMatch(/^ok {4}Slack: the local workspace needs no tokens/m);
    expect(local.code).toBe(0);
    expect((await run(crew, 'outbox')).out).toMatch(/^The outbox is empty/);

    const restrict = (isRestricted: boolean) =>
      crew.client.change({ change: 'restrict', channel: 'C0GROWTH', isRestricted });
    await restrict(true);
    await publish(crew.ana, { scene: 'Product' });
    const dead = await crew.client.until('a dead message', async () => {
      const { out } = await run(crew, 'outbox');
      return (
        /(ms_\w+) {2}\S+ for C0GROWTH cannot be sent .*\(restricted_action\)/.exec(out) ?? undefined
      );
    });
    expect((await run(crew, 'doctor')).out).toMatch(
      /^look {2}outbox: \d+ cannot be sent: run barbell outbox/m,
    );
    await restrict(false);
    const before = (await readAll(crew)).length;
    const resent = await run(crew, 'outbox', 'resend', dead[1] ?? '');
    expect(resent).toMatchObject({ code: 0, err: '' });
    expect(resent.out).toMatch(/^1 message waits for the sender again/);
    await crew.client.until('the message', async () =>
      (await readAll(crew)).length > before ? true : undefined,
    );
    const none = await run(crew, 'outbox', 'resend', 'ms_nobody');
    expect(none).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no dead message ms_nobody/),
    });

    await crew.client.change({ change: 'revokeScopes', scopes: ['im:write'] });
    await crew.client.change({ change: 'archive', channel: 'C0GROWTH' });
    const ill = await run(crew, 'doctor');
    expect(ill.code).toBe(1);
    expect(ill.out).toMatch(/^BAD {3}scopes: im:write missing: update the app from manifest\.yml/m);
    expect(ill.out).toMatch(/^BAD {3}channel C0GROWTH: #growth is archived: unarchive it/m);
    await crew.client.change({ change: 'unarchive', channel: 'C0GROWTH' });
    await crew.client.change({ change: 'share', channel: 'C0GROWTH', isExternal: true });
    const shared = await run(crew, 'doctor');
    expect(shared.out).toMatch(/^BAD {3}channel C0GROWTH: #growth is shared with another org/m);
  });
});

describe('barbell doctor', () => {
  it('says that a database takes no writes, though it answers every question', async () => {
    const file = join(makeFolder(), 'barbell.db');
    await makeDatabase(file, 'T_ONE');
    const doctor = () => barbell(['doctor'], { DATABASE_URL: file });
    expect((await doctor()).out).not.toContain('takes no writes');
    const handle = new SqliteFile(file);
    handle.exec(
      `create trigger no_write before insert on heartbeat begin select raise(abort, 'no'); end`,
    );
    handle.close();
    const { code, out } = await doctor();
    expect(out).toMatch(/^BAD {3}database: takes no writes \(SQLITE_CONSTRAINT_TRIGGER\): make/m);
    expect(code).toBe(1);
  });
});

describe('a tool', () => {
  it('says in a line what it was asked wrongly, and what PostgreSQL has of its own', async () => {
    const url = { DATABASE_URL: 'postgres://barbell:secret@127.0.0.1:1/barbell' };
    expect(await barbell(['backup'], url)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^PostgreSQL has its own tool for this: pg_dump/),
    });
    const restore = await barbell(['restore', 'x.dump'], url);
    expect(restore.err).toMatch(/pg_restore --clean/);
    expect(restore.err).not.toContain('secret');
    for (const word of ['start', 'sandbox', 'doctor', 'migrate', 'backup', 'verify', 'export']) {
      expect(await barbell([word, 'nonsense'], {})).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^(“nonsense” means nothing here\.|There is no database at)/),
      });
    }
    expect((await barbell(['heal'], {})).err).toMatch(
      /^There is no `barbell heal`\.\nbarbell start/,
    );
  });
});

describe('a tool whose output goes nowhere', () => {
  /** What it writes to standard error, and its exit code. */
  async function lastWords(shell: string): Promise<{ code: number | null; err: string }> {
    const command = `"${process.execPath}" "${cli}" doctor ${shell}`;
    const env = { PATH: process.env.PATH, DATABASE_URL: join(makeFolder(), 'none.db') };
    const child = spawn('sh', ['-c', command], { env });
    let err = '';
    child.stderr.on('data', (part: Buffer) => {
      err += part.toString();
    });
    await once(child, 'close');
    return { code: child.exitCode, err };
  }

  it('ends quietly when nobody reads on, and says so when there is no room', async () => {
    expect((await lastWords('| true')).err).toBe('');
    expect(await lastWords('> /dev/full')).toEqual({
      code: 1,
      err: 'The output could not be written (ENOSPC): look at the disk or file that it goes to.\n',
    });
  });
});

describe('a restore', () => {
  it.each([
    ['the backup is tried', /^other\.db\.scratch$/],
    ['the new file is written', /^barbell\.db\.restoring$/],
    ['the old one has its second name', /^barbell\.db\.before-/],
  ])(
    'that is killed when %s leaves the old database or the new one, whole',
    async (_when, mark) => {
      const folder = makeFolder();
      const live = join(folder, 'barbell.db');
      const backup = join(folder, 'other.db');
      await makeDatabase(live, 'T_OLD');
      await makeDatabase(backup, 'T_NEW');
      const child = spawn(process.execPath, [cli, 'restore', backup], {
        env: { PATH: process.env.PATH, DATABASE_URL: live },
        stdio: 'ignore',
      });
      const ended = once(child, 'close');
      const isThere = () => readdirSync(folder).some((name) => mark.test(name));
      while (!isThere() && child.exitCode === null) await nextTurn();
      // Where it was too quick to be killed, its mark has to be there at least.
      if (child.exitCode !== null) expect(isThere()).toBe(true);
      child.kill('SIGKILL');
      await ended;
      expect(existsSync(live)).toBe(true);
      expect(await listWorkspaces(live)).toEqual([expect.stringMatching(/^T_(OLD|NEW)$/)]);
      const whole = await barbell(['restore', backup], { DATABASE_URL: live });
      expect(whole).toMatchObject({ code: 0, err: '' });
      expect(await listWorkspaces(live)).toEqual(['T_NEW']);
    },
  );

  it('takes nothing but a sound backup of ours, and leaves everything as it was', async () => {
    const folder = makeFolder();
    const live = join(folder, 'barbell.db');
    const text = join(folder, 'notes.db');
    writeFileSync(text, 'my shopping list, which is rather long. '.repeat(200));
    const refused = await barbell(['restore', text], { DATABASE_URL: live });
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /\/notes\.db is not an SQLite file: name one of Barbell’s backups\./,
      ),
    });
    expect(existsSync(live)).toBe(false);
    expect(
      (await barbell(['restore', join(folder, 'none.db')], { DATABASE_URL: live })).err,
    ).toMatch(/There is no file/);
    for (const none of [folder, '/dev/stdin']) {
      const { err } = await barbell(['restore', none], { DATABASE_URL: live });
      expect(err).toMatch(/ is no file on a disk: unpack the backup into one first\.\n$/);
    }
    const shop = join(folder, 'shop.db');
    const other = new SqliteFile(shop);
    other.exec('create table cheese (name text)');
    other.close();
    expect((await barbell(['restore', shop], { DATABASE_URL: live })).err).toMatch(
      /\/shop\.db is the SQLite database of another program and is left alone/,
    );
    writeFileSync(join(folder, 'empty.db'), '');
    expect((await barbell(['verify'], { DATABASE_URL: join(folder, 'empty.db') })).err).toMatch(
      /^The database is older than this program: run barbell migrate first\.\n$/,
    );
    expect((await barbell(['restore'], { DATABASE_URL: live })).err).toMatch(/^Say which backup/);
  });
});
