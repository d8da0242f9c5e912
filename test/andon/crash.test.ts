import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, codeIn, command, shortcut, submission, wordsIn } from './payloads.ts';
import { type CrashPoint, dieAt, pointsModule, releasePoints, sendingPoints } from './points.ts';
import { usual } from './room.ts';
import { findTexts, readFolder } from './scan.ts';
import { sizes } from './sizes.ts';
import { type Ack, openStage, pullOn, pullOnce, type Stage, stems, until } from './stage.ts';

const rounds = Array.from({ length: sizes.kills }, (_, index) => index + 1);
/** Before these nothing of the report was in the database for good. */
const isLostAt: ReadonlySet<CrashPoint> = new Set(sendingPoints.slice(2, 7));

describe('a bot that is killed between the click and the post', () => {
  const ends: (() => Promise<void>)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'barbell-andon-crash-'));
  const file = join(folder, 'data', 'barbell.db');
  const people = 60;
  const codes: string[] = [];
  let stage: Stage;
  let number = 0;

  beforeAll(async () => {
    const nodeWords = ['--import', pointsModule(folder)];
    stage = await openStage({ transport: 'socket', people, databaseUrl: file, nodeWords }, (end) =>
      ends.push(end),
    );
  }, 150_000);
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  const next = (): Caller => {
    number += 1;
    return stage.caller(number % people);
  };
  const rows = (query: string): Record<string, unknown>[] => {
    const database = new SqliteFile(file, { readonly: true });
    const found = database.prepare(query).all();
    database.close();
    return found as Record<string, unknown>[];
  };
  /** The cap of the week is another test's. */
  const forgetCounts = () => {
    const database = new SqliteFile(file);
    database.exec('delete from andon_count');
    database.close();
  };
  const count = (table: string) => Number(rows(`select count(*) as n from ${table}`)[0]?.n);

  async function dies(): Promise<void> {
    const { signal } = await stage.bot.ended;
    expect(signal).toBe('SIGKILL');
    await stage.restart();
  }

  /** What was promised to somebody who had no answer, when they send the same form once more. */
  async function sendAgain(caller: Caller, form: Awaited<ReturnType<typeof pullOn>>, first?: Ack) {
    const code = codeIn(first?.view);
    if (code !== '') {
      codes.push(code);
      return 'acknowledged';
    }
    const second = await stage.deliver(caller, submission(caller, form, usual));
    const later = codeIn(second?.view);
    if (later === '') {
      expect(wordsIn(second?.view ?? expect.fail())).toMatch(/has arrived, once/);
      return 'was kept';
    }
    codes.push(later);
    return 'was not kept';
  }

  it.each(rounds)(
    'keeps what was sent, once, at whichever point it dies (round %i)',
    {
      timeout: 300_000,
    },
    async () => {
      forgetCounts();
      let sent = count('andon_report');
      for (const point of sendingPoints.slice(0, 2)) {
        dieAt(folder, point);
        const caller = next();
        void stage.deliver(caller, shortcut(caller), true);
        await dies();
        expect(count('andon_report')).toBe(sent);
      }
      for (const point of sendingPoints.slice(2)) {
        const caller = next();
        const form = await pullOn(stage, caller);
        dieAt(folder, point);
        const first = await stage.deliver(caller, submission(caller, form, usual), true);
        await dies();
        sent += 1;
        const came = await sendAgain(caller, form, first);
        expect(came, point).toBe(isLostAt.has(point) ? 'was not kept' : 'was kept');
        expect(count('andon_report'), point).toBe(sent);
      }
      const caller = next();
      const form = await pullOn(stage, caller);
      const first = await stage.deliver(caller, submission(caller, form, usual));
      stage.bot.kill('SIGKILL');
      await dies();
      expect(await sendAgain(caller, form, first)).toBe('acknowledged');
      expect(count('andon_report')).toBe(sent + 1);
    },
  );

  it('opens with every code that was shown, after all of it', { timeout: 120_000 }, async () => {
    expect(codes.length).toBeGreaterThan(0);
    for (const code of codes.slice(-6)) {
      const caller = next();
      await stage.deliver(caller, command(caller, 'receipt'));
      const asks = await stage.slack.until('the code’s window', () => stage.opened(caller));
      const mine = await stage.deliver(caller, submission(caller, asks, { code }));
      expect(mine?.view?.callback_id).toBe('andon.mine');
    }
  });

  it.each(rounds)(
    'raises each once and posts none twice, at whichever point it dies (round %i)',
    {
      timeout: 300_000,
    },
    async () => {
      forgetCounts();
      for (const point of releasePoints) {
        // Something waits, whatever went out before.
        expect(codeIn((await pullOnce(stage, next()))?.view), point).not.toBe('');
        dieAt(folder, point);
        expect(await passUntilDead(), point).toBe(true);
        await dies();
      }
      await passOne();
      await passOne();
      const raised = rows('select id from andon').map(({ id }) => `andon:${id}`);
      const told = rows(`select address, state from message where address like 'andon:%'`);
      expect(told.map(({ address }) => address).toSorted()).toEqual(raised.toSorted());
      const listPosts = () =>
        stage.slack.calls.filter(
          ({ method, args }) => method === 'chat.postMessage' && /^Andon/.test(String(args.text)),
        );
      // One of each round was killed before its post could leave: its leader is asked, because two copies would read as two doubts.
      await until('the posts', async () => listPosts().length >= raised.length - rounds.length);
      const posts = listPosts();
      const keys = posts.map(({ args }) => JSON.stringify(args.metadata));
      expect(new Set(keys).size).toBe(keys.length);
      expect(raised.length).toBeGreaterThan(releasePoints.length);
    },
  );

  /** To the next moment of the bags; what was killed at its post is not at rest for a while. */
  async function passOne(isDead = () => false): Promise<void> {
    const due = await nextMoment();
    if (due === undefined) return;
    stage.setClock(new Date(due));
    await until('the next moment', async () => isDead() || (await nextMoment()) !== due);
  }

  async function nextMoment(): Promise<string | undefined> {
    const [health] = await Promise.allSettled([stage.health()]);
    return health.status === 'fulfilled' ? health.value.next.andon : undefined;
  }

  /** Lets time go on until the point is reached, over moments that have nothing for it. */
  async function passUntilDead(): Promise<boolean> {
    let isDead = false;
    void stage.bot.ended.then(() => {
      isDead = true;
    });
    for (let moments = 0; moments < 8 && !isDead; moments += 1) await passOne(() => isDead);
    return isDead;
  }

  it('names nobody in anything that the dead left behind', () => {
    const sinks = [
      ...readFolder(join(folder, 'data')),
      { name: 'log', bytes: Buffer.from(stage.bot.log()) },
    ];
    expect(findTexts(sinks, [stems.moment, ...codes.slice(-20)])).toEqual([]);
  });
});
