import { expect, it } from 'vitest';
import {
  amendOnePager,
  findOnePager,
  findOnePagerByNumber,
  findVersion,
  getOnePager,
  insertOnePager,
  listAmendmentsSince,
  listOnePagers,
  listRunning,
  saveOnePagerState,
  saveOwner,
} from '../../src/features/onepager/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { later, makeBet, makeOnePager, openPair, start, writeOnePagers } from './fixture.ts';

describeStores('the store of one-pagers', (engine) => {
  it('gives back exactly what was written, whatever its words', async () => {
    const { db } = await openPair(engine);
    const onepager = makeOnePager();
    await writeOnePagers(db, onepager);
    expect(await getOnePager(db, 'T1', 'op_1')).toEqual(onepager);
    expect(await findOnePagerByNumber(db, 'T1', 12)).toEqual(onepager);
    expect(await findVersion(db, 'op_1', 1)).toEqual(onepager.bet);
    expect(await listAmendmentsSince(db, 'op_1', 1)).toEqual([]);
  });

  it('keeps workspaces apart, even with the same short number', async () => {
    const { db } = await openPair(engine);
    const other = makeOnePager({ id: 'op_2', workspaceId: 'T2', teamId: 'tm_2' });
    await writeOnePagers(db, makeOnePager(), other);
    expect(await findOnePager(db, 'T2', 'op_1')).toBeUndefined();
    await expect(getOnePager(db, 'T2', 'op_1')).rejects.toThrow(/op_1/);
    expect(await findOnePagerByNumber(db, 'T2', 12)).toEqual(other);
    expect((await listOnePagers(db, 'tm_1')).map((one) => one.id)).toEqual(['op_1']);
  });

  it('never gives one short number twice in a workspace', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager());
    const again = transact(db, (tx) => insertOnePager(tx, makeOnePager({ id: 'op_2' })));
    await expect(again).rejects.toThrow();
    expect(await findOnePager(db, 'T1', 'op_2')).toBeUndefined();
  });

  it('lists the running and the frozen as running, and all by number', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(
      db,
      makeOnePager({ id: 'op_4', number: 14, state: 'stopped', endedAt: later(1) }),
      makeOnePager({ id: 'op_3', number: 13, state: 'parked' }),
      makeOnePager({ id: 'op_2', number: 12, state: 'frozen' }),
      makeOnePager({ id: 'op_1', number: 9 }),
    );
    expect((await listRunning(db, 'tm_1')).map((one) => one.number)).toEqual([9, 12]);
    expect((await listOnePagers(db, 'tm_1')).map((one) => one.number)).toEqual([9, 12, 13, 14]);
    expect(await listRunning(db, 'tm_2')).toEqual([]);
  });

  it('ends and takes up again; an end always has its instant', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager(), makeOnePager({ id: 'op_2', number: 13 }));
    await transact(db, (tx) =>
      saveOnePagerState(tx, { id: 'op_1', state: 'stopped', endedAt: later(5) }),
    );
    expect(await getOnePager(db, 'T1', 'op_1')).toMatchObject({
      state: 'stopped',
      endedAt: later(5),
    });
    expect((await getOnePager(db, 'T1', 'op_2')).state).toBe('running');
    await transact(db, (tx) => saveOnePagerState(tx, { id: 'op_1', state: 'running' }));
    expect(await getOnePager(db, 'T1', 'op_1')).not.toHaveProperty('endedAt');
    const endless = transact(db, (tx) => saveOnePagerState(tx, { id: 'op_1', state: 'promoted' }));
    await expect(endless).rejects.toThrow();
  });

  it('keeps every version, and tells what changed since one of them', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager());
    const second = makeBet({ title: 'Second', gateOn: '2026-12-19' });
    const amend = (bet: typeof second, amendment: string, minutes: number) =>
      transact(db, (tx) =>
        amendOnePager(tx, { id: 'op_1', bet, byUserId: 'U2', at: later(minutes), amendment }),
      );
    expect(await amend(second, 'gate moved', 1)).toBe(2);
    expect(await amend(makeBet({ title: 'Third' }), 'new name', 2)).toBe(3);
    const now = await getOnePager(db, 'T1', 'op_1');
    expect(now).toMatchObject({ version: 3, kind: 'probe', bet: { title: 'Third' } });
    expect((await findVersion(db, 'op_1', 1))?.title).toBe(makeBet().title);
    expect(await findVersion(db, 'op_1', 2)).toEqual(second);
    expect(await findVersion(db, 'op_1', 4)).toBeUndefined();
    expect(await listAmendmentsSince(db, 'op_1', 1)).toEqual([
      { version: 2, byUserId: 'U2', at: later(1), words: 'gate moved' },
      { version: 3, byUserId: 'U2', at: later(2), words: 'new name' },
    ]);
    expect(await listAmendmentsSince(db, 'op_1', 2)).toHaveLength(1);
  });

  it('turns a probe into a bet with its amendment, and gives it to another owner', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager());
    await transact(db, async (tx) => {
      const change = { id: 'op_1', bet: makeBet(), byUserId: 'U2', at: start } as const;
      await amendOnePager(tx, { ...change, amendment: 'longer', kind: 'bet' });
      await saveOwner(tx, 'op_1', 'U7');
    });
    expect(await getOnePager(db, 'T1', 'op_1')).toMatchObject({ kind: 'bet', ownerId: 'U7' });
  });

  it('gives ten racing amendments ten versions', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager());
    const versions = await Promise.all(
      Array.from({ length: 10 }, () =>
        transact(db, (tx) =>
          amendOnePager(tx, {
            id: 'op_1',
            bet: makeBet(),
            byUserId: 'U2',
            at: start,
            amendment: 'x',
          }),
        ),
      ),
    );
    expect(versions.toSorted((one, other) => one - other)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  it('refuses, in the database, to change a version that was written', async () => {
    const { db } = await openPair(engine);
    await writeOnePagers(db, makeOnePager());
    const rewriting = db.updateTable('onepager_version').set({ by_user_id: 'U9' }).execute();
    await expect(rewriting).rejects.toThrow(/never changed/);
  });
});
