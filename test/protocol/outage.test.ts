import { expect, it } from 'vitest';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { lookPace, noPaces } from '../../src/platform/outbox/rules.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import { openScriptedRoom } from './scripted-slack.ts';

/** Slack as it is during a bad day: away in one way, then in another; then as ever. */
class Away {
  isDown = true;
  calls = 0;
  readonly posts: string[] = [];

  answer(method: string, sent: URLSearchParams): Response {
    this.calls += 1;
    if (this.isDown && this.calls % 2 === 0) throw refused();
    if (this.isDown) return new Response('upstream', { status: 503 });
    if (method === 'chat.postMessage') {
      this.posts.push(sent.get('text') ?? '');
      const ts = `1764000000.${String(this.posts.length).padStart(6, '0')}`;
      return Response.json({ ok: true, channel: sent.get('channel'), ts });
    }
    return Response.json({ ok: true, messages: [], channel: { id: 'D7' } });
  }
}

function refused(): Error {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  return new TypeError('fetch failed', { cause });
}

const hours = 8;

it('eight hours without Slack: a card comes once with its newest words, each other message once, in minutes, and Slack is not hammered (F-54)', async () => {
  const slack = new Away();
  const room = await openScriptedRoom(
    async (method, sent) => slack.answer(method, sent),
    () => ({ paces: noPaces, onTrouble: async () => {} }),
  );
  const want = (db: Db, address: string, text: string) =>
    transact(db, (tx) =>
      putMessage(tx, {
        ...{ workspaceId: 'T1', newId: room.newId, address },
        ...{ to: { channelId: 'C1' }, content: { text, blocks: [] } },
      }),
    );
  for (let half = 0; half < hours * 2; half += 1) {
    await want(room.db, 'card', `card ${half}`);
    await want(room.db, `news:${half}`, `news ${half}`);
    for (let minute = 0; minute < 30; minute += 1) await room.pass(60);
  }
  expect(slack.posts).toEqual([]);
  // Ten minutes in small steps: Slack hears no more than the looks that it takes in so long, however many messages wait.
  const before = slack.calls;
  for (let step = 0; step < 120; step += 1) await room.pass(5);
  expect(slack.calls - before).toBeGreaterThan(0);
  expect(slack.calls - before).toBeLessThanOrEqual(600 * 0.5 + lookPace.burst);

  slack.isDown = false;
  for (let half = 0; half < 20; half += 1) await room.pass(30);
  const news = Array.from({ length: hours * 2 }, (_, half) => `news ${half}`);
  expect(slack.posts.toSorted()).toEqual([`card ${hours * 2 - 1}`, ...news].toSorted());
  for (let hour = 0; hour < 24; hour += 1) await room.pass(3_600);
  expect(slack.posts).toHaveLength(hours * 2 + 1);
});
