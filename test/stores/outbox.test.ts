import { expect, it } from 'vitest';
import type { MessageId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import {
  type Claimed,
  claimMessage,
  findShown,
  forgetShown,
  hasAbandoned,
  listUncertain,
  listWaiting,
  putMessage,
  readBacklog,
  readLane,
  recordShown,
  recordTrouble,
  releaseAbandoned,
  resendDead,
  saveLane,
  type WantedMessage,
} from '../../src/platform/outbox/store.ts';
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
  const [message, ...others] = await listWaiting(db, soon);
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
      content: { text: `it's "due" & 50% \\ 😀`, blocks: [] },
    });
    await show(pair.db, message);
    expect(await findShown(pair.db, 'T1', 'review:rv_1')).toEqual({ channelId: 'C1', ts: '1.1' });
    expect(await findShown(pair.db, 'T2', 'review:rv_1')).toBeUndefined();
    expect(await listWaiting(pair.db, soon)).toEqual([]);
    expect(await readBacklog(pair.db)).toEqual({ count: 0 });
  });

  it('makes one update of many, and none of the same words again', async () => {
    const pair = await openPair(engine);
    await put(pair, { content: text('one') });
    await show(pair.db, await only(pair.db));
    await put(pair, { content: text('one') });
    expect(await listWaiting(pair.db, soon)).toEqual([]);
    await Promise.all(['two', 'three', 'four'].map((words) => put(pair, { content: text(words) })));
    await put(pair, { content: text('five') });
    const message = await only(pair.db);
    expect(message).toMatchObject({ ts: '1.1', version: 5, content: text('five') });
  });

  it('stays behind when the words changed while it was being sent', async () => {
    const pair = await openPair(engine);
    await put(pair, { content: text('one') });
    const message = await only(pair.db);
    await claim(pair.db, message.id);
    await put(pair, { content: text('two') });
    expect(await listWaiting(pair.db, soon)).toEqual([]);
    const shown = { channelId: 'C1', ts: '1.1', version: message.version };
    await transact(pair.db, (tx) => recordShown(tx, message.id, shown));
    expect(await only(pair.db)).toMatchObject({ ts: '1.1', version: 2, content: text('two') });
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
    expect((await listWaiting(pair.db, soon)).map((one) => one.address)).toEqual(addresses);
  });

  it('holds a thread back until its first message is there', async () => {
    const pair = await openPair(engine);
    await put(pair, { address: 'card:cd_1', inThreadOf: 'review:rv_1', isBroadcast: true });
    expect(await listWaiting(pair.db, soon)).toEqual([]);
    await put(pair);
    await put({ ...pair }, { workspaceId: 'T2', content: text('other workspace') });
    const root = (await listWaiting(pair.db, soon)).filter((one) => one.workspaceId === 'T2');
    for (const message of root) await show(pair.db, message, '7.7');
    expect(await listWaiting(pair.db, soon)).toHaveLength(1);
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
    expect(await listWaiting(pair.db, soon)).toEqual([]);
    expect(await readBacklog(pair.db)).toEqual({ count: 0 });
  });

  it('tries again when its time has come, and not before', async () => {
    const pair = await openPair(engine);
    await put(pair, { to: { userId: 'U1' }, policy: 'at-most-once' });
    const { id } = await only(pair.db);
    await claim(pair.db, id);
    const trouble = { state: 'pending', error: 'ratelimited', tryAt: later(9) } as const;
    await transact(pair.db, (tx) => recordTrouble(tx, id, trouble));
    expect(await listWaiting(pair.db, later(8))).toEqual([]);
    const [message] = await listWaiting(pair.db, later(9));
    expect(message).toMatchObject({ userId: 'U1', policy: 'at-most-once', attempts: 1 });
    expect(await readBacklog(pair.db)).toEqual({ count: 1, nextTryAt: later(9) });
  });

  it('takes back what a gone sender held: a post is uncertain, an update is repeated', async () => {
    const pair = await openPair(engine);
    await put(pair, { address: 'card:cd_1', content: text('one') });
    await show(pair.db, await only(pair.db));
    await put(pair, { address: 'card:cd_1', content: text('two') });
    await put(pair, { address: 'card:cd_2' });
    for (const { id } of await listWaiting(pair.db, soon)) await claim(pair.db, id, later(5));
    expect(await hasAbandoned(pair.db, later(5))).toBe(false);
    expect(await hasAbandoned(pair.db, later(6))).toBe(true);
    const release = () => transact(pair.db, (tx) => releaseAbandoned(tx, later(6), later(7)));
    expect(await release()).toBe(2);
    expect(await release()).toBe(0);
    expect((await only(pair.db)).address).toBe('card:cd_1');
    expect(await listUncertain(pair.db, later(6))).toEqual([]);
    const uncertain = await listUncertain(pair.db, later(7));
    expect(uncertain.map((one) => one.address)).toEqual(['card:cd_2']);
  });

  it('posts anew what somebody deleted, and resends what is dead only when asked', async () => {
    const pair = await openPair(engine);
    await put(pair);
    const message = await only(pair.db);
    await show(pair.db, message);
    await transact(pair.db, (tx) => forgetShown(tx, message.id, soon));
    expect(await only(pair.db)).not.toHaveProperty('ts');
    const trouble = { state: 'dead', error: 'is_archived', tryAt: soon } as const;
    await transact(pair.db, (tx) => recordTrouble(tx, message.id, trouble));
    expect(await listWaiting(pair.db, later(99))).toEqual([]);
    const resend = (workspaceId: string) =>
      transact(pair.db, (tx) => resendDead(tx, workspaceId, message.id));
    expect(await resend('T2')).toBe(false);
    expect(await resend('T1')).toBe(true);
    expect(await resend('T1')).toBe(false);
    expect(await listWaiting(pair.db, soon)).toHaveLength(1);
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
    const pace = { burst: 10, perSecond: 1 };
    const read = (now: Date) => readLane(db, 'T1', 'channel:C1', pace, now);
    expect((await read(start)).tokens).toBe(10);
    const used = { tokens: 0.25, refilledAt: start, closedUntil: later(1) };
    await transact(db, (tx) => saveLane(tx, 'T1', 'channel:C1', used));
    expect(await read(start)).toEqual(used);
    expect((await read(new Date(start.getTime() + 2_000))).tokens).toBe(2.25);
    await transact(db, (tx) => saveLane(tx, 'T1', 'channel:C1', { ...used, tokens: 3 }));
    expect((await read(start)).tokens).toBe(3);
    expect((await readLane(db, 'T2', 'channel:C1', pace, start)).tokens).toBe(10);
  });
});
