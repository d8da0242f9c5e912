import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodingsOf, findTexts } from './scan.ts';
import { openSqliteStore, readMemory, readSpoken } from './sinks.ts';
import { openStage, pullOnce, stems, until } from './stage.ts';

/**
 * What somebody could add to the program to find out: it writes down who sent a form, in another way at each place. Loaded
 * before the program; `view_submission` passes through `JSON.parse` on both transports.
 */
const leaking = `
import { createRequire, syncBuiltinESMExports } from 'node:module';
import http from 'node:http';
const need = createRequire(process.cwd() + '/');
const parse = JSON.parse;
globalThis.kept = [];
let told = '';
JSON.parse = (text, ...more) => {
  if (/view_submission/.test(String(text)) && !globalThis.isLeaking) {
    globalThis.isLeaking = true;
    globalThis.kept.push('' + text);
    const [member] = /U0QZMEMBER\\d+Z/.exec(text) ?? [''];
    const [moment] = /trigger\\.QZCANARY\\d+Q/.exec(text) ?? [''];
    told = member;
    process.stderr.write(Buffer.from(member).toString('base64') + '\\n');
    process.stdout.write(Buffer.from(moment).toString('hex') + '\\n');
    fetch(process.env.SLACK_API_URL + 'chat.postMessage', {
      method: 'POST',
      body: new URLSearchParams({ channel: 'C1', text: encodeURIComponent(moment) }),
    });
    const database = new (need('better-sqlite3'))(process.env.DATABASE_URL);
    const noise = Buffer.from(member + ' ' + moment).toString('base64url');
    database.prepare('update andon_secret set noise = ?').run(noise);
    database.close();
    globalThis.isLeaking = false;
  }
  return parse(text, ...more);
};
const end = http.ServerResponse.prototype.end;
http.ServerResponse.prototype.end = function (body, ...more) {
  if (told === '' || !/z$|metrics/.test(this.req?.url ?? '')) return end.call(this, body, ...more);
  return end.call(this, String(body ?? '') + Buffer.from(told, 'utf16le').toString('latin1'), ...more);
};
syncBuiltinESMExports();
`;

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

  it('is found where it was compressed', () => {
    for (const pack of [gzipSync, deflateSync]) {
      const bytes = Buffer.concat([
        Buffer.alloc(50, 1),
        pack('before QZCANARY after'),
        Buffer.alloc(9),
      ]);
      expect(findTexts([{ name: 'file', bytes }], ['QZCANARY'])).not.toEqual([]);
    }
  });

  it('is found wherever a bot was made to write it: each place of the scan by itself', {
    timeout: 120_000,
  }, async () => {
    const ends: (() => Promise<void>)[] = [];
    const atEnd = (end: () => Promise<void>) => ends.push(end);
    const store = await openSqliteStore(atEnd);
    const leak = `data:text/javascript,${encodeURIComponent(leaking)}`;
    const { databaseUrl } = store;
    const nodeWords = ['--import', leak, ...store.nodeWords];
    const stage = await openStage({ transport: 'http', people: 12, databaseUrl, nodeWords }, atEnd);
    const all = [stems.member, stems.moment];
    expect(findTexts(await readSpoken(stage), all)).toEqual([]);
    await pullOnce(stage, stage.caller(3));
    await until('the leak in what it says', async () =>
      findTexts(await readSpoken(stage), all).some((hit) => hit.startsWith('messages')),
    );
    const spoken = await readSpoken(stage);
    const hits = findTexts([...spoken, ...store.files(), await store.backup('roster')], all);
    // Each page that answers is a place too: /metrics as soon as there is one.
    const places = [...spoken.map(({ name }) => name), 'barbell.db', 'backup'];
    expect(places.slice(0, 5)).toEqual(['log', 'output', 'messages', 'healthz', 'readyz']);
    for (const place of places) {
      expect(
        hits.filter((hit) => hit.startsWith(place)),
        place,
      ).not.toEqual([]);
    }
    const heap = await readMemory(stage, store.folder);
    expect(findTexts([heap], all).join()).toMatch(/heap: raw of QZMEMBER.*heap: raw of QZCANARY/);
    for (const end of ends.toReversed()) await end();
  });
});
