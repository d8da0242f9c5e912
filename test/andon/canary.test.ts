import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SqliteFile from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeIn, command, submission } from './payloads.ts';
import { usual } from './room.ts';
import { countText, encodingsOf, findTexts, readFolder, type Sink } from './scan.ts';
import { sizes } from './sizes.ts';
import { openStage, passMoments, pullOn, pullOnce, type Stage, stems, until } from './stage.ts';

const flows = sizes.flows / 2;
const atOnce = 10;

describe.each(['socket', 'http'] as const)('the canary scan over %s', (transport) => {
  const ends: (() => Promise<void>)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'barbell-canary-'));
  const database = join(folder, 'data', 'barbell.db');
  const codes: string[] = [];
  let stage: Stage;
  let before: number;
  let health = '';

  beforeAll(async () => {
    const nodeWords = [
      '--heapsnapshot-signal=SIGUSR2',
      `--diagnostic-dir=${folder}`,
      '--heap-snapshot-string-limit=100000000',
    ];
    const options = { transport, people: flows * 2, databaseUrl: database, nodeWords };
    stage = await openStage(options, (end) => ends.push(end));
    await calm();
    before = countText(readFolder(join(folder, 'data')), stems.member);
  }, 150_000);
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`lives ${flows} flows, with receipts, follow-ups, refusals and redeliveries`, {
    timeout: 600_000,
  }, async () => {
    for (let start = 0; start < flows; start += atOnce) {
      const some = Array.from({ length: Math.min(atOnce, flows - start) }, (_, n) => start + n);
      await Promise.all(some.map((number) => liveFlow(number)));
    }
    expect(codes).toHaveLength(flows);
    expect(new Set(codes).size).toBe(flows);
    await passMoments(stage, 6);
    health = JSON.stringify([await stage.health(), await read('readyz'), await read('metrics')]);
    await calm();
    const posts = stage.slack.calls.filter(
      ({ method, args }) => method === 'chat.postMessage' && /Andon/.test(String(args.text)),
    );
    expect(posts).toHaveLength(6);
  });

  it('leaves nobody in files, backup, log, output, health pages, or messages', async () => {
    const sinks = [...readFolder(join(folder, 'data')), backup(), ...spoken()];
    expect(sinks.map(({ name }) => name)).toContain('barbell.db');
    expect(findTexts(sinks, [stems.moment, stems.command])).toEqual([]);
    // The roster holds every member, whoever pulled or not, and nothing else holds any: as often as before.
    expect(before).toBeGreaterThan(flows * 2);
    expect(countText(readFolder(join(folder, 'data')), stems.member)).toBe(before);
    expect(findTexts([withoutRoster(), ...spoken()], [stems.member])).toEqual([]);
    expect(
      findTexts(
        sinks,
        codes.flatMap((code) => [code, code.replaceAll('-', '')]),
      ),
    ).toEqual([]);
  });

  it('leaves nobody in the memory of the process', { timeout: 180_000 }, async () => {
    await pause(sizes.restMs);
    const heap = await snapshot();
    expect(heap.bytes.length).toBeGreaterThan(5_000_000);
    expect(findTexts([heap], [stems.moment, stems.member, stems.command])).toEqual([]);
    const found = heap.bytes.toString('latin1').match(/[0-9A-HJKMNP-TV-Z]{26}/g) ?? [];
    const bare = new Set(codes.map((code) => code.replaceAll('-', '')));
    expect(found.filter((one) => bare.has(one))).toEqual([]);
  });

  async function liveFlow(number: number): Promise<void> {
    const caller = stage.caller(number);
    const form = await pullOn(stage, caller);
    if (number % 10 === 0) {
      const refused = { ...usual, words: `ask <@${caller.userId}>` };
      const ack = await stage.deliver(caller, submission(caller, form, refused));
      expect(ack?.errors).toHaveProperty('words');
    }
    const words = number % 4 === 0 ? `the calls say so, number ${number}` : '';
    const filled = submission(caller, form, { ...usual, ...(words === '' ? {} : { words }) });
    const code = codeIn((await stage.deliver(caller, filled))?.view);
    codes.push(code);
    if (number % 7 === 0) await stage.deliver(caller, filled);
    if (number % 9 === 0) await useReceipt(number, code);
    if (number % 11 === 0) {
      await stage.deliver(caller, command(caller, `receipt ${stems.command}${code}`));
    }
  }

  async function useReceipt(number: number, code: string): Promise<void> {
    const caller = stage.caller(number);
    await stage.deliver(caller, command(caller, 'receipt'));
    const asks = await stage.slack.until('the code’s window', () => stage.opened(caller));
    const mine = await stage.deliver(caller, submission(caller, asks, { code }));
    if (mine?.view === undefined) throw new Error('the code opened nothing');
    const added = { what: 'words', words: `more of number ${number}` };
    await stage.deliver(caller, submission(caller, mine.view, added));
  }

  /** Waits for the next noise, which takes the write-ahead log away. */
  async function calm(): Promise<void> {
    stage.setClock(new Date(stage.now.getTime() + 10 * 60_000));
    const log = `${database}-wal`;
    await until('a calm file', async () => statSync(log).size === 0);
  }

  async function read(page: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${stage.bot.port}/${page}`)).text();
  }

  /** A copy as an operator makes one, while the bot runs. */
  function backup(): Sink {
    const file = join(folder, 'backup.db');
    rmSync(file, { force: true });
    const source = new SqliteFile(database, { readonly: true });
    source.exec(`vacuum into '${file}'`);
    source.close();
    return { name: 'backup', bytes: readFileSync(file) };
  }

  /** Everything but the list of who is in the channel. */
  function withoutRoster(): Sink {
    backup();
    const copy = new SqliteFile(join(folder, 'backup.db'));
    copy.exec('delete from channel_member; delete from person; vacuum');
    copy.close();
    return { name: 'all but the roster', bytes: readFileSync(join(folder, 'backup.db')) };
  }

  function spoken(): Sink[] {
    const posts = stage.slack.calls.filter(({ method }) => /^chat\./.test(method));
    return [
      { name: 'log', bytes: Buffer.from(stage.bot.log()) },
      { name: 'output', bytes: Buffer.from(stage.bot.output()) },
      { name: 'health', bytes: Buffer.from(health) },
      { name: 'messages', bytes: Buffer.from(JSON.stringify(posts)) },
    ];
  }

  async function snapshot(): Promise<Sink> {
    process.kill(stage.bot.pid, 'SIGUSR2');
    const list = () => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
    await until('a heap snapshot', async () => list().length > 0);
    const [name = ''] = list();
    let size = -1;
    await until('a whole heap snapshot', async () => {
      const bytes = Number(execFileSync('stat', ['-c', '%s', join(folder, name)]).toString());
      const isWhole = bytes === size && readFileSync(join(folder, name)).at(-2) !== undefined;
      size = bytes;
      await pause(300);
      return isWhole && bytes > 1_000_000;
    });
    return { name: 'heap', bytes: readFileSync(join(folder, name)) };
  }
});

describe('a planted leak', () => {
  it.each([...encodingsOf('QZCANARY7').keys()])(
    'is found as %s in the middle of other bytes',
    (name) => {
      const planted = encodingsOf('xxQZCANARYyy').get(name) ?? Buffer.alloc(0);
      for (const shift of [0, 1, 2]) {
        const bytes = Buffer.concat([
          Buffer.alloc(100 + shift, 'a'),
          planted,
          Buffer.alloc(100, 'b'),
        ]);
        const hits = findTexts([{ name: 'file', bytes }], ['QZCANARY']);
        expect(hits.length, name).toBeGreaterThan(0);
      }
    },
  );

  it('is found where it was compressed', async () => {
    const { gzipSync, deflateSync } = await import('node:zlib');
    for (const pack of [gzipSync, deflateSync]) {
      const bytes = Buffer.concat([
        Buffer.alloc(50, 1),
        pack('before QZCANARY after'),
        Buffer.alloc(9),
      ]);
      expect(findTexts([{ name: 'file', bytes }], ['QZCANARY'])).not.toEqual([]);
    }
  });

  it('in the log and in the memory of a bot makes the scan fail', { timeout: 90_000 }, async () => {
    const ends: (() => Promise<void>)[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'barbell-leak-'));
    const leak = `const parse = JSON.parse; globalThis.kept = [];
      JSON.parse = (text, ...more) => {
        if (/view_submission/.test(String(text))) {
          globalThis.kept.push('' + text);
          process.stderr.write(Buffer.from(/U0QZMEMBER\\d+Z/.exec(text)?.[0] ?? '').toString('base64') + '\\n');
        }
        return parse(text, ...more);
      };`;
    const stage = await openStage(
      {
        transport: 'http',
        people: 12,
        databaseUrl: join(folder, 'barbell.db'),
        nodeWords: [
          '--import',
          `data:text/javascript,${encodeURIComponent(leak)}`,
          '--heapsnapshot-signal=SIGUSR2',
          `--diagnostic-dir=${folder}`,
          '--heap-snapshot-string-limit=100000000',
        ],
      },
      (end) => ends.push(end),
    );
    await pullOnce(stage, stage.caller(3));
    const log = { name: 'log', bytes: Buffer.from(stage.bot.log()) };
    expect(findTexts([log], [stems.member])).not.toEqual([]);
    process.kill(stage.bot.pid, 'SIGUSR2');
    const list = () => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
    await until('a heap snapshot', async () => list().length > 0);
    await until('the leak in it', async () => {
      const bytes = readFileSync(join(folder, list()[0] ?? ''));
      return findTexts([{ name: 'heap', bytes }], [stems.moment]).length > 0;
    });
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true, force: true });
  });
});
