import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { driverOf, openSeam } from '../harness/driver-seam.ts';

// Loaded into the bot’s own process before anything of the bot (`node --import`): it ends the process, as a power cut does, at
// the point that a file names. There is nothing of it in src/.

/** Where the process dies; the n-th time that it comes there after the file was written. */
export interface DeathPoint {
  when: 'before' | 'after';
  /** A commit, a statement, a call of Slack’s Web API, or an acknowledgement. */
  what: 'commit' | 'write' | 'call' | 'ack';
  /** The table that the transaction has written; the method; for an acknowledgement the table of the commit before it. */
  of: string;
  nth?: number;
}

const file = process.env.BARBELL_DIES_AT ?? '';
let seen = 0;
let written = '';
const touched = new WeakMap<object, Set<string>>();
const committed = new Set<string>();

function point(): DeathPoint | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  if (text !== written) {
    written = text;
    seen = 0;
    committed.clear();
  }
  return text === '' ? undefined : JSON.parse(text);
}

function pass(here: Pick<DeathPoint, 'when' | 'what'>, isOf: (name: string) => boolean): void {
  const asked = point();
  if (asked === undefined || asked.when !== here.when || asked.what !== here.what) return;
  if (!isOf(asked.of)) return;
  seen += 1;
  if (seen === (asked.nth ?? 1)) process.kill(process.pid, 'SIGKILL');
}

openSeam(
  {
    before: ({ text, connection }) => {
      const tables = touched.get(connection) ?? new Set<string>();
      if (/^\s*(begin|start)\b/i.test(text)) tables.clear();
      const table = /^\s*(?:insert into|update|delete from) "(\w+)"/i.exec(text)?.[1];
      touched.set(connection, table === undefined ? tables : tables.add(table));
      if (table !== undefined) pass({ when: 'before', what: 'write' }, (name) => name === table);
      if (/^\s*commit\b/i.test(text))
        pass({ when: 'before', what: 'commit' }, (name) => tables.has(name));
    },
    after: ({ text, connection }) => {
      const table = /^\s*(?:insert into|update|delete from) "(\w+)"/i.exec(text)?.[1];
      if (table !== undefined) pass({ when: 'after', what: 'write' }, (name) => name === table);
      if (!/^\s*commit\b/i.test(text)) return;
      const tables = touched.get(connection) ?? new Set();
      pass({ when: 'after', what: 'commit' }, (name) => tables.has(name));
      for (const name of tables) committed.add(name);
    },
  },
  driverOf(process.env.DATABASE_URL),
);

const realFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const url = String(input instanceof Request ? input.url : input);
  pass({ when: 'before', what: 'call' }, (method) => url.endsWith(`/api/${method}`));
  const answer = await realFetch(input, init);
  pass({ when: 'after', what: 'call' }, (method) => url.endsWith(`/api/${method}`));
  return answer;
};

const load = createRequire(join(process.cwd(), 'package.json'));
const socket: { write: (...words: unknown[]) => unknown } = load('node:net').Socket.prototype;
const realWrite = socket.write;
const masks = new WeakMap<object, Buffer>();
socket.write = function (...words) {
  const isAck = readFrame(this, words[0]).includes('"envelope_id"');
  const isOf = (name: string): boolean => committed.has(name);
  if (isAck) pass({ when: 'before', what: 'ack' }, isOf);
  const answer = Reflect.apply(realWrite, this, words);
  if (isAck) setImmediate(() => pass({ when: 'after', what: 'ack' }, isOf));
  return answer;
};

/** What a client says over a WebSocket: it writes a head that ends with a mask, then the words under the mask. (RFC 6455, 5.3) */
function readFrame(over: object, chunk: unknown): string {
  if (!Buffer.isBuffer(chunk)) return '';
  const mask = masks.get(over);
  masks.delete(over);
  if (mask !== undefined) {
    return Buffer.from(chunk.map((byte, at) => byte ^ (mask[at % 4] ?? 0))).toString();
  }
  const isHead = chunk[0] === 0x81 && [6, 8, 14].includes(chunk.length);
  if (isHead) masks.set(over, chunk.subarray(-4));
  return '';
}
