import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SqliteFile from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, codeIn, command, submission, wordsIn } from './payloads.ts';
import { usual } from './room.ts';
import { findTexts, readFolder } from './scan.ts';
import { sizes } from './sizes.ts';
import { type Ack, openStage, passMoments, pullOn, type Stage, stems, until } from './stage.ts';

/** When it dies: so many milliseconds after the form was sent, as soon as the report is in the file, or acknowledged. */
const points = [0, 5, 20, 40, 80, 'kept', 'kept', 'acknowledged'] as const;

describe('a bot that is killed between the click and the post', () => {
  const ends: (() => Promise<void>)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'barbell-andon-crash-'));
  const file = join(folder, 'data', 'barbell.db');
  let stage: Stage;
  let people = 0;
  let sent = 0;
  const codes: string[] = [];

  beforeAll(async () => {
    const options = { transport: 'socket', people: 40 * sizes.kills, databaseUrl: file } as const;
    stage = await openStage(options, (end) => ends.push(end));
  }, 150_000);
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  const next = (): Caller => {
    people += 1;
    return stage.caller(people);
  };

  async function die(): Promise<void> {
    stage.bot.kill('SIGKILL');
    await stage.bot.ended;
    await stage.restart();
  }

  /** Whoever got no answer sends the same form once more; answers what the two came to. */
  async function sendAgain(
    caller: Caller,
    form: Awaited<ReturnType<typeof pullOn>>,
    first: Ack | undefined,
  ) {
    sent += 1;
    const code = codeIn(first?.view);
    if (code !== '') {
      codes.push(code);
      return 'acknowledged';
    }
    const second = await stage.deliver(caller, submission(caller, form, usual));
    const later = codeIn(second?.view);
    if (later !== '') codes.push(later);
    else expect(wordsIn(second?.view ?? expect.fail())).toMatch(/has arrived, once/);
    return later === '' ? 'was saved' : 'was not saved';
  }

  const countKept = () => Number(rows('select count(*) as count from andon_report')[0]?.count);

  const rows = (query: string): Record<string, unknown>[] => {
    const database = new SqliteFile(file, { readonly: true });
    const found = database.prepare(query).all();
    database.close();
    return found as Record<string, unknown>[];
  };

  it.each(Array.from({ length: sizes.kills }, (_, index) => index + 1))(
    'keeps what was sent, once, wherever it dies (round %i)',
    { timeout: 240_000 },
    async () => {
      const outcomes: string[] = [];
      // The shortcut alone: nothing was promised, and the form opens at the next try.
      const early = next();
      void stage.deliver(
        early,
        {
          ...submission(
            early,
            {
              type: 'modal',
              title: { type: 'plain_text', text: 'x' },
              blocks: [],
              callback_id: 'andon.none',
            },
            {},
          ),
        },
        true,
      );
      await die();
      for (const point of points) {
        const caller = next();
        const form = await pullOn(stage, caller);
        const sending = stage.deliver(caller, submission(caller, form, usual), true);
        if (point === 'acknowledged') await sending;
        else if (point === 'kept') await until('a kept report', async () => countKept() > sent);
        else await pause(point);
        stage.bot.kill('SIGKILL');
        const first = await sending;
        await stage.bot.ended;
        await stage.restart();
        outcomes.push(await sendAgain(caller, form, first));
        expect(countKept()).toBe(sent);
      }
      expect(new Set(outcomes).size).toBeGreaterThan(1);
      expect(outcomes.at(-1)).toBe('acknowledged');
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

  it('posts each once, though it dies between the bag and the post', {
    timeout: 120_000,
  }, async () => {
    await passMoments(stage, 1);
    await die();
    await passMoments(stage, 1);
    await die();
    await passMoments(stage, 4);
    const raised = rows('select id from andon');
    const put = rows(`select address, state from message where address like 'andon:%'`);
    expect(raised).toHaveLength(6);
    expect(put.map(({ address }) => address).toSorted()).toEqual(
      raised.map(({ id }) => `andon:${id}`).toSorted(),
    );
    const posts = stage.slack.calls.filter(
      ({ method, args }) => method === 'chat.postMessage' && /^Andon/.test(String(args.text)),
    );
    expect(posts).toHaveLength(6);
  });

  it('names nobody in anything that the dead left behind', () => {
    const sinks = [
      ...readFolder(join(folder, 'data')),
      { name: 'log', bytes: Buffer.from(stage.bot.log()) },
    ];
    expect(findTexts(sinks, [stems.moment, ...codes])).toEqual([]);
  });
});
