import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeIn, command, submission } from './payloads.ts';
import { usual } from './room.ts';
import { countText, findTexts } from './scan.ts';
import { openPostgresStore, openSqliteStore, readMemory, readSpoken, type Store } from './sinks.ts';
import { say, sizes } from './sizes.ts';
import { openStage, passMoments, pullOn, type Stage, stems } from './stage.ts';

const flows = sizes.flows / 2;

describe.each([
  ['socket', 'SQLite', openSqliteStore],
  ['http', 'PostgreSQL', openPostgresStore],
] as const)('the canary scan over %s on %s', (transport, engine, openStore) => {
  const ends: (() => Promise<void>)[] = [];
  const codes: string[] = [];
  let store: Store;
  let stage: Stage;
  let before: number;
  // Each writes all that waits anew: on PostgreSQL they would wait for each other longer than Slack does.
  const atOnce = engine === 'SQLite' ? 10 : 2;

  beforeAll(async () => {
    const atEnd = (end: () => Promise<void>) => ends.push(end);
    store = await openStore(atEnd);
    const { databaseUrl, nodeWords } = store;
    stage = await openStage({ transport, people: flows * 2, databaseUrl, nodeWords }, atEnd);
    await store.settle(stage);
    before = countText(store.files(), stems.member);
  }, 150_000);
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });

  it(`lives ${flows} flows, with receipts, follow-ups, refusals and redeliveries`, {
    timeout: 600_000,
  }, async () => {
    for (let start = 0; start < flows; start += atOnce) {
      const some = Array.from({ length: Math.min(atOnce, flows - start) }, (_, n) => start + n);
      await Promise.all(some.map((number) => liveFlow(number)));
      if (codes.length % 50 === 0) {
        await store.tidy();
        say(`canary on ${engine}: ${codes.length} of ${flows} flows`);
      }
    }
    expect(codes).toHaveLength(flows);
    expect(new Set(codes).size).toBe(flows);
    await passMoments(stage, 6);
    await store.settle(stage);
    const posts = stage.slack.calls.filter(
      ({ method, args }) => method === 'chat.postMessage' && /Andon/.test(String(args.text)),
    );
    expect(posts).toHaveLength(6);
  });

  it('leaves nobody in files, backup, log, output, pages or messages (P28)', {
    timeout: 300_000,
  }, async () => {
    const files = store.files();
    const spoken = await readSpoken(stage);
    const sinks = [...files, await store.backup(), ...spoken];
    const names = sinks.map(({ name }) => name).join(' ');
    expect(names).toMatch(engine === 'SQLite' ? /barbell\.db .*wal/ : /pg_wal\/.*server log/);
    expect(names).toMatch(/backup log output messages healthz readyz metrics/);
    expect(spoken.at(-1)?.bytes.toString()).toMatch(/^barbell_ready 1$/m);
    expect(findTexts(sinks, [stems.moment, stems.command])).toEqual([]);
    // The roster holds every member, whoever pulled or not, and nothing else holds any: as often as before.
    expect(before).toBeGreaterThan(flows * 2);
    expect(countText(files, stems.member)).toBe(before);
    expect(findTexts([await store.backup('roster'), ...spoken], [stems.member])).toEqual([]);
    const some = codes.slice(0, 2).flatMap((code) => [code, code.replaceAll('-', '')]);
    expect(findTexts(sinks, some)).toEqual([]);
    expect(sinks.flatMap(({ bytes }) => findCodes(bytes))).toEqual([]);
    const megabytes = sinks.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
    say(
      `canary on ${engine} over ${transport}: ${flows} flows, ${sinks.length} places with ${megabytes.toFixed(0)} MB in 11 encodings, 0 hits`,
    );
  });

  it('leaves nobody in the memory of the process (P28)', { timeout: 180_000 }, async () => {
    await pause(sizes.restMs);
    const heap = await readMemory(stage, store.folder);
    const megabytes = heap.bytes.length / 1e6;
    expect(megabytes).toBeGreaterThan(5);
    expect(findTexts([heap], [stems.moment, stems.member, stems.command])).toEqual([]);
    expect(findCodes(heap.bytes)).toEqual([]);
    say(
      `canary on ${engine}: memory of ${megabytes.toFixed(0)} MB, ${sizes.restMs / 1000} s later, 0 hits`,
    );
  });

  it('is no scan of nothing: what is written to the same database is found', {
    timeout: 120_000,
  }, async () => {
    await store.run(`update andon set words = '${stems.moment}LEAK'`);
    const hits = findTexts([...store.files(), await store.backup()], [stems.moment]).join('\n');
    expect(hits).toMatch(engine === 'SQLite' ? /barbell\.db-wal: raw/ : /pg_wal\/\w+: raw/);
    expect(hits).toMatch(/backup: raw/);
    await store.run(engine === 'SQLite' ? 'pragma wal_checkpoint(truncate)' : 'checkpoint');
    expect(findTexts(store.files(), [stems.moment]).join('\n')).toMatch(
      engine === 'SQLite' ? /barbell\.db: raw/ : /base\/\d+\/\d+: raw/,
    );
  });

  /** Every code that was shown, wherever it stands as it was drawn or as it was shown. */
  function findCodes(bytes: Buffer): string[] {
    const text = bytes.toString('latin1');
    const found = text.match(/[0-9A-HJKMNP-TV-Z]{26}|(?:[0-9A-Z]{4}-){6}[0-9A-Z]{2}/g) ?? [];
    const shown = new Set(codes.flatMap((code) => [code, code.replaceAll('-', '')]));
    return found.filter((one) => shown.has(one));
  }

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
    const saved = await stage.deliver(caller, filled);
    const code = codeIn(saved?.view);
    expect(code, JSON.stringify(saved)).not.toBe('');
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
    if (mine?.view === undefined) throw new Error(`the code opened ${JSON.stringify(mine)}`);
    const added = { what: 'words', words: `more of number ${number}` };
    await stage.deliver(caller, submission(caller, mine.view, added));
  }
});
