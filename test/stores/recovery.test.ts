import { expect, it } from 'vitest';
import { findHash, findHead } from '../../src/features/decision/store-anchor.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { takeNumber } from '../../src/platform/db/workspace.ts';
import { recordShown } from '../../src/platform/outbox/queue.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import { listUncertain, listWaiting } from '../../src/platform/outbox/store-next.ts';
import {
  beginRecovery,
  doubtUnposted,
  endRecovery,
  findLastRestore,
  findRecovery,
  listKnown,
  purposeOf,
} from '../../src/platform/outbox/store-recovery.ts';
import { describeStores } from './engines.ts';
import { later, openPair, type Pair } from './fixture.ts';

function put({ db, newId }: Pair, address: string): Promise<void> {
  return transact(db, (tx) =>
    putMessage(tx, {
      ...{ workspaceId: 'T1', newId, address, to: { channelId: `C${address}` } },
      content: { text: address, blocks: [] },
    }),
  );
}

describeStores('a restored database', (engine) => {
  it('waits for its first start, gives no number twice, and is then an ordinary one (F-81)', async () => {
    const { db } = await openPair(engine);
    expect(await findRecovery(db)).toBeUndefined();
    expect(await findLastRestore(db)).toBeUndefined();
    const before = await transact(db, (tx) => takeNumber(tx, 'T1'));
    const what = { id: 'rc_1', backupAt: later(1), restoredAt: later(60) };
    await transact(db, (tx) => beginRecovery(tx, what));
    expect(await findRecovery(db)).toEqual({ id: 'rc_1', backupAt: later(1) });
    expect(await transact(db, (tx) => takeNumber(tx, 'T1'))).toBeGreaterThan(before + 50);
    await transact(db, (tx) => endRecovery(tx, 'rc_1', later(61)));
    expect(await findRecovery(db)).toBeUndefined();
    expect(await findLastRestore(db)).toEqual(later(1));
  });

  it('doubts what was never shown, and lets what Slack shows alone', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    await put(pair, 'shown');
    const [shown] = await listWaiting(db, 'T1', { now: later(1) });
    if (shown === undefined) throw new Error('nothing waits');
    await transact(db, (tx) =>
      recordShown(tx, shown.id, { channelId: 'Cshown', ts: '1.1', version: 0 }),
    );
    await put(pair, 'new');
    expect(await transact(db, (tx) => doubtUnposted(tx, later(2)))).toBe(1);
    expect((await listWaiting(db, 'T1', { now: later(3) })).map(({ address }) => address)).toEqual([
      'shown',
    ]);
    const [doubted] = await listUncertain(db, 'T1', { now: later(3), limit: 5 });
    expect(doubted).toMatchObject({ address: 'new', isRestored: true, waitsForThread: false });
    const posted = [
      { key: shown.id, ts: '9.9' },
      { key: 'ms_lost', ts: '1.1' },
      { key: 'ms_other', ts: '2.2' },
    ];
    expect([...(await listKnown(db, 'T1', posted))].toSorted()).toEqual(['1.1', shown.id]);
    expect(await listKnown(db, 'T2', posted)).toEqual(new Set());
    expect(await listKnown(db, 'T1', [])).toEqual(new Set());
  });

  it('knows a message by what it is for, whatever chance called it', () => {
    const id = '0123456789abcdefghijklmn';
    expect(purposeOf(`review:rv_${id}:closed`)).toBe('review:rv:closed');
    expect(purposeOf(`review:none:tm_${id}:2026-11-24`)).toBe('review:none:tm:2026-11-24');
    expect(purposeOf('setup:C0GROWTH')).toBe('setup:C0GROWTH');
  });

  it('has no end of a log where there is no decision', async () => {
    const { db } = await openPair(engine);
    expect(await findHead(db, 'T1')).toBeUndefined();
    expect(await findHash(db, 'T1', 1)).toBeUndefined();
  });
});
