import { describe, expect, it } from 'vitest';
import { teamId } from '../../sandbox/server/workspace/workspace.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { Sender } from '../../src/platform/outbox/deliver.ts';
import type { SenderParts } from '../../src/platform/outbox/parts.ts';
import { slackPaces } from '../../src/platform/outbox/rules.ts';
import { resendDead, reviveMessages, type WantedMessage } from '../../src/platform/outbox/store.ts';
import type { Slack } from '../../src/platform/slack/client.ts';
import { type OutboxRoom, openOutboxRoom } from './outbox-room.ts';

const post = 'chat.postMessage';
const quiet = (): void => {};

/** One more process on the same database and the same clock. */
function startAnother(room: OutboxRoom, slack: Slack, machineNow: () => Date): Sender {
  const parts: SenderParts = {
    ...{ db: room.db, slack, machineNow, paces: slackPaces, workspaceId: teamId },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    draw: async () => {},
    onTrouble: async (_tx, trouble) => {
      room.troubles.push(trouble);
    },
  };
  return new Sender(parts);
}

describe('a process that was stopped between taking a message and sending it', () => {
  it('sends nothing of what may be somebody else’s by then, and gives back what is not (P08)', async () => {
    const room = await openOutboxRoom();
    let now = room.now();
    const later = (seconds: number): void => {
      now = new Date(now.getTime() + seconds * 1000);
    };
    const other = startAnother(room, room.slack, () => now);
    let sleeps = 0;
    const sleepy = startAnother(
      room,
      {
        ...room.slack,
        openDirect: async (userId) => {
          sleeps += 1;
          later(sleeps === 1 ? 30 : 11);
          // The first time its successor finds the lease ended and sends the message itself.
          for (let seconds = 0; sleeps === 1 && seconds < 90; seconds += 30) {
            await other.pass();
            later(30);
          }
          return room.slack.openDirect(userId);
        },
      },
      () => now,
    );
    await room.put('note', 'note', { to: { userId: 'U0ANA' } });
    await sleepy.pass();
    expect(await room.count(post)).toBe(1);
    expect(await room.sender.isQuiet()).toBe(true);

    // To somebody else: the first one's conversation is known to be open.
    await room.put('second', 'second', { to: { userId: 'U0BEN' } });
    await sleepy.pass();
    expect(await room.count(post)).toBe(1);
    expect(await room.db.selectFrom('message').select(['address', 'state']).execute()).toEqual([
      { address: 'note', state: 'sent' },
      { address: 'second', state: 'pending' },
    ]);
    later(60);
    await other.pass();
    expect(await room.count(post)).toBe(2);
    expect(await room.sender.isQuiet()).toBe(true);
  });
});

describe('a direct message whose conversation opens slowly', () => {
  it('is not posted while Slack asks for silence, which it did meanwhile (P11, F-31)', async () => {
    const room = await openOutboxRoom();
    let now = room.now();
    const silences = room.db
      .selectFrom('pace')
      .select('lane')
      .where('closed_until', 'is not', null);
    const sender = startAnother(
      room,
      {
        ...room.slack,
        openDirect: async (userId) => {
          // The round's other send has had its answer by then.
          await expect.poll(() => silences.execute()).toHaveLength(1);
          now = new Date(now.getTime() + 2_000);
          return room.slack.openDirect(userId);
        },
      },
      () => now,
    );
    await room.fails({ kind: 'rateLimited', method: post, retryAfter: 30, times: 1 });
    await room.put('card');
    await room.put('note', 'note', { to: { userId: 'U0ANA' } });
    await sender.pass();
    expect(await room.count(post)).toBe(1);
    expect(await room.db.selectFrom('message').select('state').execute()).toEqual([
      { state: 'pending' },
      { state: 'pending' },
    ]);
    now = new Date(now.getTime() + 40_000);
    while ((await sender.pass()) > 0) now = new Date(now.getTime() + 5_000);
    expect(await room.count(post)).toBe(3);
    expect(await room.texts()).toEqual(['card']);
  });
});

describe('a post whose answer is lost', () => {
  it('is found behind everything that people have written since (P10)', async () => {
    const room = await openOutboxRoom();
    await room.sandbox.control.advance({ to: room.now().toISOString() });
    await room.fails({ kind: 'dropAnswer', method: post });
    await room.put('card');
    await room.drain();
    for (let count = 0; count < 450; count += 1) {
      await room.sandbox.control.act({
        act: 'message',
        userId: 'U0ANA',
        channel: 'C0GROWTH',
        text: `${count}`,
      });
    }
    for (const seconds of [5, 60, 60]) await room.pass(seconds);
    expect(await room.texts()).toEqual(['card']);
    expect(await room.count(post)).toBe(1);
    expect(await room.sender.isQuiet()).toBe(true);
  });

  it('is looked for beside the others: a long look holds up no message', async () => {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'dropAnswer', method: post });
    await room.put('card');
    await room.drain();
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const later = new Date(room.now().getTime() + 5_000);
    const sender = room.restart({
      machineNow: () => later,
      slack: {
        ...room.slack,
        findPosted: async (place) => {
          await answered;
          return room.slack.findPosted(place);
        },
      },
    });
    await room.put('next');
    sender.wake();
    await expect.poll(() => room.texts(), { timeout: 20_000 }).toEqual(['card', 'next']);
    expect(await sender.isQuiet()).toBe(false);
    answer();
    await expect.poll(() => sender.isQuiet(), { timeout: 20_000 }).toBe(true);
    await sender.stop();
    expect(await room.count(post)).toBe(2);
  });
});

