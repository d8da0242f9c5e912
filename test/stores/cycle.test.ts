import { expect, it } from 'vitest';
import {
  closeCycle,
  findOpenCycle,
  listClosedCycles,
  listCyclesClosed,
  listTeamsInCycle,
  openCycle,
} from '../../src/features/cycle/store.ts';
import type { RollupFacts } from '../../src/features/rollup/rules.ts';
import { findLastRollup, insertRollup } from '../../src/features/rollup/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { later, openPair, type Pair, start } from './fixture.ts';

const counts = {
  deviations: 1,
  hats: 0,
  stops: 2,
  promotions: 3,
  decisions: 4,
  gatesDue: 5,
  noDecisions: 6,
  reviews: 7,
  againstRule: 8,
  running: 9,
  isAllOff: false,
};

function open({ db, newId }: Pair, number: number, startsAt: Date): Promise<boolean> {
  const cycle = { workspaceId: 'T1', teamId: 'tm_1', number, startsAt } as const;
  return transact(db, (tx) => openCycle(tx, newId, { ...cycle, closesWeekOn: '2026-11-30' }));
}

async function close({ db }: Pair, closedAt: Date): Promise<boolean> {
  const cycle = await findOpenCycle(db, 'tm_1');
  const cycleId = cycle?.id ?? 'cy_none';
  return transact(db, (tx) => closeCycle(tx, { cycleId, closedAt, counts }));
}

describeStores('the store of cycles', (engine) => {
  it('opens each number once, and one cycle at a time, whoever else tries', async () => {
    const pair = await openPair(engine);
    const opened = await Promise.all([1, 2, 3].map(() => open(pair, 1, start)));
    expect(opened.filter((isFirst) => isFirst)).toHaveLength(1);
    expect(await open(pair, 2, later(1))).toBe(false);
    expect(await findOpenCycle(pair.db, 'tm_1')).toMatchObject({
      workspaceId: 'T1',
      number: 1,
      startsAt: start,
      closesWeekOn: '2026-11-30',
    });
    expect(await findOpenCycle(pair.db, 'tm_2')).toBeUndefined();
    expect(await listTeamsInCycle(pair.db, 'T1')).toEqual(new Set(['tm_1']));
    expect(await listTeamsInCycle(pair.db, 'T2')).toEqual(new Set());
  });

  it('freezes its counts at its end, once', async () => {
    const pair = await openPair(engine);
    await open(pair, 1, start);
    const cycle = await findOpenCycle(pair.db, 'tm_1');
    expect(await close(pair, later(60))).toBe(true);
    const again = await transact(pair.db, (tx) =>
      closeCycle(tx, {
        cycleId: cycle?.id ?? 'cy_none',
        closedAt: later(61),
        counts: { ...counts, stops: 0 },
      }),
    );
    expect(again).toBe(false);
    expect(await findOpenCycle(pair.db, 'tm_1')).toBeUndefined();
    expect(await listTeamsInCycle(pair.db, 'T1')).toEqual(new Set());
    expect(await listClosedCycles(pair.db, 'tm_1', 5)).toEqual([
      { ...cycle, closedAt: later(60), counts },
    ]);
  });

  it('tells closed cycles newest first, and those that ended in a stretch of time', async () => {
    const pair = await openPair(engine);
    for (const number of [1, 2, 3]) {
      await open(pair, number, later(60 * (number - 1)));
      await close(pair, later(60 * number));
    }
    const newest = await listClosedCycles(pair.db, 'tm_1', 2);
    expect(newest.map((cycle) => cycle.number)).toEqual([3, 2]);
    const ended = (from: number, to: number) =>
      listCyclesClosed(pair.db, { teamId: 'tm_1', from: later(from), to: later(to) });
    expect((await ended(60, 180)).map((cycle) => cycle.number)).toEqual([2, 3]);
    expect((await ended(0, 60)).map((cycle) => cycle.number)).toEqual([1]);
    expect(await listClosedCycles(pair.db, 'tm_2', 2)).toEqual([]);
  });

  it('cannot end before it starts, nor start with another', async () => {
    const pair = await openPair(engine);
    await open(pair, 1, start);
    await expect(close(pair, later(-1))).rejects.toThrow();
    await close(pair, later(60));
    expect(await open(pair, 2, start)).toBe(false);
    expect(await open(pair, 2, later(60))).toBe(true);
  });
});

describeStores('the store of roll-ups', (engine) => {
  const facts: RollupFacts = {
    ...{ weekOn: '2026-11-23', isLate: false, moved: [], moving: [], stopped: [], defaults: [] },
    ...{ opened: 0, decided: 0, noDecisions: 0, deviations: 0, overruled: [], minority: [] },
    ...{ against: [], lessons: [{ text: `it's "so" 😀` }], outages: [], changes: [], cycles: [] },
  };

  it('remembers the newest week, once a week and team', async () => {
    const { db, newId } = await openPair(engine);
    const insert = (weekOn: string, minutes: number) =>
      transact(db, (tx) =>
        insertRollup(tx, newId, {
          workspaceId: 'T1',
          teamId: 'tm_1',
          weekOn,
          coversFrom: later(minutes),
          coversTo: later(minutes + 10),
          postedAt: later(minutes + 11),
          facts,
        }),
      );
    expect(await findLastRollup(db, 'tm_1')).toBeUndefined();
    const newest = await insert('2026-11-30', 10);
    await insert('2026-11-23', 0);
    expect(await findLastRollup(db, 'tm_1')).toEqual({
      id: newest,
      version: 1,
      teamId: 'tm_1',
      weekOn: '2026-11-30',
      coversFrom: later(10),
      coversTo: later(20),
      postedAt: later(21),
    });
    await expect(insert('2026-11-30', 20)).rejects.toThrow();
    expect(await findLastRollup(db, 'tm_2')).toBeUndefined();
    const row = await db.selectFrom('rollup').select('facts').executeTakeFirstOrThrow();
    expect(JSON.parse(row.facts)).toEqual(facts);
  });
});
