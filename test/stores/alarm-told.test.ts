import { expect, it } from 'vitest';
import { watchAlarms } from '../../src/features/alarm/jobs.ts';
import type { AlarmKind } from '../../src/features/alarm/rules.ts';
import { listAlarms, listStandingAlarms } from '../../src/features/alarm/store.ts';
import { countSaid, noteSaid } from '../../src/features/budget/store.ts';
import { insertException } from '../../src/features/onepager/store-exception.ts';
import { saveReadings } from '../../src/features/reading/store.ts';
import { closeReviews } from '../../src/features/review/jobs.ts';
import { getTeam, saveRole, saveTeam } from '../../src/features/team/store.ts';
import { recordOccurrence } from '../../src/features/team/store-occurrence.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { deviate, openAlarmRoom, rollups, tick, tickUntil } from './alarm-room.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { at, due, openedCard, openRoom, type Room } from './review-room.ts';

const noon = at('11-24', '12:00');
const week = { teamId: 'tm_1', from: at('11-23', '00:00'), to: at('11-30', '00:00') } as const;

async function readGuardrail(
  { db }: Room,
  given: { cardId: `cd_${string}`; value: number; now: Date },
): Promise<void> {
  const { cardId, value, now } = given;
  const reading = { signalId: 'guardrail', value, isMissing: false, byUserId: 'U1', at: now };
  await transact(db, (tx) => saveReadings(tx, cardId, [reading]));
}

/** A team whose guardrail is past its limit since noon of its first review. */
async function openTripped(engine: TestEngine): Promise<Room> {
  const room = await openAlarmRoom(engine);
  const { card } = await openedCard(room, due);
  await readGuardrail(room, { cardId: card.id, value: 0.3, now: noon });
  return room;
}

const kindsOf = async ({ db }: Room) => (await listAlarms(db, 'tm_1')).map(({ kind }) => kind);
const placeOf = async ({ db }: Room, kind: AlarmKind) => {
  const alarm = (await listStandingAlarms(db, 'tm_1')).find((one) => one.kind === kind);
  const row = await db
    .selectFrom('message')
    .select(['channel_id', 'thread_address'])
    .where('address', '=', `alarm:${alarm?.id}`)
    .executeTakeFirst();
  return row;
};

describeStores('where an alarm is told', (engine) => {
  it('stops the line in the channel however much was said in the week, and takes no place of it', async () => {
    const room = await openTripped(engine);
    await transact(room.db, async (tx) => {
      for (const address of ['a', 'b', 'c']) {
        await noteSaid(tx, { workspaceId: 'T1', teamId: 'tm_1', address }, noon);
      }
    });
    // Also when a roll-up is what finds it first: it is not told below that.
    await tick(room, rollups[0] ?? noon);
    expect(await placeOf(room, 'guardrail-tripped')).toEqual({
      ...{ channel_id: 'C1', thread_address: null },
    });
    expect(await countSaid(room.db, week)).toBe(3);
  });

  it('tells any other beside the roll-up once, or below it in a week without room', async () => {
    const quiet = await openAlarmRoom(engine);
    await tickUntil(quiet, 2);
    expect(await placeOf(quiet, 'nothing-dared')).toMatchObject({ thread_address: null });
    const third = { teamId: 'tm_1', from: at('12-07', '00:00'), to: at('12-14', '00:00') } as const;
    expect(await countSaid(quiet.db, third)).toBe(1);
    const loud = await openAlarmRoom(engine);
    await tickUntil(loud, 1);
    await transact(loud.db, async (tx) => {
      for (const address of ['a', 'b']) {
        const said = { workspaceId: 'T1', teamId: 'tm_1', address } as const;
        await noteSaid(tx, said, at('12-08', '10:00'));
      }
    });
    await tick(loud, rollups[2] ?? noon);
    expect((await placeOf(loud, 'nothing-dared'))?.thread_address).toMatch(/^rollup:/);
    expect(await countSaid(loud.db, third)).toBe(2);
  });

  it('leaves the cycle’s one message to others when the line was stopped in it', async () => {
    const room = await openAlarmRoom(engine);
    await tickUntil(room, 1);
    await deviate(room, at('12-07', '10:00'));
    await tick(room, rollups[2] ?? noon);
    const { card } = await openedCard(room, at('12-15', '10:00'));
    const now = at('12-15', '12:00');
    await readGuardrail(room, { cardId: card.id, value: 0.3, now });
    await watchAlarms.run(room.deps, now);
    await room.db.deleteFrom('channel_member').where('user_id', '=', 'U3').execute();
    await tick(room, rollups[3] ?? noon);
    const alarms = await listAlarms(room.db, 'tm_1');
    expect(alarms.map(({ kind, told }) => [kind, told])).toEqual([
      ['guardrail-tripped', 'message'],
      ['nobody-can-stop', 'message'],
    ]);
  });

  it('says nothing to a team that is paused, and what still holds once it is back', async () => {
    const room = await openTripped(engine);
    const team = await getTeam(room.db, 'T1', 'tm_1');
    await transact(room.db, (tx) => saveTeam(tx, { ...team, pausedAt: noon }));
    await watchAlarms.run(room.deps, noon);
    expect(await kindsOf(room)).toEqual([]);
    await transact(room.db, (tx) => saveTeam(tx, team));
    await watchAlarms.run(room.deps, noon);
    expect(await kindsOf(room)).toEqual(['guardrail-tripped']);
  });
});

