import { expect, it } from 'vitest';
import { listDecisions } from '../../src/features/decision/store.ts';
import { findOnePagerByNumber, listRunning } from '../../src/features/onepager/store.ts';
import {
  endPark,
  findPark,
  insertPark,
  listResting,
} from '../../src/features/onepager/store-park.ts';
import { parkFeature } from '../../src/features/park/feature.ts';
import { insertReview } from '../../src/features/review/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { openWritingRoom, publish, start, viewOf, type WritingRoom } from './writing-room.ts';

describeStores('parking and handing over', (engine) => {
  async function enter() {
    const world = await openWritingRoom(engine);
    await publish(world);
    return { ...world, onepager: await current(world) };
  }

  async function current({ db }: Pick<WritingRoom, 'db'>) {
    const onepager = await findOnePagerByNumber(db, 'T1', 1);
    if (onepager === undefined) throw new Error('no one-pager #1');
    return onepager;
  }

  async function tick({ deps }: WritingRoom, now: string) {
    for (const job of parkFeature.jobs ?? []) await job.run(deps, new Date(now));
  }

  async function parkIt(world: Awaited<ReturnType<typeof enter>>, returnsOn = '2026-12-05') {
    const { id } = world.onepager;
    const form = viewOf(await world.press('UANA', 'park.open', { value: id }));
    return world.submit('UANA', form, { reason: 'Legal *answers* <soon>', returnsOn });
  }

  it('rests with a reason and a date, in the log and on the card, and comes back by itself', async () => {
    const world = await enter();
    expect(viewOf(await parkIt(world)).title.text).toBe('Parked');
    expect((await current(world)).state).toBe('parked');
    expect(await listRunning(world.db, 'tm_1')).toEqual([]);
    const address = `onepager:${world.onepager.id}`;
    const card = await world.shown(address);
    expect(card).toContain('Parked until 5 Dec: Legal *answers* &lt;soon&gt;');
    expect(card).toContain('Bring back');
    expect(card).not.toContain('draft.edit');
    const log = await listDecisions(world.db, { teamId: 'tm_1' });
    expect(log.at(-1)).toMatchObject({ kind: 'other', onepagerId: world.onepager.id });
    expect(log.at(-1)?.texts.line).toBe('Parked until 5 Dec: Legal *answers* <soon>');

    const [job] = parkFeature.jobs ?? [];
    const due = await job?.nextDue?.(world.deps, start);
    expect(due?.parkReturn?.toISOString()).toBe('2026-12-04T23:00:00.000Z');
    await tick(world, '2026-12-04T22:59:59.000Z');
    expect((await current(world)).state).toBe('parked');
    await tick(world, '2026-12-04T23:00:00.000Z');
    await tick(world, '2026-12-04T23:00:01.000Z');
    expect((await current(world)).state).toBe('running');
    expect(await world.shown(address)).toContain('Back from parking since 5 Dec');
    expect(await listResting(world.db, 'T1')).toEqual([]);
    expect((await findPark(world.db, world.onepager.id))?.returnedAt?.toISOString()).toBe(
      '2026-12-04T23:00:00.000Z',
    );
  });

  it('rests once, and can be brought back before its day by owner or leader only', async () => {
    const world = await enter();
    await parkIt(world);
    const { id } = world.onepager;
    const stranger = await world.press('UBEN', 'park.back', { value: id });
    expect(JSON.stringify(stranger)).toContain('owner');
    expect((await current(world)).state).toBe('parked');
    const back = await world.press('UANA', 'park.back', { value: id });
    expect(JSON.stringify(back)).toContain('running again');
    expect((await current(world)).state).toBe('running');
    const again = await world.press('UANA', 'park.open', { value: id });
    expect(JSON.stringify(again)).toContain('rests once');
    const running = await world.press('UANA', 'park.back', { value: id });
    expect(JSON.stringify(running)).toContain('is not parked');
    const rest = { onepagerId: id, workspaceId: 'T1' };
    const kept = { reason: 'x', byUserId: 'UANA', parkedAt: start, returnsOn: '2026-12-05' };
    expect(await transact(world.db, (tx) => insertPark(tx, { ...rest, park: kept }))).toBe(false);
    expect(await transact(world.db, (tx) => endPark(tx, id, start))).toBe(false);
  });

  it('says at the field what is wrong, and keeps nothing', async () => {
    const world = await enter();
    const late = await parkIt(world, '2027-11-21');
    expect(late).toMatchObject({ reply: 'fix' });
    expect(JSON.stringify(late)).toContain('within 90 days');
    const past = await parkIt(world, '2026-11-21');
    expect(JSON.stringify(past)).toContain('after today');
    expect((await current(world)).state).toBe('running');
    expect(await findPark(world.db, world.onepager.id)).toBeUndefined();
  });

  it('does not lead around a review that is open', async () => {
    const world = await enter();
    await transact(world.db, (tx) =>
      insertReview(tx, world.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', weekOn: '2026-11-16' },
        ...{ dueAt: start, openedAt: start, closesAt: new Date('2026-11-22T16:00:00.000Z') },
        ...{ isLate: false, roster: ['UANA'], onepagers: [{ id: world.onepager.id, version: 1 }] },
      }),
    );
    const reply = await world.press('UANA', 'park.open', { value: world.onepager.id });
    expect(JSON.stringify(reply)).toContain('Log its decision there');
    expect((await current(world)).state).toBe('running');
  });

  it('is handed over to a full member, told in the thread, and to nobody else', async () => {
    const world = await enter();
    const { id } = world.onepager;
    const form = viewOf(await world.press('UANA', 'handover.open', { value: id }));
    for (const owner of ['UGUS', 'UOUT', 'UBOT']) {
      const refused = await world.submit('UANA', form, { owner });
      expect(JSON.stringify(refused)).toContain('full member');
    }
    expect(await world.submit('UANA', form, { owner: null })).toMatchObject({ reply: 'fix' });
    const same = await world.submit('UANA', form, { owner: 'UANA' });
    expect(JSON.stringify(same)).toContain('theirs already');
    expect((await current(world)).ownerId).toBe('UANA');

    expect(viewOf(await world.submit('UANA', form, { owner: 'UBEN' })).title.text).toBe(
      'Handed over',
    );
    expect((await current(world)).ownerId).toBe('UBEN');
    expect(await world.shown(`onepager:${id}`)).toContain('<@UBEN> · running');
    const told = await world.db
      .selectFrom('message')
      .select(['wanted', 'is_broadcast'])
      .where('thread_address', '=', `onepager:${id}`)
      .execute();
    expect(told).toHaveLength(1);
    expect(told[0]?.is_broadcast).toBe(0);
    expect(told[0]?.wanted).toContain('<@UANA> hands *#1 Action X first* over to <@UBEN>');
    const again = await world.submit('UANA', form, { owner: 'UANA' });
    expect(JSON.stringify(again)).toContain('owner <@UBEN> or a leader');
    expect((await current(world)).ownerId).toBe('UBEN');
  });
});
