import { expect, it } from 'vitest';
import { changesOf } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { claimMessage, recordShown, recordTrouble } from '../../src/platform/outbox/queue.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import {
  findParked,
  listHeld,
  readWaiting,
  stampWaiting,
} from '../../src/platform/outbox/store-held.ts';
import { listWaiting } from '../../src/platform/outbox/store-next.ts';
import { describeStores } from './engines.ts';
import { later, openPair, type Pair } from './fixture.ts';

function put({ db, newId }: Pair, address: string, inThreadOf?: string): Promise<void> {
  return transact(db, (tx) =>
    putMessage(tx, {
      ...{ workspaceId: 'T1', newId, address, to: { channelId: `C${address}` } },
      content: { text: 'secret words', blocks: [] },
      ...(inThreadOf === undefined ? {} : { inThreadOf }),
    }),
  );
}

describeStores('what waits in the outbox', (engine) => {
  it('is known with the instant since when, until Slack shows it', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    expect(await readWaiting(db, 'T1')).toEqual({
      counts: { pending: 0, sending: 0, unknown: 0, sent: 0, dead: 0 },
    });
    await put(pair, 'a');
    await stampWaiting(db, 'T1', later(1));
    await put(pair, 'b');
    await stampWaiting(db, 'T1', later(2));
    expect(await readWaiting(db, 'T1')).toMatchObject({
      counts: { pending: 2 },
      oldestSince: later(1),
    });

    const [first] = await listWaiting(db, 'T1', { now: later(3) });
    if (first === undefined) throw new Error('nothing waits');
    await transact(db, (tx) => claimMessage(tx, first.id, later(4)));
    const shown = { channelId: 'Ca', ts: '1.1', version: 1 };
    await transact(db, (tx) => recordShown(tx, first.id, shown));
    expect(await readWaiting(db, 'T1')).toMatchObject({
      counts: { pending: 1, sent: 1 },
      oldestSince: later(2),
    });
  });

  it('is looked at every few seconds without waking anybody who rests until it changes', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    const changes = changesOf(db);
    await put(pair, 'a');
    const { look } = await changes.watch(() => readWaiting(db, 'T1'));
    await stampWaiting(db, 'T1', later(1));
    expect(changes.hasChanged(look)).toBe(true);
    const { look: stamped } = await changes.watch(() => readWaiting(db, 'T1'));
    await stampWaiting(db, 'T1', later(2));
    expect(changes.hasChanged(stamped)).toBe(false);
  });

  it('is not old where it can never go: dead, behind a dead start, or in a shut workspace', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    await put(pair, 'root');
    await put(pair, 'reply', 'root');
    await stampWaiting(db, 'T1', later(1));
    const [root] = await listWaiting(db, 'T1', { now: later(1) });
    if (root === undefined) throw new Error('nothing waits');
    const dead = { state: 'dead', error: 'is_archived', tryAt: later(1) } as const;
    await transact(db, (tx) => recordTrouble(tx, root.id, dead));
    expect((await readWaiting(db, 'T1')).oldestSince).toBeUndefined();

    await put(pair, 'c');
    await stampWaiting(db, 'T1', later(2));
    expect((await readWaiting(db, 'T1')).oldestSince).toEqual(later(2));
    expect(await findParked(db, 'T1')).toBeUndefined();
    await db.updateTable('workspace').set({ parked_reason: 'team_disabled' }).execute();
    expect((await readWaiting(db, 'T1')).oldestSince).toBeUndefined();
    expect(await findParked(db, 'T1')).toBe('team_disabled');
  });

  it('is listed with place, state and reason, and without its words', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    await put(pair, 'a');
    await put(pair, 'b');
    const [first] = await listWaiting(db, 'T1', { now: later(1) });
    if (first === undefined) throw new Error('nothing waits');
    const dead = { state: 'dead', error: 'is_archived', tryAt: later(1) } as const;
    await transact(db, (tx) => recordTrouble(tx, first.id, dead));
    await stampWaiting(db, 'T1', later(2));
    const held = await listHeld(db);
    expect(held).toMatchObject([
      { id: first.id, address: 'a', to: 'Ca', state: 'dead', error: 'is_archived' },
      { address: 'b', to: 'Cb', state: 'pending', since: later(2) },
    ]);
    expect(JSON.stringify(held)).not.toContain('secret words');
  });
});
