import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeBackup, tryBackup } from '../../src/operate/backup.ts';
import { openNightly } from '../../src/operate/nightly.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { openDatabase } from '../../src/platform/db/open.ts';
import { openLog } from '../../src/platform/log.ts';
import { startBot } from '../protocol/bot-process.ts';
import { startMiniSlack } from '../protocol/mini-slack.ts';
import { makeFolder } from '../stores/engines.ts';
import { append, openLog as fillLog } from '../stores/log-room.ts';

const dayMs = 24 * 60 * 60_000;

async function openRoom(
  make?: (what: { databaseUrl: string; to: string }) => Promise<void>,
  keep = 7,
) {
  const folder = makeFolder();
  const databaseUrl = join(folder, 'barbell.db');
  const database = await openDatabase(databaseUrl);
  onTestFinished(() => database.close());
  await migrate(database);
  await fillLog({
    engine: 'sqlite',
    open: async () => database,
    makeEmptyUrl: async () => databaseUrl,
    openUrl: async () => database,
  });
  const backups = { folder: join(folder, 'backups'), keep };
  let now = new Date('2026-11-01T12:00:00.000Z');
  const nightly = openNightly({
    ...{ database, databaseUrl, backups, log: openLog('silent') },
    machineNow: () => now,
    make:
      make ??
      (async (what) => {
        await makeBackup(what);
      }),
  });
  onTestFinished(() => nightly.stop());
  return {
    ...{ database, folder: backups.folder, nightly },
    passTime: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
}

describe('the work of the night', () => {
  it('makes thirty backups in thirty nights, each tried, and keeps the newest (P22)', async () => {
    const room = await openRoom();
    const { database, folder, nightly } = room;
    expect(await nightly.pass()).toBe(false);
    for (let night = 1; night <= 30; night += 1) {
      room.passTime(dayMs);
      await append(database.db, { title: `night ${night}` });
      expect(await nightly.pass(), `night ${night}`).toBe(true);
      expect(await nightly.pass()).toBe(false);
      expect(nightly.read().error).toBeUndefined();
    }
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.db'))
      .toSorted();
    expect(names).toHaveLength(7);
    expect(
      readdirSync(folder).filter((name) => !/^(nightly-.*Z\.db|anchors\.jsonl)$/.test(name)),
    ).toEqual([]);
    const newest = await tryBackup(join(folder, names.at(-1) ?? ''));
    expect(newest.rows.get('decision')).toBe(30);
    expect(newest.heads).toMatchObject([{ workspaceId: 'T1', seq: 30 }, {}]);
    const anchors = readFileSync(join(folder, 'anchors.jsonl'), 'utf8').trim().split('\n');
    expect(anchors.filter((line) => line.includes('"T1"'))).toHaveLength(30);
  });

  it('says a failure until a backup works again, and tries it an hour later', async () => {
    let isFull = true;
    const room = await openRoom(async ({ to }) => {
      if (isFull)
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      writeFileSync(to, '');
    });
    room.passTime(dayMs);
    expect(await room.nightly.pass()).toBe(true);
    expect(room.nightly.read()).toEqual({ error: 'SQLITE_FULL: database or disk is full' });
    isFull = false;
    room.passTime(59 * 60_000);
    expect(await room.nightly.pass()).toBe(false);
    room.passTime(60_000);
    expect(await room.nightly.pass()).toBe(true);
    expect(room.nightly.read()).toEqual({ newestAt: new Date('2026-11-02T13:00:00.000Z') });
  });

  it('says a failure no longer when somebody has made a backup since', async () => {
    const room = await openRoom(() => Promise.reject(new Error('database or disk is full')));
    room.passTime(dayMs);
    expect(await room.nightly.pass()).toBe(true);
    expect(room.nightly.read().error).toBe('database or disk is full');
    writeFileSync(join(room.folder, 'barbell-2026-11-02T12-05-00Z.db'), '');
    room.passTime(60 * 60_000);
    expect(await room.nightly.pass()).toBe(false);
    expect(room.nightly.read()).toEqual({ newestAt: new Date('2026-11-02T12:05:00.000Z') });
  });

  it('anchors the log also where no backups are wished, once a night', async () => {
    const room = await openRoom(() => Promise.reject(new Error('none is wished')), 0);
    for (let night = 1; night <= 3; night += 1) {
      room.passTime(dayMs);
      expect(await room.nightly.pass(), `night ${night}`).toBe(true);
      expect(await room.nightly.pass()).toBe(false);
    }
    expect(room.nightly.read().error).toBeUndefined();
    expect(readdirSync(room.folder)).toEqual(['anchors.jsonl']);
    const anchors = readFileSync(join(room.folder, 'anchors.jsonl'), 'utf8').trim().split('\n');
    expect(anchors.filter((line) => line.includes('"T1"'))).toHaveLength(3);
  });

  it('is made up for by the running process when a night was slept through', async () => {
    const folder = makeFolder();
    const backups = join(folder, 'backups');
    mkdirSync(backups);
    const old = 'nightly-2020-01-01T02-00-00Z.db';
    writeFileSync(join(backups, old), '');
    const slack = await startMiniSlack();
    const environment = {
      SLACK_BOT_TOKEN: 'xoxb-mini',
      SLACK_APP_TOKEN: 'xapp-mini',
      SLACK_API_URL: slack.apiUrl,
      BARBELL_BACKUP_KEEP: '1',
      LOG_LEVEL: 'info',
    };
    const bot = await startBot({ environment, databaseUrl: join(folder, 'barbell.db') });
    // It looks every twenty seconds, and says so when all is done.
    await expect
      .poll(() => bot.log(), { timeout: 80_000 })
      .toMatch(/"the nightly backup was made and tried"/);
    const made = readdirSync(backups).filter((name) => /^nightly-.*Z\.db$/.test(name));
    expect(made).toHaveLength(1);
    expect(existsSync(join(backups, old))).toBe(false);
  });
});