describeStores('a deputy stands in for who may say stop', (engine) => {
  /** U3 is named and has left; `deputy` is there or not. */
  async function hasAlarm(deputy: { userId: string; isAccepted: boolean }): Promise<boolean> {
    const room = await openRoom(engine);
    const { db } = room;
    const { userId, isAccepted } = deputy;
    const held = { teamId: 'tm_1', userId, role: 'deputy' } as const;
    const acceptedAt = isAccepted ? { acceptedAt: noon } : { askedAt: noon, askedBy: 'U2' };
    await transact(db, (tx) => saveRole(tx, { ...held, ...acceptedAt }));
    await db.deleteFrom('channel_member').where('user_id', 'in', ['U3', 'U5']).execute();
    await tick(room, rollups[0] ?? noon);
    return (await kindsOf(room)).includes('nobody-can-stop');
  }

  it.each([
    ['U4', true, false],
    ['U4', false, true],
    ['U3', true, true],
    ['U5', true, true],
  ] as const)('%s, accepted %s: the alarm fires: %s', async (userId, isAccepted, fires) => {
    expect(await hasAlarm({ userId, isAccepted })).toBe(fires);
  });
});

describeStores('cycles at whose reviews the bot was away', (engine) => {
  it('say nothing for or against daring: two others are needed', async () => {
    const room = await openAlarmRoom(engine);
    await transact(room.db, async (tx) => {
      for (const day of ['12-01', '12-08']) {
        await recordOccurrence(tx, {
          ...({ teamId: 'tm_1', kind: 'review', outcome: 'missed' } as const),
          ...{ weekOn: `2026-${day === '12-01' ? '11-30' : '12-07'}`, at: at(day, '23:00') },
          dueAt: at(day, '10:00'),
        });
      }
    });
    await tickUntil(room, 2);
    expect(await kindsOf(room)).toEqual([]);
    for (const roll of rollups.slice(3)) await tick(room, roll);
    expect(await kindsOf(room)).toEqual(['nothing-dared']);
  });
});

describeStores('an exception that keeps coming back', (engine) => {
  async function renew({ db }: Room, renewal: number, days: { from: string; until: string }) {
    await transact(db, (tx) =>
      insertException(tx, {
        ...({
          id: `gx_${renewal}`,
          workspaceId: 'T1',
          teamId: 'tm_1',
          onepagerId: 'op_1',
        } as const),
        ...{ indicator: 'errors', reason: `outage ${renewal}`, untilOn: `2026-${days.until}` },
        ...{ byUserId: 'U3', at: at(days.from, '12:30'), renewal },
      }),
    );
  }

  async function openCreeping(hasMoreAlarms: boolean): Promise<Room> {
    const room = await openTripped(engine);
    if (hasMoreAlarms) {
      const team = await getTeam(room.db, 'T1', 'tm_1');
      await transact(room.db, (tx) => saveTeam(tx, { ...team, hasMoreAlarms: true }));
    }
    await renew(room, 0, { from: '11-24', until: '11-24' });
    await renew(room, 1, { from: '11-25', until: '11-26' });
    await tick(room, rollups[0] ?? noon);
    await renew(room, 2, { from: '11-27', until: '12-04' });
    return room;
  }

  it('is told with the roll-up after the second renewal, with each of them, and not before', async () => {
    const room = await openCreeping(true);
    expect(await kindsOf(room)).not.toContain('exception-creep');
    await watchAlarms.run(room.deps, at('11-30', '10:00'));
    expect(await kindsOf(room)).not.toContain('exception-creep');
    await tick(room, rollups[1] ?? noon);
    const [alarm] = (await listStandingAlarms(room.db, 'tm_1')).filter(
      ({ kind }) => kind === 'exception-creep',
    );
    expect(alarm).toMatchObject({ subject: 'op_1', facts: 'gx_2' });
    const said = await room.shown(`alarm:${alarm?.id}`);
    for (const words of ['“outage 0”', 'Renewal 1: “outage 1”', 'Renewal 2: “outage 2”']) {
      expect(said).toContain(words);
    }
    expect(said).toContain('freeze.open');
  });

  it('clears when no exception holds and the guardrail is within its limit again', async () => {
    const room = await openCreeping(true);
    await tick(room, rollups[1] ?? noon);
    // Past its day, and still past its limit: it has not gone away.
    await tick(room, at('12-05', '10:00'));
    const isTold = async () =>
      (await listStandingAlarms(room.db, 'tm_1')).some(({ kind }) => kind === 'exception-creep');
    expect(await isTold()).toBe(true);
    await closeReviews.run(room.deps, at('12-08', '09:00'));
    const { card } = await openedCard(room, at('12-08', '10:00'));
    const now = at('12-08', '11:00');
    await readGuardrail(room, { cardId: card.id, value: 0.05, now });
    await watchAlarms.run(room.deps, now);
    expect(await isTold()).toBe(false);
  });

  it('is of the layer of more alarms, and says nothing without it', async () => {
    const room = await openCreeping(false);
    for (const roll of rollups.slice(1)) await tick(room, roll);
    expect(await kindsOf(room)).not.toContain('exception-creep');
  });
});
