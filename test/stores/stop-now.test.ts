import { expect, it } from 'vitest';
import { submitDecide } from '../../src/features/decide/handlers.ts';
import { openStop, submitStop } from '../../src/features/decide/stop-handlers.ts';
import { listDecisions } from '../../src/features/decision/store.ts';
import { insertDeviation, listSettledDeviations } from '../../src/features/deviation/store.ts';
import { listDefaults } from '../../src/features/floor/store.ts';
import { getOnePager, saveOnePagerState } from '../../src/features/onepager/store.ts';
import { closeReviews } from '../../src/features/review/jobs.ts';
import { findCard } from '../../src/features/review/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import {
  at,
  due,
  fill,
  openedCard,
  openRoom,
  prefilled,
  press,
  type Room,
  told,
  viewOf,
} from './review-room.ts';

const now = at('11-27', '11:00');

describeStores('stop it', (engine) => {
  const open = (room: Room, userId: string, when = now, id = 'op_1') =>
    openStop(room.deps, press(userId, id, when));
  const stateOf = async (room: Room) => (await getOnePager(room.db, 'T1', 'op_1')).state;
  const listStops = (room: Room) =>
    listDecisions(room.db, { teamId: 'tm_1', kinds: ['stop'], from: at('11-20', '00:00') });

  it('stops at once while no review is open: the log, the card, its deviation, what the floor learns', async () => {
    const room = await openRoom(engine);
    await transact(room.db, (tx) =>
      insertDeviation(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', area: 'send more' },
        ...{ deviation: 'a checklist', because: 'people stall', benefit: '', risk: '' },
        ...{ isReversible: true, byUserId: 'U1', at: due },
      }),
    );
    // Who may say stop, without being its owner or a leader.
    const form = await open(room, 'U3');
    expect(findLimitBreaks(viewOf(form))).toEqual([]);
    expect(prefilled(form)).toMatchObject({ harmed: 'no', revisitOn: '2027-02-25', learned: null });
    const send = (over: Record<string, string>, when = now) =>
      submitStop(room.deps, fill('U3', form, over, when));
    expect(await send({ harmed: 'yes', revisitOn: '2026-11-27' })).toMatchObject({
      reply: 'fix',
      errors: {
        learned: expect.stringContaining('fill'),
        floor: expect.stringContaining('floor'),
        revisitOn: expect.stringContaining('future'),
      },
    });
    expect(await stateOf(room)).toBe('running');
    const filled = { learned: 'people know what is next', harmed: 'yes', floor: 'no pop-ups' };
    expect(await send(filled)).toEqual({ reply: 'done' });
    expect(await stateOf(room)).toBe('stopped');
    expect(await listStops(room)).toMatchObject([
      {
        ...{ onepagerId: 'op_1', decidedByUserId: 'U3', revisitOn: '2027-02-25' },
        ...{ isAgainstRule: false, isAgainstMajority: false },
        texts: { learned: filled.learned, floor: filled.floor },
      },
    ]);
    expect(await room.shown('onepager:op_1')).toContain('people know what is next');
    expect(await listDefaults(room.db, 'tm_1')).toMatchObject([{ statement: 'no pop-ups' }]);
    const window = { teamId: 'tm_1', from: due, to: at('12-31', '00:00') } as const;
    expect(await listSettledDeviations(room.db, window)).toMatchObject([
      { state: 'retired', lesson: filled.learned },
    ]);
    // The second of two people hears that it is over.
    expect(told(await send(filled, at('11-27', '11:01')))).toMatch(/#101 does not run any more/);
    expect(told(await open(room, 'U1'))).toMatch(/#101 does not run any more/);
    expect(await listStops(room)).toHaveLength(1);
  });

  it('on an open card it is the decision of the review, with stop chosen', async () => {
    const room = await openRoom(engine);
    const { card } = await openedCard(room, due);
    const form = await open(room, 'U1', due);
    expect(prefilled(form)).toMatchObject({ choice: 'stop', confidence: 'medium' });
    const sent = fill('U1', form, { learned: 'nothing moved', line: 'no gain' }, due);
    expect(await submitDecide(room.deps, sent)).toEqual({ reply: 'done' });
    expect((await findCard(room.db, 'T1', card.id))?.card.state).toBe('decided');
    expect(await stateOf(room)).toBe('stopped');
  });

  it('of who may say stop and not decide it closes the card of the review too', async () => {
    const room = await openRoom(engine);
    const { review, card } = await openedCard(room, due);
    const form = await open(room, 'U3', due);
    const sent = fill('U3', form, { learned: 'nothing moved', line: 'no gain' }, due);
    expect(await submitStop(room.deps, sent)).toEqual({ reply: 'done' });
    const [stop] = await listStops(room);
    expect(stop?.reviewId).toBe(review.id);
    expect((await findCard(room.db, 'T1', card.id))?.card).toMatchObject({
      ...{ state: 'decided', decisionId: stop?.id },
    });
    expect(await room.shown(`card:${card.id}`)).toContain('Decided: stop');
    await closeReviews.run(room.deps, review.closesAt);
    expect(await room.shown(`review:${review.id}:closed`)).toContain('nothing moved');
  });

  it('says who may, and nothing at all to who may not read it', async () => {
    const room = await openRoom(engine);
    expect(told(await open(room, 'U4'))).toMatch(/#101 is for <@U1>, <@U3>, a leader/);
    expect(told(await open(room, 'UOUT'))).not.toContain('#101');
    expect(told(await open(room, 'UGUEST'))).not.toContain('(show)');
    expect(told(await open(room, 'U1', now, 'op_9'))).toMatch(/not there any more/);
    const form = await open(room, 'U2');
    const foreign = { ...fill('U4', form, { learned: 'x', line: 'x' }, now) };
    expect(told(await submitStop(room.deps, foreign))).toMatch(/is for <@U1>/);
    expect(told(await submitStop(room.deps, { ...foreign, metadata: 'old' }))).not.toBe('(done)');
    await transact(room.db, (tx) => saveOnePagerState(tx, { id: 'op_1', state: 'frozen' }));
    expect(told(await open(room, 'U1'))).toMatch(/#101 is frozen/);
    expect(await listStops(room)).toEqual([]);
  });
});
