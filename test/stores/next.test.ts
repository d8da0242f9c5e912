import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/platform/db/tables.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import { listWaiting } from '../../src/platform/outbox/store-next.ts';
import { describeStores } from './engines.ts';
import { later, openPair } from './fixture.ts';

describeStores('what may be sent next', (engine) => {
  it('is read in pages, in the order in which things happened', async () => {
    const { db, newId } = await openPair(engine);
    const addresses = Array.from({ length: 60 }, (_, index) => `a${index}`);
    for (const address of addresses) {
      const to = { channelId: `C${address}` };
      const content = { text: address, blocks: [] };
      await transact(db, (tx) =>
        putMessage(tx, { workspaceId: 'T1', newId, address, to, content }),
      );
    }
    const seen: string[] = [];
    let last = -1;
    while (seen.length < addresses.length) {
      const page = await listWaiting(db, 'T1', { now: later(1), after: last });
      if (page.length === 0) break;
      seen.push(...page.map(({ address }) => address));
      last = page.at(-1)?.position ?? last;
    }
    expect(seen).toEqual(addresses);
    expect(await listWaiting(db, 'T1', { now: later(1), after: last })).toEqual([]);
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
      // As the server itself does at any moment: what it knows of the table is from when it was small.
      if (first === 2) await sql`analyze message`.execute(db);
    }
    const askedAt = performance.now();
    const found = await listWaiting(db, 'T1', { now: later(2) });
    expect(found.map(({ position }) => position)).toEqual([2 + many]);
    // Whatever the machine: to find it is less than to write them all, where each asked about all the others it is ten times as much.
    expect(performance.now() - askedAt).toBeLessThan(askedAt - beganAt);
  });
});
