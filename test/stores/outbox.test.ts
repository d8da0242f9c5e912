import { expect, it } from 'vitest';
import type { MessageId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Claimed } from '../../src/platform/outbox/claimed.ts';
import { readLane, saveLane } from '../../src/platform/outbox/lane-store.ts';
import {
  claimMessage,
  countBacklog,
  forgetShown,
  giveBack,
  hasAbandoned,
  recordShown,
  recordTrouble,
  releaseAbandoned,
} from '../../src/platform/outbox/queue.ts';
import {
  findShown,
  isPut,
  moveAddress,
  moveMessages,
  putMessage,
  resendDead,
  reviveMessages,
  type WantedMessage,
} from '../../src/platform/outbox/store.ts';
import { listUncertain, listWaiting } from '../../src/platform/outbox/store-next.ts';
import { describeStores } from './engines.ts';
import { later, openPair, type Pair, start } from './fixture.ts';

const soon = later(1);

function put({ db, newId }: Pair, over: Partial<WantedMessage> = {}): Promise<void> {
  const wanted: WantedMessage = {
    workspaceId: 'T1',
    newId,
    address: 'review:rv_1',
    to: { channelId: 'C1' },
    content: { text: `it's "due" & 50% \\ 😀`, blocks: [] },
    ...over,
  };
  return transact(db, (tx) => putMessage(tx, wanted));
}

async function only(db: Db): Promise<Claimed> {
  const [message, ...others] = await listWaiting(db, 'T1', { now: soon });
  if (message === undefined || others.length > 0) throw new Error('expected one waiting message');
  return message;
}

const claim = (db: Db, id: MessageId, until = later(5)) =>
  transact(db, (tx) => claimMessage(tx, id, until));

async function show(db: Db, message: Claimed, ts = '1.1'): Promise<void> {
  await claim(db, message.id);
  const shown = { channelId: message.channelId ?? 'D1', ts, version: message.version };
  await transact(db, (tx) => recordShown(tx, message.id, shown));
}

const text = (words: string) => ({ text: words, blocks: [] });

