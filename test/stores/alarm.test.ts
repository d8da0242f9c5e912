import { expect, it } from 'vitest';
import {
  clearAlarm,
  dismissAlarm,
  findAlarm,
  insertAlarm,
  listAlarms,
  listSpokenIn,
  listStandingAlarms,
  saveFinding,
} from '../../src/features/alarm/store.ts';
import { countSaid, noteSaid } from '../../src/features/budget/store.ts';
import { findOpenCycle, openCycle } from '../../src/features/cycle/store.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { deviate, openAlarmRoom, rollups, tick, tickUntil } from './alarm-room.ts';
import { describeStores } from './engines.ts';
import { later, openPair, type Pair, start } from './fixture.ts';
import { draft } from './log-room.ts';

const finding = {
  kind: 'nothing-dared' as const,
  subject: '',
  facts: 'from cycle 1',
  sinceAt: later(5),
  evidence: [
    {
      what: 'cycle',
      at: later(5),
      number: 1,
      title: `it's "so" 😀`,
      said: '; drop',
      counts: { a: 1 },
    },
    { what: 'note' },
  ],
};

async function insert({ db, newId }: Pair, over: object = {}, minutes = 10) {
  const cycle = await findOpenCycle(db, 'tm_1');
  return transact(db, (tx) =>
    insertAlarm(tx, newId, {
      ...finding,
      ...{ workspaceId: 'T1', teamId: 'tm_1', firedAt: later(minutes), told: 'message' },
      ...(cycle === undefined ? {} : { cycleId: cycle.id }),
      ...over,
    }),
  );
}

describeStores('the store of alarms', (engine) => {
  it('keeps an alarm as it was, once for the same facts, whoever else tries', async () => {
    const pair = await openPair(engine);
    const fired = await Promise.all([insert(pair), insert(pair), insert(pair)]);
    const [alarm, ...others] = fired.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(alarm && (await findAlarm(pair.db, 'T1', alarm.id))).toEqual(alarm);
    expect(alarm && (await findAlarm(pair.db, 'T2', alarm.id))).toBeUndefined();
    expect(await listAlarms(pair.db, 'tm_1')).toEqual([alarm]);
    expect(await listAlarms(pair.db, 'tm_2')).toEqual([]);
    expect(await insert(pair, { facts: 'from cycle 2' })).toMatchObject({ facts: 'from cycle 2' });
    expect(await insert(pair, { subject: 'op_1' })).toMatchObject({ subject: 'op_1' });
  });

  it('is cleared or dismissed once, and then neither edited nor told again', async () => {
    const pair = await openPair(engine);
    const one = await insert(pair);
    const other = await insert(pair, { facts: 'from cycle 2' }, 11);
    if (one === undefined || other === undefined) throw new Error('both fire');
    const entry = await transact(pair.db, (tx) =>
      appendDecision(tx, pair.newId, { ...draft, kind: 'other' }),
    );
    const dismissed = { at: later(20), decisionId: entry.id };
    const { db } = pair;
    const edited = { sinceAt: later(6), evidence: [{ what: 'cycle', number: 2 }] };
    expect(await transact(db, (tx) => saveFinding(tx, one.id, edited))).toBe(true);
    expect(await transact(db, (tx) => clearAlarm(tx, one.id, later(20)))).toBe(true);
    expect(await transact(db, (tx) => clearAlarm(tx, one.id, later(21)))).toBe(false);
    expect(await transact(db, (tx) => dismissAlarm(tx, one.id, dismissed))).toBe(false);
    expect(await transact(db, (tx) => saveFinding(tx, one.id, finding))).toBe(false);
    expect(await listStandingAlarms(db, 'tm_1')).toEqual([other]);
    expect(await transact(db, (tx) => dismissAlarm(tx, other.id, dismissed))).toBe(true);
    expect(await transact(db, (tx) => clearAlarm(tx, other.id, later(22)))).toBe(false);
    expect(await listStandingAlarms(db, 'tm_1')).toEqual([]);
    expect(await listAlarms(db, 'tm_1')).toEqual([
      { ...one, ...edited, clearedAt: later(20) },
      { ...other, dismissed },
    ]);
  });

  it('tells which kinds spoke in a cycle', async () => {
    const pair = await openPair(engine);
    const { db, newId } = pair;
    await transact(db, (tx) =>
      openCycle(tx, newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', number: 1, startsAt: start },
        closesWeekOn: '2026-11-30',
      }),
    );
    const cycle = await findOpenCycle(db, 'tm_1');
    await insert(pair);
    await insert(pair, { facts: 'from cycle 2', told: 'line', kind: 'nothing-killed' }, 20);
    expect(await listSpokenIn(db, cycle?.id ?? 'cy_none')).toEqual(['nothing-dared']);
    expect(await listSpokenIn(db, 'cy_none')).toEqual([]);
  });
});

describeStores('the store of what a channel was told', (engine) => {
  it('counts each address of a team once, from an instant up to another', async () => {
    const { db } = await openPair(engine);
    const say = (teamId: 'tm_1' | 'tm_2', address: string, minutes: number) => {
      const workspaceId = teamId === 'tm_1' ? 'T1' : 'T2';
      return transact(db, (tx) => noteSaid(tx, { workspaceId, teamId, address }, later(minutes)));
    };
    await say('tm_1', 'alarm:al_1', 10);
    await say('tm_1', 'alarm:al_1', 12);
    await say('tm_1', 'alarm:al_2', 20);
    await say('tm_2', 'alarm:al_3', 10);
    const count = (from: number, to: number) =>
      countSaid(db, { teamId: 'tm_1', from: later(from), to: later(to) });
    expect([await count(10, 20), await count(10, 21), await count(11, 20)]).toEqual([1, 2, 0]);
  });
});

describeStores('an alarm', (engine) => {
  it('fires with the roll-up that closes a second cycle without a deviation, and clears by one', async () => {
    const room = await openAlarmRoom(engine);
    await tickUntil(room, 1);
    expect(await listAlarms(room.db, 'tm_1')).toEqual([]);
    await tick(room, rollups[2] ?? start);
    const [alarm, ...others] = await listStandingAlarms(room.db, 'tm_1');
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({ kind: 'nothing-dared', facts: 'from cycle 1', told: 'message' });
    const address = `alarm:${alarm?.id}`;
    expect(await room.shown(address)).toContain('No deviation in the last two cycles');
    await tick(room, new Date((rollups[3]?.getTime() ?? 0) - 60_000));
    expect(await listStandingAlarms(room.db, 'tm_1')).toHaveLength(1);
    const now = new Date((rollups[2]?.getTime() ?? 0) + 60_000);
    await deviate(room, now);
    await tick(room, now);
    expect(await listStandingAlarms(room.db, 'tm_1')).toEqual([]);
    expect(await room.shown(address)).toContain('Cleared');
    await tickUntil(room, 4);
    expect(await listAlarms(room.db, 'tm_1')).toHaveLength(1);
  });
});
