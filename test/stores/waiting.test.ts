import { expect, it } from 'vitest';
import type { Tables } from '../../src/platform/db/tables.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { claimMessage, recordShown, recordTrouble } from '../../src/platform/outbox/queue.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import {
  findParked,
  listHeld,
  readWaiting,
  stampWaiting,
} from '../../src/platform/outbox/store-waiting.ts';
import { listWaiting } from '../../src/platform/outbox/waiting.ts';
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

  it('is read in pages, in the order in which things happened', async () => {
    const pair = await openPair(engine);
    const addresses = Array.from({ length: 60 }, (_, index) => `a${index}`);
    for (const address of addresses) await put(pair, address);
    const seen: string[] = [];
    let last = 0;
    for (;;) {
      const page = await listWaiting(pair.db, 'T1', { now: later(1), after: last });
      if (page.length === 0) break;
      seen.push(...page.map(({ address }) => address));
      last = page.at(-1)?.position ?? last;
    }
    expect(seen).toEqual(addresses);
  });

  it('is found at once also behind thousands of replies to a start that is dead (F-94)', async () => {
    const { db } = await openPair(engine);
    const row = (position: number, over: Partial<Tables['message']>) => ({
      ...{ id: `ms_${position}` as const, workspace_id: 'T1', address: `a${position}`, position },
      ...{ channel_id: 'C1', user_id: null, thread_address: null, is_broadcast: 0 },
      ...{ policy: 'at-least-once' as const, wanted: '{}', wanted_version: 1, shown_version: 0 },
      ...{ state: 'pending' as const, shown_channel_id: null, ts: null, lease_until: null },
      ...{ attempts: 0, try_at: later(1).toISOString(), last_error: null },
      ...{ waiting_since: null, called_at: null, ...over },
    });
    const many = 3_000;
    const beganAt = performance.now();
    await db
      .insertInto('message')
      .values(row(1, { state: 'dead', channel_id: 'C9' }))
      .execute();
    for (let first = 2; first < 2 + 2 * many; first += 100) {
      const thread = first < 2 + many ? { thread_address: 'a1' } : {};
      const rows = Array.from({ length: 100 }, (_, index) => row(first + index, thread));
      await db.insertInto('message').values(rows).execute();
    }
    const askedAt = performance.now();
    const found = await listWaiting(db, 'T1', { now: later(2) });
    expect(found.map(({ position }) => position)).toEqual([2 + many]);
    // Whatever the machine: to find it is less than to write them all, where each asked about all the others it is ten times as much.
    expect(performance.now() - askedAt).toBeLessThan(askedAt - beganAt);
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
