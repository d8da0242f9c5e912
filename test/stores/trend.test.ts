import { expect, it } from 'vitest';
import { listRunning } from '../../src/features/onepager/store.ts';
import { listReviewedReadings, saveReadings } from '../../src/features/reading/store.ts';
import { closeReview, insertReview, listCards } from '../../src/features/review/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { openWritingRoom, publish } from './writing-room.ts';

describeStores('the trend of a one-pager', (engine) => {
  it('holds every number of every review, and is told to those who may read', async () => {
    const world = await openWritingRoom(engine);
    await publish(world);
    const [onepager] = await listRunning(world.db, 'tm_1');
    const [proxy] = onepager?.bet.signals ?? [];
    if (onepager === undefined || proxy === undefined) throw new Error('nothing runs');
    const weeks = [
      { weekOn: '2026-11-23', at: new Date('2026-11-24T09:00:00.000Z'), value: 43 },
      { weekOn: '2026-11-30', at: new Date('2026-12-01T09:00:00.000Z'), value: 46 },
      { weekOn: '2026-12-07', at: new Date('2026-12-08T09:00:00.000Z') },
    ];
    for (const { weekOn, at, value } of weeks) {
      await transact(world.db, async (tx) => {
        const review = await insertReview(tx, world.deps.newId, {
          ...{ workspaceId: 'T1', teamId: 'tm_1', weekOn, dueAt: at, openedAt: at, closesAt: at },
          ...{ isLate: false, roster: ['UANA'], onepagers: [{ id: onepager.id, version: 1 }] },
        });
        const [card] = await listCards(tx, review.id);
        if (card === undefined) throw new Error('no card');
        await saveReadings(tx, card.id, [
          {
            ...{ signalId: proxy.id, byUserId: 'UANA', at, isMissing: value === undefined },
            ...(value === undefined ? {} : { value, denominator: 412 }),
          },
        ]);
        await closeReview(tx, review.id, at);
      });
    }
    const numbers = await listReviewedReadings(world.db, onepager.id);
    expect(numbers.map(({ value }) => value)).toEqual([46, 43]);
    expect(numbers[0]?.openedAt.toISOString()).toBe('2026-12-01T09:00:00.000Z');

    const told = await world.press('UOUT', 'onepager.trend', { value: onepager.id });
    expect(told).toMatchObject({ reply: 'tell', charts: [{ type: 'data_visualization' }] });
    const line = '41% (start) → 43% (24 Nov, n 412) → 46% (1 Dec, n 412) · wanted 45.1%';
    expect(JSON.stringify(told)).toContain(line);
    expect(JSON.stringify(await world.run('UANA', 'show 1'))).toContain(line);

    const growth = world.town.channels.get('CGROWTH');
    if (growth !== undefined) growth.isPrivate = true;
    await world.people.findChannel('T1', 'CGROWTH');
    const outside = await world.press('UOUT', 'onepager.trend', { value: onepager.id });
    expect(JSON.stringify(outside)).not.toContain('43%');
  });
});