describe('a message that Slack lets nobody change any more', () => {
  it('goes on in a new one that says so, also when its words change again (F-42)', async () => {
    const room = await openOutboxRoom();
    await room.put('card', 'three votes');
    await room.drain();
    await room.fails({ kind: 'error', method: 'chat.update', error: 'edit_window_closed' });
    await room.put('card', 'four votes');
    await room.pass(60);
    await room.put('card', 'five votes');
    await room.pass(60);
    const [old, next, ...more] = await room.shown();
    expect([old?.text, next?.text, more]).toEqual(['three votes', 'five votes', []]);
    expect(JSON.stringify(old?.blocks)).not.toMatch(/older copy/);
    expect(JSON.stringify(next?.blocks)).toMatch(/goes on from an older copy/);
    expect(room.troubles).toEqual([]);
  });

  it('goes on in one new one also in a thread, where the old one is read first, when the answer to the new one is lost', async () => {
    const room = await openOutboxRoom();
    await room.put('root');
    await room.put('card', 'three votes', { inThreadOf: 'root' });
    await room.pass(60);
    const [root] = await room.shown();
    await room.fails(
      { kind: 'error', method: 'chat.update', error: 'edit_window_closed' },
      { kind: 'dropAnswer', method: post },
    );
    await room.put('card', 'four votes', { inThreadOf: 'root' });
    for (const seconds of [60, 5, 60, 60]) await room.pass(seconds);
    const inThread = await room.texts('C0GROWTH', root?.ts);
    expect(inThread.filter((text) => text !== 'root')).toEqual(['three votes', 'four votes']);
    expect(await room.sender.isQuiet()).toBe(true);
  });
});

describe('a message in which somebody reads that it may be the second copy', () => {
  it('still says so when its words change', async () => {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'dropAnswer', method: post });
    await room.put('note', 'note', { to: { userId: 'U0ANA' } });
    for (const seconds of [0, 5, 60]) await room.pass(seconds);
    await room.put('note', 'other words', { to: { userId: 'U0ANA' } });
    await room.pass(60);
    const { channels } = await room.sandbox.control.state('U0ANA');
    const notes = await room.shown(channels.find(({ kind }) => kind === 'im')?.id);
    expect(notes.map(({ text }) => text)).toEqual(['note', 'other words']);
    expect(JSON.stringify(notes[1]?.blocks)).toMatch(/may be the second copy/);
  });
});

describe('an uncertain message in a channel that is shut by then', () => {
  /** Its answer is lost, and the bot is out of the channel when it would look; `unseeable`: it may look nowhere. */
  async function loseOutside(over: Partial<WantedMessage>, unseeable = false): Promise<OutboxRoom> {
    const room = await openOutboxRoom();
    await room.fails({ kind: 'dropAnswer', method: post });
    await room.put('card', 'hello', over);
    await room.drain();
    if (unseeable) {
      await room.sandbox.control.change({ change: 'revokeScopes', scopes: ['channels:history'] });
    }
    await room.sandbox.control.change({ change: 'leave', ...bot });
    for (const seconds of [5, 60, 600]) await room.pass(seconds);
    return room;
  }
  const bot = { channel: 'C0GROWTH', userId: 'U0BARBELL' };

  const ways: [string, (room: OutboxRoom) => Promise<unknown>][] = [
    [
      'comes back to the channel',
      ({ db }) => transact(db, (tx) => reviveMessages(tx, teamId, bot.channel)),
    ],
    [
      'is told to post again',
      ({ db }) => transact(db, (tx) => resendDead(tx, teamId, 'ms_000001')),
    ],
    ['has other words for it', (room) => room.put('card', 'other words')],
  ];
  it.each(ways)('is looked for before it is posted, when the bot %s (P08, P10)', async (_, act) => {
    const room = await loseOutside({ policy: 'at-most-once' });
    expect(room.troubles).toMatchObject([{ error: 'not_in_channel', isPerhapsPosted: false }]);
    expect(await room.count(post)).toBe(1);
    await room.sandbox.control.change({ change: 'join', ...bot });
    await act(room);
    for (const seconds of [5, 60, 600]) await room.pass(seconds);
    expect(await room.shown()).toHaveLength(1);
    expect(await room.count(post)).toBe(1);
    expect(await room.sender.isQuiet()).toBe(true);
  });

  it('stays the second copy where nobody may look, however often it fails before it is posted (P08)', async () => {
    const room = await loseOutside({}, true);
    await room.sandbox.control.change({ change: 'join', ...bot });
    await transact(room.db, (tx) => reviveMessages(tx, teamId, bot.channel));
    await room.drain();
    const [first, second] = await room.shown();
    expect(JSON.stringify(first?.blocks)).not.toMatch(/second copy/);
    expect(JSON.stringify(second?.blocks)).toMatch(/second copy/);
  });
});
