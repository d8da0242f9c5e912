import { expect, it } from 'vitest';
import { transact } from '../../src/platform/db/transact.ts';
import { claimMessage } from '../../src/platform/outbox/queue.ts';
import { leaseMs } from '../../src/platform/outbox/rules.ts';
import { openOutboxRoom } from './outbox-room.ts';

const post = 'chat.postMessage';
const minuteMs = 60_000;
const skews = [5 * minuteMs, -5 * minuteMs, 24 * 60 * minuteMs, 5 * 365 * 24 * 60 * minuteMs];

/** A room with a second process whose machine's clock is wrong; the room's own clock is the database server's. */
async function openTwo(skewMs: number) {
  const room = await openOutboxRoom();
  const other = room.restart({
    machineNow: () => new Date(room.now().getTime() + skewMs),
    readServerTime: async () => room.now(),
  });
  return { room, other };
}

it.each(skews)(
  'a silence that Slack asked one process for is kept by one whose clock is %i ms off (F-86)',
  async (skewMs) => {
    const { room, other } = await openTwo(skewMs);
    await room.put('card');
    await room.fails({ kind: 'rateLimited', method: post, retryAfter: 7, times: 1 });
    await room.sender.pass();
    expect(await room.count(post)).toBe(1);
    await other.pass();
    expect(await room.count(post)).toBe(1);
    // Not sooner than Slack said, and not later because a clock is slow.
    const waitsUntil = room.now().getTime() + 8_000;
    await room.pass(0);
    while (room.now().getTime() < waitsUntil) {
      await room.pass(0.5);
      await other.pass();
    }
    expect(await room.texts()).toEqual(['card']);
  },
);

it.each(skews)(
  'what one process is sending is left alone by one whose clock is %i ms off, until the lease ends',
  async (skewMs) => {
    const { room, other } = await openTwo(skewMs);
    await room.put('card');
    const { id } = await room.db.selectFrom('message').select('id').executeTakeFirstOrThrow();
    await transact(room.db, (tx) => claimMessage(tx, id, new Date(room.now().getTime() + leaseMs)));
    const stateAfter = async () => {
      await other.pass();
      return (await room.db.selectFrom('message').select('state').executeTakeFirst())?.state;
    };
    expect(await stateAfter()).toBe('sending');
    await room.pass(leaseMs / 1000 - 1);
    expect(await stateAfter()).toBe('sending');
  },
);

const sleptMs = 8 * 60 * minuteMs;

it('what was held through a sleep is not sent, before Slack has told how late it is (P08)', async () => {
  const room = await openOutboxRoom();
  let wall = room.now();
  let sleeps = 0;
  const sleepy = room.restart({
    wallNow: () => wall,
    slack: {
      ...room.slack,
      openDirect: async (userId) => {
        sleeps += 1;
        // Until Slack is heard the time that is known has not moved: the lease seems to last.
        if (sleeps === 1) wall = new Date(wall.getTime() + sleptMs);
        return room.slack.openDirect(userId);
      },
    },
  });
  await room.put('note', 'note', { to: { userId: 'U0ANA' } });
  await sleepy.pass();
  expect(await room.count(post)).toBe(0);
  await sleepy.pass();
  expect(await room.count(post)).toBe(1);
});

it('a conversation that takes as long to open as Slack may take is opened once, and then written to (F-53)', async () => {
  const room = await openOutboxRoom();
  let opens = 0;
  const patient = room.restart({
    slack: {
      ...room.slack,
      openDirect: (userId) => {
        opens += 1;
        // With the moments before it, too long for the lease to last through the post.
        room.turn(10.1);
        return room.slack.openDirect(userId);
      },
    },
  });
  await room.put('note', 'note', { to: { userId: 'U0ANA' } });
  await patient.pass();
  expect([opens, await room.count(post)]).toEqual([1, 0]);
  await patient.pass();
  expect([opens, await room.count(post)]).toEqual([1, 1]);
});

it('what is changed first after a sleep may be changed again a second later, as ever (P19)', async () => {
  const room = await openOutboxRoom();
  await room.put('card', 'no votes');
  await room.pass(0);
  let isHeard = false;
  const hear = async (): Promise<boolean> => {
    isHeard = true;
    return true;
  };
  const woken = room.restart({
    machineNow: () => new Date(room.now().getTime() - (isHeard ? 0 : sleptMs)),
    readServerTime: async () => room.now(),
    isTimeSure: hear,
    // Each answer of Slack tells how late it is.
    slack: {
      ...room.slack,
      update: (shown) => room.slack.update(shown).finally(() => void hear()),
    },
  });
  for (const text of ['one vote', 'two votes']) {
    await room.put('card', text);
    room.turn(2);
    await woken.pass();
    expect(await room.texts()).toEqual([text]);
  }
});
