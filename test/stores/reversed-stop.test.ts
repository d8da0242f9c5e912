import { expect, it } from 'vitest';
import { listDecisions } from '../../src/features/decision/store.ts';
import { saveOnePagerState } from '../../src/features/onepager/store.ts';
import { closeOne } from '../../src/features/review/close.ts';
import { decideCard } from '../../src/features/review/store-card.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { asked, openKeyRoom } from './key-room.ts';
import { gateReview, openedCard } from './review-room.ts';

describeStores('a stop that was reversed', (engine) => {
  it('is called so while the review is open, when it closes and in the log, and counts as no stop', async () => {
    const room = await openKeyRoom(engine, []);
    const { review, card } = await openedCard(room, gateReview);
    const entry = await room.log({ reviewId: review.id });
    await transact(room.db, async (tx) => {
      await decideCard(tx, card.id, entry.id);
      await saveOnePagerState(tx, { id: 'op_1', state: 'stopped', endedAt: asked });
    });
    const words = await room.act('U2', 'twokey.open', entry.id);
    await room.submit('U2', words, { because: 'a slip of the pen', line: 'nobody waited less' });
    const [, righted] = await listDecisions(room.db, { teamId: 'tm_1' });
    const form = await room.act('U2', 'twokey.open', righted?.id ?? '');
    const done = await room.submit('U2', form, { mode: 'reverse', because: 'the wrong card' });
    const [right, back] = [entry.number + 1, entry.number + 2];
    expect(JSON.stringify(done)).toContain(`*#${back}* reverses *#${right}*`);
    expect(await room.show('U3', 101)).toContain(`#${back} Reversed #${right} ·`);
    const shown = await room.show('U3', back);
    expect(shown).toContain(`*#${back}* · Reversed · `);
    expect(shown).toContain(`Reverses #${right}`);
    const told = `stopped, then reversed by #${back}; it runs again`;
    expect(await room.shown(`review:${review.id}`)).toContain(told);
    await transact(room.db, (tx) => closeOne(tx, { deps: room.deps, review }, review.closesAt));
    const closed = await room.shown(`review:${review.id}:closed`);
    expect(closed).toContain('The review closed: 0 decided, 1 reversed.');
    expect(closed).toContain(`*${told}*`);
    expect(closed).not.toContain('Learned');
  });

  it('is put right in the closing message and the root when the review has closed before', async () => {
    const room = await openKeyRoom(engine, []);
    const { review, card } = await openedCard(room, gateReview);
    const entry = await room.log({ reviewId: review.id });
    await transact(room.db, async (tx) => {
      await decideCard(tx, card.id, entry.id);
      await saveOnePagerState(tx, { id: 'op_1', state: 'stopped', endedAt: asked });
      await closeOne(tx, { deps: room.deps, review }, review.closesAt);
    });
    const address = `review:${review.id}:closed`;
    expect(await room.shown(address)).toContain('the card was decided');
    const form = await room.act('U2', 'twokey.open', entry.id, review.closesAt);
    const because = { mode: 'reverse', because: 'the wrong card' };
    await room.submit('U2', form, because, review.closesAt);
    expect(await room.shown(address)).toContain('The review closed: 0 decided, 1 reversed.');
    expect(await room.shown(`review:${review.id}`)).toContain('it runs again');
    const rows = await room.db
      .selectFrom('message')
      .select('is_broadcast')
      .where('address', '=', address)
      .execute();
    // It stays the one message that it was, in the channel too.
    expect(rows).toEqual([{ is_broadcast: 1 }]);
  });
});
