import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { makeNewId } from '../../lib/ids.ts';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import { transact } from '../db/transact.ts';
import { saveWorkspace } from '../db/workspace.ts';
import { connectSlack } from '../slack/client.ts';
import { Looks } from './looks.ts';
import type { SenderParts } from './parts.ts';
import { recordTrouble } from './queue.ts';
import { slackPaces } from './rules.ts';
import { putMessage } from './store.ts';

const now = new Date('2026-11-24T09:00:00.000Z');

/** Looks for one lost post, in a channel that shows nothing; how often they said that they have ended. */
async function openRoom() {
  const database = await openDatabase(':memory:');
  onTestFinished(() => database.close());
  await migrate(database);
  const { db } = database;
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now });
  const newId = makeNewId(() => '000001');
  const lost = { state: 'unknown', error: 'lost', tryAt: now } as const;
  await transact(db, async (tx) => {
    const content = { text: 'hello', blocks: [] };
    const to = { channelId: 'C1' };
    await putMessage(tx, { workspaceId: 'T1', newId, address: 'card', to, content, id: 'ms_1' });
    await recordTrouble(tx, 'ms_1', lost);
  });
  const slack = connectSlack({
    botToken: 'xoxb-test',
    apiUrl: 'http://127.0.0.1/api/',
    fetch: async () => Response.json({ ok: true, messages: [] }),
  });
  const parts: SenderParts = {
    ...{ db, workspaceId: 'T1', slack, paces: slackPaces, machineNow: () => now },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    draw: async () => {},
    onTrouble: async () => {},
  };
  let ended = 0;
  const looks = new Looks(parts, () => {
    ended += 1;
  });
  const lookOnce = async () => {
    await looks.begin(now);
    await looks.end();
    return ended;
  };
  return { db, looks, lookOnce };
}

it('a look that breaks is begun again at the next round and not at once, so that a full disk keeps nobody busy', async () => {
  const { db, looks, lookOnce } = await openRoom();
  const full =
    "create trigger full_disk before insert on pace begin select raise(abort, 'full'); end";
  await sql.raw(full).execute(db);
  expect(await lookOnce()).toBe(0);
  expect(() => looks.take()).toThrow(/full/);
  await sql`drop trigger full_disk`.execute(db);
  expect([await lookOnce(), looks.take()]).toEqual([1, 1]);
});
