import { expect, it } from 'vitest';
import { openDecide, reshapeDecide, submitDecide } from '../../src/features/decide/handlers.ts';
import { openRetire } from '../../src/features/deviate/retire-handlers.ts';
import { insertDeviation, listDeviations } from '../../src/features/deviation/store.ts';
import { listCards } from '../../src/features/review/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { asked, openKeyRoom } from './key-room.ts';
import {
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

describeStores('what a decision does to a deviation', (engine) => {
  const dare = ({ db, deps }: Room, area: string) =>
    transact(db, (tx) =>
      insertDeviation(tx, deps.newId, {
        ...({ workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', area } as const),
        ...{ deviation: 'a checklist', because: 'people stall', benefit: 'b', risk: 'r' },
        ...{ isReversible: true, byUserId: 'U1', at: due },
      }),
    );

  async function reachChange(room: Room) {
    const { review } = await openedCard(room, due);
    const [card] = await listCards(room.db, review.id);
    const form = await openDecide(room.deps, press('U1', card?.id ?? '', due));
    return reshapeDecide(room.deps, {
      ...press('U1', '', due),
      place: {
        ...{ at: 'modal', viewId: 'V1', callbackId: 'decide.log' },
        metadata: viewOf(form).private_metadata ?? '',
        values: { ...prefilled(form), choice: 'change' },
      },
    });
  }

  const changed = {
    ...{ line: 'a change', newTest: 'by mail', leverage: 'structure' },
    ...{ newChange: 'a short film on Action X', newBecause: 'people skip what they must read' },
  };

  it('is not retired by itself: it came with a one-pager', async () => {
    const room = await openRoom(engine);
    const { id } = await dare(room, 'Send more');
    const refused = await openRetire(room.deps, press('U1', id, due));
    expect(told(refused)).toContain('settled by its decision');
    expect(await listDeviations(room.db, { teamId: 'tm_1' })).toMatchObject([
      { id, state: 'open' },
    ]);
  });

  it('lets it follow a changed mechanism', async () => {
    const room = await openRoom(engine);
    await dare(room, 'Send more');
    const form = await reachChange(room);
    expect(await submitDecide(room.deps, fill('U1', form, changed, due))).toEqual({
      reply: 'done',
    });
    expect(await listDeviations(room.db, { teamId: 'tm_1' })).toMatchObject([
      { state: 'open', deviation: changed.newChange, because: changed.newBecause },
    ]);
  });

  it('puts no new mechanism into a protected area that nobody agreed to, but a new test', async () => {
    const room = await openRoom(engine);
    await dare(room, 'Security');
    const form = await reachChange(room);
    const refused = await submitDecide(room.deps, fill('U1', form, changed, due));
    expect(refused).toHaveProperty(
      'errors.newChange',
      expect.stringContaining('an approver first'),
    );
    const { newChange, newBecause, ...test } = changed;
    expect(await submitDecide(room.deps, fill('U1', form, test, due))).toEqual({ reply: 'done' });
  });

  it('is opened again when the stop that retired it is reversed', async () => {
    const room = await openKeyRoom(engine, []);
    await dare(room, 'Send more');
    const { review } = await openedCard(room, due);
    const [card] = await listCards(room.db, review.id);
    const form = await openDecide(room.deps, press('U1', card?.id ?? '', due));
    const stop = await reshapeDecide(room.deps, {
      ...press('U1', '', due),
      place: {
        ...{ at: 'modal', viewId: 'V1', callbackId: 'decide.log' },
        metadata: viewOf(form).private_metadata ?? '',
        values: { ...prefilled(form), choice: 'stop' },
      },
    });
    const words = { line: 'it does not hold', learned: 'nobody reads', harmed: 'no' };
    expect(await submitDecide(room.deps, fill('U1', stop, words, due))).toEqual({ reply: 'done' });
    const states = async () =>
      (await listDeviations(room.db, { teamId: 'tm_1' })).map(({ state, lesson }) => [
        state,
        lesson,
      ]);
    expect(await states()).toEqual([['retired', 'nobody reads']]);
    const entry = await room.db.selectFrom('decision').select('id').executeTakeFirst();
    const back = await room.act('U1', 'twokey.open', entry?.id ?? '', asked);
    await room.submit('U1', back, { mode: 'reverse', because: 'the wrong card' }, asked);
    expect(await states()).toEqual([['open', '']]);
  });
});
