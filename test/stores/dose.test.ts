import { expect, it } from 'vitest';
import { listStandingAlarms } from '../../src/features/alarm/store.ts';
import { findOpenCycle } from '../../src/features/cycle/store.ts';
import { watchDoses } from '../../src/features/dose/jobs.ts';
import { isOutdated } from '../../src/platform/outbox/store.ts';
import { deviate, openAlarmRoom, rollups, tick, tickUntil } from './alarm-room.ts';
import { describeStores } from './engines.ts';
import type { Room } from './review-room.ts';

async function offer(room: Room): Promise<{ address: string; wanted: string }> {
  const cycle = await findOpenCycle(room.db, 'tm_1');
  const address = `dose:${cycle?.id}`;
  return { address, wanted: await room.shown(address) };
}

const after = (index: number, minutes: number) =>
  new Date((rollups[index]?.getTime() ?? 0) + minutes * 60_000);

describeStores('the small dose of a cycle', (engine) => {
  it('is offered once in the thread of the roll-up that opens it, and says when it was taken', async () => {
    const room = await openAlarmRoom(engine);
    expect((await offer(room)).wanted).toBe('');
    await tickUntil(room, 0);
    const { address, wanted } = await offer(room);
    for (const words of ['Cycle 2 has begun', 'deviation.log', 'hat.open']) {
      expect(wanted).toContain(words);
    }
    const row = await room.db
      .selectFrom('message')
      .select(['thread_address', 'is_broadcast'])
      .where('address', '=', address)
      .executeTakeFirstOrThrow();
    expect(row.thread_address).toMatch(/^rollup:/);
    expect(row.is_broadcast).toBe(0);

    await watchDoses.run(room.deps, after(0, 1));
    expect((await offer(room)).wanted).toBe(wanted);
    // It comes while the round that looks is under way already, and nothing else would make another one look.
    const roundBeganAt = after(0, 5);
    await deviate(room, new Date(roundBeganAt.getTime() + 50));
    await watchDoses.run(room.deps, roundBeganAt);
    const taken = (await offer(room)).wanted;
    expect(taken).toContain('Taken: a deviation.');
    expect(taken).not.toContain('deviation.log');
  });

  it('is not offered beside the alarm that offers the same', async () => {
    const room = await openAlarmRoom(engine);
    await tickUntil(room, 2);
    const [alarm] = await listStandingAlarms(room.db, 'tm_1');
    expect(alarm?.kind).toBe('nothing-dared');
    expect((await offer(room)).wanted).toBe('');
    // Once that is over the next cycle offers it again.
    await deviate(room, after(2, 5));
    await tick(room, after(2, 5));
    await tickUntil(room, 4);
    expect((await offer(room)).wanted).toContain('Cycle 4 has begun');
  });
});

describeStores('whether an address is outdated', (engine) => {
  it('is so when it shows something else, and not where nothing was ever put', async () => {
    const room = await openAlarmRoom(engine);
    await tickUntil(room, 0);
    const { address, wanted } = await offer(room);
    const content = JSON.parse(wanted);
    const other = { text: 'other', blocks: [] };
    expect(await isOutdated(room.db, 'T1', { address, content })).toBe(false);
    expect(await isOutdated(room.db, 'T1', { address, content: other })).toBe(true);
    expect(await isOutdated(room.db, 'T2', { address, content: other })).toBe(false);
  });
});
