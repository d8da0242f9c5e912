import { expect, it } from 'vitest';
import { watchAlarms } from '../../src/features/alarm/jobs.ts';
import { listAlarms } from '../../src/features/alarm/store.ts';
import { listDecisions } from '../../src/features/decision/store.ts';
import { saveReadings } from '../../src/features/reading/store.ts';
import { twokeyFeature } from '../../src/features/twokey/feature.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { type FreezeRoom, openFreezeRoom } from './freeze-room.ts';
import { at, due, fill, openedCard, press } from './review-room.ts';

const today = (time: string) => at('11-24', time);

describeStores('a guardrail that is past its limit again', (engine) => {
  async function enter() {
    const room = await openFreezeRoom(engine);
    const { card } = await openedCard(room, due);
    const read = async (value: number, now: Date) => {
      const reading = { signalId: 'guardrail', value, isMissing: false };
      await transact(room.db, (tx) =>
        saveReadings(tx, card.id, [{ ...reading, byUserId: 'U1', at: now }]),
      );
      await watchAlarms.run(room.deps, now);
    };
    return { room, read };
  }

  const standing = async (room: FreezeRoom) =>
    (await listAlarms(room.db, 'tm_1')).filter((one) => !one.clearedAt && !one.dismissed);

  /** A leader reverses the newest entry; no second key is held, so it holds at once. */
  async function reverse(room: FreezeRoom, now: Date): Promise<void> {
    const newest = (await listDecisions(room.db, { teamId: 'tm_1' })).at(-1);
    const open = twokeyFeature.actions?.['twokey.open'];
    const form = await open?.(room.deps, press('U2', newest?.id ?? '', now));
    const submit = twokeyFeature.submits?.['twokey.correct'];
    if (form === undefined) throw new Error('no form');
    const over = { mode: 'reverse', because: 'the wrong one' };
    await submit?.(room.deps, fill('U2', form, over, now));
    await watchAlarms.run(room.deps, now);
  }

  it('is said anew when a number that was put right is put wrong, or comes after the decision', async () => {
    const { room, read } = await enter();
    await read(0.3, today('12:00'));
    await read(0.4, today('12:05'));
    expect(await listAlarms(room.db, 'tm_1')).toHaveLength(1);
    await read(0.05, today('12:10'));
    expect(await standing(room)).toEqual([]);
    await read(0.3, today('12:20'));
    await read(0.4, today('12:25'));
    expect(await standing(room)).toHaveLength(1);
    expect(await listAlarms(room.db, 'tm_1')).toHaveLength(2);
    await room.freeze('U4', { now: today('12:30') });
    await room.end('U1', { over: { line: 'An outage' }, now: today('13:00') });
    await watchAlarms.run(room.deps, today('13:01'));
    expect(await standing(room)).toEqual([]);
    await read(0.9, today('14:00'));
    expect(await standing(room)).toHaveLength(1);
  });

  it.each(['continue', 'stop'])(
    'is said anew when the %s that ended the freeze is reversed: nothing answers it any more',
    async (ending) => {
      const { room, read } = await enter();
      await read(0.3, today('12:00'));
      await room.freeze('U4', { now: today('12:05') });
      const form = await room.act('U2', 'freeze.end', { now: today('13:00') });
      const drawn = ending === 'stop' ? { ending } : {};
      const over = { ...drawn, line: 'It is over', learned: 'x', saved: '' };
      await room.submit('U2', form, { over, now: today('13:00') });
      expect((await listDecisions(room.db, { teamId: 'tm_1' })).at(-1)?.kind).toBe(ending);
      await watchAlarms.run(room.deps, today('13:01'));
      expect(await standing(room)).toEqual([]);
      const [start] = await room.addresses('freeze:');
      const [ended = ''] = (await room.addresses(`${start}:`)).filter((one) => /ended$/.test(one));
      expect(await room.shown(start ?? '')).not.toContain('Reversed');
      await reverse(room, today('14:00'));
      expect(await room.state()).toBe('running');
      // What told the channel of its end tells that this end holds no longer.
      const number = (await listDecisions(room.db, { teamId: 'tm_1' })).at(-1)?.number;
      for (const address of [start ?? '', ended]) {
        expect(await room.shown(address)).toContain(`*Reversed* by log #${number}`);
      }
      expect(await standing(room)).toMatchObject([{ kind: 'guardrail-tripped', told: 'message' }]);
      await watchAlarms.run(room.deps, today('14:01'));
      expect(await standing(room)).toHaveLength(1);
    },
  );
});
