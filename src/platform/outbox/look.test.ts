import { expect, it, onTestFinished } from 'vitest';
import { makeNewId } from '../../lib/ids.ts';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import { transact } from '../db/transact.ts';
import { saveWorkspace } from '../db/workspace.ts';
import { connectSlack } from '../slack/client.ts';
import { lookFor } from './look.ts';
import type { SenderParts, Trouble } from './parts.ts';
import { slackPaces } from './rules.ts';
import { putMessage } from './store.ts';
import { listUncertain } from './store-next.ts';
import { beginRecovery, doubtUnposted } from './store-recovery.ts';

const now = new Date('2026-11-24T09:00:00.000Z');
const backupAt = new Date('2026-11-23T02:00:00.000Z');

/** A restored outbox with one message in it, before a channel that shows `pages` pages of others since the backup. */
async function openRoom(pages: number) {
  const database = await openDatabase(':memory:');
  onTestFinished(() => database.close());
  await migrate(database);
  const { db } = database;
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now });
  const newId = makeNewId(() => '000001');
  await transact(db, async (tx) => {
    const content = { text: 'hello', blocks: [] };
    const to = { channelId: 'C1' };
    await putMessage(tx, { workspaceId: 'T1', newId, address: 'card', to, content });
    await beginRecovery(tx, { id: 'rc_1', backupAt, restoredAt: now });
    await doubtUnposted(tx, now);
  });
  const slack = connectSlack({
    botToken: 'xoxb-test',
    apiUrl: 'http://127.0.0.1/api/',
    fetch: async (_, init) => {
      const page = Number(new URLSearchParams(String(init?.body)).get('cursor') ?? '1');
      const next = page < pages ? String(page + 1) : '';
      const ts = `${now.getTime() / 1000 - page}.000100`;
      return Response.json({
        ...{ ok: true, messages: [{ ts, text: 'somebody else' }] },
        response_metadata: { next_cursor: next },
      });
    },
  });
  const troubles: Trouble[] = [];
  const parts: SenderParts = {
    ...{ db, workspaceId: 'T1', slack, paces: slackPaces, machineNow: () => now },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    draw: async () => {},
    onTrouble: async (_, trouble) => {
      troubles.push(trouble);
    },
  };
  const [message] = await listUncertain(db, 'T1', { now, limit: 1 });
  await lookFor(parts, message ?? expect.fail());
  const row = await db.selectFrom('message').select('state').executeTakeFirstOrThrow();
  return { state: row.state, troubles };
}

it('after a restore a person is asked where more was written since the backup than is read', async () => {
  const { state, troubles } = await openRoom(6);
  expect(state).toBe('dead');
  expect(troubles).toMatchObject([{ isPerhapsPosted: true }]);
});

it('after a restore what is not in all that was written since the backup is looked for once more', async () => {
  const { state, troubles } = await openRoom(5);
  expect(state).toBe('unknown');
  expect(troubles).toEqual([]);
});