describeStores('the outbox', (engine) => {
  it('takes back what was given back in time, and not what somebody else has taken since', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    await put(pair);
    const { id } = await only(db);
    const state = async () => (await db.selectFrom('message').select('state').execute())[0]?.state;
    await claim(db, id, later(5));
    await transact(db, (tx) => giveBack(tx, id, later(4)));
    expect(await state()).toBe('sending');
    await transact(db, (tx) => giveBack(tx, id, later(5)));
    expect(await state()).toBe('pending');
    expect(await listWaiting(db, 'T1', { now: later(0) })).toMatchObject([
      { id, calledAt: expect.any(Date) },
    ]);
  });

  it('keeps the id that it was given, and otherwise makes one', async () => {
    const pair = await openPair(engine);
    await put(pair, { id: 'ms_lasting' });
    expect((await only(pair.db)).id).toBe('ms_lasting');
  });

  it('waits with exactly what was put, and is shown where Slack put it', async () => {
    const pair = await openPair(engine);
    await put(pair);
    const message = await only(pair.db);
    expect(message).toMatchObject({
      address: 'review:rv_1',
      channelId: 'C1',
      version: 1,
      attempts: 0,
      isBroadcast: false,
      policy: 'at-least-once',
      wanted: JSON.stringify({ text: `it's "due" & 50% \\ 😀`, blocks: [] }),
    });
    await show(pair.db, message);
    expect(await findShown(pair.db, 'T1', 'review:rv_1')).toEqual({ channelId: 'C1', ts: '1.1' });
    expect(await findShown(pair.db, 'T2', 'review:rv_1')).toBeUndefined();
    expect(await isPut(pair.db, 'T1', 'review:rv_1')).toBe(true);
    expect(await isPut(pair.db, 'T2', 'review:rv_1')).toBe(false);
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toEqual([]);
    expect(await countBacklog(pair.db, 'T1')).toBe(0);
  });

  it('makes one update of many, and none of the same words again', async () => {
    const pair = await openPair(engine);
    await put(pair, { content: text('one') });
    await show(pair.db, await only(pair.db));
    await put(pair, { content: text('one') });
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toEqual([]);
    await Promise.all(['two', 'three', 'four'].map((words) => put(pair, { content: text(words) })));
    await put(pair, { content: text('five') });
    const message = await only(pair.db);
    expect(message).toMatchObject({ ts: '1.1', version: 5, wanted: JSON.stringify(text('five')) });
  });

  it('rests after a change, with whatever is wanted meanwhile, and holds up nothing else of its channel', async () => {
    const pair = await openPair(engine);
    await put(pair, { content: text('one') });
    const message = await only(pair.db);
    await claim(pair.db, message.id, new Date(soon.getTime() + 20_000));
    const shown = { channelId: 'C1', ts: '1.1', version: message.version };
    const restsUntil = new Date(soon.getTime() + 1_000);
    await transact(pair.db, (tx) => recordShown(tx, message.id, { ...shown, restsUntil }));
    await put(pair, { content: text('two') });
    await put(pair, { content: text('three') });
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toEqual([]);
    await put(pair, { address: 'review:rv_2' });
    expect(await only(pair.db)).toMatchObject({ address: 'review:rv_2' });
    const [rested] = await listWaiting(pair.db, 'T1', { now: restsUntil });
    expect(rested).toMatchObject({ version: 3, wanted: JSON.stringify(text('three')) });
  });

  it('stays behind when the words changed while it was being sent', async () => {
    const pair = await openPair(engine);
    await put(pair, { content: text('one') });
    const message = await only(pair.db);
    await claim(pair.db, message.id);
    await put(pair, { content: text('two') });
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toEqual([]);
    const shown = { channelId: 'C1', ts: '1.1', version: message.version };
    await transact(pair.db, (tx) => recordShown(tx, message.id, shown));
    expect(await only(pair.db)).toMatchObject({
      ts: '1.1',
      version: 2,
      wanted: JSON.stringify(text('two')),
    });
  });

  it('is taken by one of many senders', async () => {
    const pair = await openPair(engine);
    await put(pair);
    const { id } = await only(pair.db);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(pair.db, id)));
    expect(claims.filter((isMine) => isMine)).toHaveLength(1);
  });

  it('reads in the order in which things happened', async () => {
    const pair = await openPair(engine);
    const addresses = ['card:cd_9', 'card:cd_1', 'card:cd_5'];
    for (const address of addresses) await put(pair, { address });
    for (const address of addresses) {
      const message = await only(pair.db);
      expect(message.address).toBe(address);
      await show(pair.db, message);
    }
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toEqual([]);
  });

  it('lets each channel and person have its turn, one message at a time', async () => {
    const pair = await openPair(engine);
    for (const address of ['a', 'b']) await put(pair, { address });
    await put(pair, { address: 'c', to: { channelId: 'C2' } });
    await put(pair, { address: 'd', to: { userId: 'U1' } });
    const addresses = async () =>
      (await listWaiting(pair.db, 'T1', { now: soon })).map((one) => one.address);
    expect(await addresses()).toEqual(['a', 'c', 'd']);
    const [first] = await listWaiting(pair.db, 'T1', { now: soon });
    if (first !== undefined) await claim(pair.db, first.id);
    expect(await addresses()).toEqual(['c', 'd']);
  });

  it('keeps the order behind a message that is tried again, but not for ever', async () => {
    const pair = await openPair(engine);
    for (const address of ['a', 'b']) await put(pair, { address });
    const first = await only(pair.db);
    const trouble = { state: 'pending', error: 'no_answer', tryAt: later(9) } as const;
    await transact(pair.db, (tx) => recordTrouble(tx, first.id, { ...trouble, attempts: 4 }));
    expect(await listWaiting(pair.db, 'T1', { now: later(8) })).toEqual([]);
    await transact(pair.db, (tx) => recordTrouble(tx, first.id, { ...trouble, attempts: 5 }));
    expect(await listWaiting(pair.db, 'T1', { now: later(8) })).toMatchObject([{ address: 'b' }]);
    expect(await listWaiting(pair.db, 'T1', { now: later(9) })).toMatchObject([{ address: 'a' }]);
  });

  it('keeps its pause and its looks when its words change', async () => {
    const pair = await openPair(engine);
    await put(pair, { content: text('one') });
    const { id } = await only(pair.db);
    const trouble = { state: 'unknown', error: 'no_answer', tryAt: later(9), attempts: 1 } as const;
    await transact(pair.db, (tx) => recordTrouble(tx, id, trouble));
    await put(pair, { content: text('two') });
    expect(await listUncertain(pair.db, 'T1', { now: later(8), limit: 10 })).toEqual([]);
    expect(await listUncertain(pair.db, 'T1', { now: later(9), limit: 10 })).toMatchObject([
      { attempts: 1, version: 2 },
    ]);
  });

  it('holds a thread back until its first message is there', async () => {
    const pair = await openPair(engine);
    await put(pair, { address: 'card:cd_1', inThreadOf: 'review:rv_1', isBroadcast: true });
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toEqual([]);
    await put(pair);
    await put({ ...pair }, { workspaceId: 'T2', content: text('other workspace') });
    const root = await listWaiting(pair.db, 'T2', { now: soon });
    expect(root).toMatchObject([{ workspaceId: 'T2' }]);
    for (const message of root) await show(pair.db, message, '7.7');
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toHaveLength(1);
    await show(pair.db, await only(pair.db), '2.2');
    expect(await only(pair.db)).toMatchObject({
      address: 'card:cd_1',
      threadTs: '2.2',
      isBroadcast: true,
    });
  });

  it('says nothing while the workspace is parked', async () => {
    const pair = await openPair(engine);
    await put(pair);
    await pair.db
      .updateTable('workspace')
      .set({ parked_reason: 'token_revoked' })
      .where('id', '=', 'T1')
      .execute();
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toEqual([]);
    expect(await countBacklog(pair.db, 'T1')).toBe(0);
  });

  it('tries again when its time has come, and not before', async () => {
    const pair = await openPair(engine);
    await put(pair, { to: { userId: 'U1' }, policy: 'at-most-once' });
    const { id } = await only(pair.db);
    await claim(pair.db, id);
    const trouble = { state: 'pending', error: 'ratelimited', tryAt: later(9) } as const;
    await transact(pair.db, (tx) => recordTrouble(tx, id, trouble));
    expect(await listWaiting(pair.db, 'T1', { now: later(8) })).toEqual([]);
    const [message] = await listWaiting(pair.db, 'T1', { now: later(9) });
    expect(message).toMatchObject({ userId: 'U1', policy: 'at-most-once', attempts: 1 });
    expect(await countBacklog(pair.db, 'T1')).toBe(1);
  });

  it('takes back what a gone sender held: a post is uncertain, an update is repeated', async () => {
    const pair = await openPair(engine);
    await put(pair, { address: 'card:cd_1', content: text('one') });
    await show(pair.db, await only(pair.db));
    await put(pair, { address: 'card:cd_1', content: text('two') });
    await put(pair, { address: 'card:cd_2', to: { channelId: 'C2' } });
    for (const { id } of await listWaiting(pair.db, 'T1', { now: soon }))
      await claim(pair.db, id, later(5));
    expect(await hasAbandoned(pair.db, 'T1', later(5))).toBe(false);
    expect(await hasAbandoned(pair.db, 'T1', later(6))).toBe(true);
    const release = () =>
      transact(pair.db, (tx) => releaseAbandoned(tx, 'T1', { before: later(6), lookAt: later(7) }));
    expect(await release()).toBe(2);
    expect(await release()).toBe(0);
    expect((await only(pair.db)).address).toBe('card:cd_1');
    expect(await listUncertain(pair.db, 'T1', { now: later(6), limit: 10 })).toEqual([]);
    const uncertain = await listUncertain(pair.db, 'T1', { now: later(7), limit: 10 });
    expect(uncertain.map((one) => one.address)).toEqual(['card:cd_2']);
  });

  it('lets nothing wait for a day that a wrong clock named', async () => {
    const pair = await openPair(engine);
    const wrong = new Date(soon.getTime() + 24 * 60 * 60_000);
    for (const address of ['rests', 'is tried again', 'is looked for', 'was under way']) {
      await put(pair, { address, to: { channelId: address } });
    }
    const ids = (await listWaiting(pair.db, 'T1', { now: soon })).map(({ id }) => id);
    const [rests, again, looked] = ids;
    if (rests === undefined || again === undefined || looked === undefined) throw new Error('few');
    for (const id of ids) await claim(pair.db, id, wrong);
    await transact(pair.db, async (tx) => {
      const shown = { channelId: 'rests', ts: '1.1', version: 0, restsUntil: wrong };
      await recordShown(tx, rests, shown);
      await recordTrouble(tx, again, { state: 'pending', error: 'ratelimited', tryAt: wrong });
      await recordTrouble(tx, looked, { state: 'unknown', error: 'timeout', tryAt: wrong });
    });
    const waiting = await listWaiting(pair.db, 'T1', { now: soon });
    expect(waiting.map(({ address }) => address)).toEqual(['rests', 'is tried again']);
    const uncertain = await listUncertain(pair.db, 'T1', { now: soon, limit: 10 });
    expect(uncertain.map(({ address }) => address)).toEqual(['is looked for']);
    expect(await hasAbandoned(pair.db, 'T1', soon)).toBe(true);
    const release = { before: soon, lookAt: soon };
    expect(await transact(pair.db, (tx) => releaseAbandoned(tx, 'T1', release))).toBe(1);
  });

  it('posts anew what somebody deleted, and resends what is dead only when asked', async () => {
    const pair = await openPair(engine);
    await put(pair);
    const message = await only(pair.db);
    await show(pair.db, message);
    await transact(pair.db, (tx) => forgetShown(tx, message.id, { tryAt: soon }));
    expect(await only(pair.db)).not.toHaveProperty('ts');
    const trouble = { state: 'dead', error: 'is_archived', tryAt: soon } as const;
    await transact(pair.db, (tx) => recordTrouble(tx, message.id, trouble));
    expect(await listWaiting(pair.db, 'T1', { now: later(99) })).toEqual([]);
    const resend = (workspaceId: string) =>
      transact(pair.db, (tx) => resendDead(tx, workspaceId, message.id));
    expect(await resend('T2')).toBe(false);
    expect(await resend('T1')).toBe(true);
    expect(await resend('T1')).toBe(false);
    expect((await listWaiting(pair.db, 'T1', { now: soon }))[0]).not.toHaveProperty('mark');
    const doubted = { state: 'dead', error: 'perhaps_posted', tryAt: soon } as const;
    await transact(pair.db, (tx) => recordTrouble(tx, message.id, doubted));
    expect(await resend('T1')).toBe(true);
    // Nobody could tell whether it arrived: the next copy says so.
    expect(await listWaiting(pair.db, 'T1', { now: soon })).toMatchObject([{ mark: 'repeat' }]);
  });

  it('lets what a shut channel kept wait again once the channel is open, and nothing else', async () => {
    const pair = await openPair(engine);
    for (const [address, channelId, error] of [
      ['a', 'C1', 'is_archived'],
      ['b', 'C1', 'not_in_channel'],
      ['c', 'C1', 'msg_too_long'],
      ['d', 'C2', 'is_archived'],
    ] as const) {
      await put(pair, { address, to: { channelId } });
      const row = await pair.db
        .selectFrom('message')
        .select('id')
        .where('address', '=', address)
        .executeTakeFirstOrThrow();
      const dead = { state: 'dead', error, tryAt: start } as const;
      await transact(pair.db, (tx) => recordTrouble(tx, row.id, dead));
    }
    const revive = (workspaceId: string) =>
      transact(pair.db, (tx) => reviveMessages(tx, workspaceId, 'C1'));
    expect(await revive('T2')).toBe(0);
    expect(await revive('T1')).toBe(2);
    const waiting = await pair.db
      .selectFrom('message')
      .select('address')
      .where('state', '=', 'pending')
      .orderBy('address')
      .execute();
    expect(waiting.map((row) => row.address)).toEqual(['a', 'b']);
  });

  it('follows a channel and an address to their new names, in their workspace', async () => {
    const pair = await openPair(engine);
    for (const address of ['setup:C1', 'setup:C3']) await put(pair, { address });
    await transact(pair.db, async (tx) => {
      await moveMessages(tx, 'T2', { from: 'C1', to: 'C9' });
      await moveMessages(tx, 'T1', { from: 'C1', to: 'C2' });
      await moveAddress(tx, 'T1', { from: 'setup:C1', to: 'setup:C2' });
      await moveAddress(tx, 'T1', { from: 'setup:C2', to: 'setup:C3' });
    });
    const rows = await pair.db
      .selectFrom('message')
      .select(['address', 'channel_id'])
      .orderBy('address')
      .execute();
    expect(rows).toEqual([
      { address: 'setup:C2', channel_id: 'C2' },
      { address: 'setup:C3', channel_id: 'C2' },
    ]);
  });

  it('refuses a message that is for nobody or for two', async () => {
    const pair = await openPair(engine);
    await put(pair);
    const row = await pair.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
    const wrong = [
      { ...row, id: 'ms_x', address: 'x', channel_id: null, user_id: null },
      { ...row, id: 'ms_y', address: 'y', channel_id: 'C1', user_id: 'U1' },
      { ...row, id: 'ms_z', address: 'z', state: 'sending', lease_until: null },
    ] as const;
    for (const bad of wrong) {
      await expect(pair.db.insertInto('message').values(bad).execute()).rejects.toThrow();
    }
  });

  it('shares the pace of a lane between everybody who sends', async () => {
    const { db } = await openPair(engine);
    const place = { workspaceId: 'T1', lane: 'channel:C1', pace: { burst: 10, perSecond: 1 } };
    const read = (now: Date) => readLane(db, place, now);
    expect((await read(start)).tokens).toBe(10);
    const used = { tokens: 0.25, refilledAt: start, closedUntil: later(1) };
    await transact(db, (tx) => saveLane(tx, place, used));
    expect(await read(start)).toEqual(used);
    expect((await read(new Date(start.getTime() + 2_000))).tokens).toBe(2.25);
    await transact(db, (tx) => saveLane(tx, place, { ...used, tokens: 3 }));
    expect((await read(start)).tokens).toBe(3);
    expect((await readLane(db, { ...place, workspaceId: 'T2' }, start)).tokens).toBe(10);
  });
});
