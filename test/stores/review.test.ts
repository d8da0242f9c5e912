import { expect, it } from 'vitest';
import { openDecide } from '../../src/features/decide/handlers.ts';
import {
  openCardReadings,
  openMyReadings,
  startClock,
  submitReadings,
} from '../../src/features/review/handlers.ts';
import { closeReviews, openReviews, showClocks } from '../../src/features/review/jobs.ts';
import {
  findOpenReview,
  listCards,
  listClosedCards,
  listReviews,
} from '../../src/features/review/store.ts';
import { listVotes } from '../../src/features/review/store-vote.ts';
import { listOccurrences } from '../../src/features/team/store-occurrence.ts';
import { pressVote, seeVotes, submitVote } from '../../src/features/vote/handlers.ts';
import { describeStores } from './engines.ts';
import {
  at,
  due,
  fill,
  gateReview,
  openedCard,
  openRoom,
  prefilled,
  press,
  told,
} from './review-room.ts';

describeStores('the review', (engine) => {
  it('opens once at its time, with the roster and a card for each one-pager, and says nothing twice', async () => {
    const room = await openRoom(engine, { onepagers: 3 });
    await openReviews.run(room.deps, new Date(due.getTime() - 1));
    expect(await findOpenReview(room.db, 'tm_1')).toBeUndefined();
    const { review } = await openedCard(room, due);
    await openReviews.run(room.deps, due);
    expect(await listCards(room.db, review.id)).toHaveLength(3);
    const root = await room.shown(`review:${review.id}`);
    expect(root).toContain('<@U1> your cards are due. 3 cards, 5 minutes each.');
    expect(review.closesAt).toEqual(at('11-25', '17:00'));
    expect(await listOccurrences(room.db, 'tm_1', 'review')).toMatchObject([{ outcome: 'opened' }]);
    const next = await openReviews.nextDue?.(room.deps, due);
    expect(next).toEqual({
      review: at('12-01', '10:00'),
      gate: gateReview,
      reviewAhead: at('11-30', '14:00'),
    });
  });

  it('opens one review after a long sleep, late and said so; what was missed is recorded', async () => {
    const room = await openRoom(engine);
    await openReviews.run(room.deps, at('12-22', '11:00'));
    const review = await findOpenReview(room.db, 'tm_1');
    expect(review).toMatchObject({ isLate: true, weekOn: '2026-12-21' });
    expect(await room.shown(`review:${review?.id}`)).toContain('was not running then');
    const outcomes = (await listOccurrences(room.db, 'tm_1', 'review')).map((one) => one.outcome);
    expect(outcomes).toEqual(['missed', 'missed', 'missed', 'missed', 'late']);
  });

  it('skips a week in which nothing runs, without a word', async () => {
    const room = await openRoom(engine, { onepagers: 0 });
    await openReviews.run(room.deps, due);
    expect(await findOpenReview(room.db, 'tm_1')).toBeUndefined();
    expect(await listOccurrences(room.db, 'tm_1', 'review')).toMatchObject([
      { outcome: 'skipped' },
    ]);
    expect(await room.db.selectFrom('message').selectAll().execute()).toEqual([]);
  });

  it('runs the fifteen minutes in the root: 15, 5, 0; a second start hears that it runs', async () => {
    const room = await openRoom(engine);
    const { review } = await openedCard(room, due);
    const minutes = (count: number) => new Date(due.getTime() + count * 60_000);
    expect(await startClock(room.deps, press('U3', review.id, due))).toEqual({ reply: 'done' });
    expect(told(await startClock(room.deps, press('U4', review.id, minutes(2))))).toContain(
      'runs already',
    );
    expect(await showClocks.nextDue?.(room.deps, minutes(2))).toEqual({ clock: minutes(10) });
    await showClocks.run(room.deps, minutes(10));
    expect(await room.shown(`review:${review.id}`)).toContain('5 minutes left');
    await showClocks.run(room.deps, minutes(15));
    expect(await room.shown(`review:${review.id}`)).toContain('The 15 minutes are up');
  });

  it('counts votes of full members once each, and hides how they fell', async () => {
    const room = await openRoom(engine);
    const { card } = await openedCard(room, due);
    const first = press('U2', card.id, due, 'continue');
    expect(await pressVote(room.deps, first)).toEqual({ reply: 'done' });
    expect(await pressVote(room.deps, first)).toEqual({ reply: 'done' });
    expect(told(await pressVote(room.deps, press('UGUEST', card.id, due, 'continue')))).toContain(
      'full members',
    );
    expect(told(await seeVotes(room.deps, press('U3', card.id, due)))).toContain('hidden');
    const form = await pressVote(room.deps, press('U3', card.id, due, 'stop'));
    const blank = await submitVote(room.deps, fill('U3', form, { reason: ' ' }, due));
    expect(blank.reply).toBe('fix');
    await submitVote(room.deps, fill('U3', form, { reason: 'one <!channel> campaign' }, due));
    await pressVote(room.deps, press('U3', card.id, due, 'continue'));
    await submitVote(room.deps, fill('U3', form, { reason: 'one <!channel> campaign' }, due));
    const votes = await listVotes(room.db, card.id);
    expect(votes.map((vote) => vote.choice).sort()).toEqual(['continue', 'stop']);
    const shown = await room.shown(`card:${card.id}`);
    expect(shown).toContain('2 of 4 voted');
    expect(shown).not.toContain('1 stop');
    const split = JSON.stringify(await seeVotes(room.deps, press('U2', card.id, due)));
    expect(split).toContain('one &lt;!channel&gt; campaign');
  });

  it('keeps readings, refuses what is no number at its field, and shows the verdict', async () => {
    const room = await openRoom(engine);
    const { review, card } = await openedCard(room, due);
    expect(told(await openMyReadings(room.deps, press('U3', review.id, due)))).toContain(
      'None of the open cards',
    );
    const form = await openMyReadings(room.deps, press('U1', review.id, due));
    const proxy = `${card.id}.sg_s1`;
    const bad = await submitReadings(
      room.deps,
      fill('U1', form, { [`${proxy}.value`]: 'good', [`${card.id}.why`]: 'because' }, due),
    );
    expect(bad).toMatchObject({ reply: 'fix', errors: { [`${proxy}.value`]: expect.any(String) } });
    const good = {
      [`${proxy}.value`]: '46,1 %',
      [`${proxy}.counted`]: '190 / 412',
      [`${card.id}.why`]: 'the list helps',
    };
    expect(await submitReadings(room.deps, fill('U1', form, good, due))).toEqual({ reply: 'done' });
    const shown = await room.shown(`card:${card.id}`);
    expect(shown).toContain('41% → 46.12% (n 412)');
    expect(shown).toContain('On track, gate in 11 days.');
    expect(shown).toContain('the list helps');
    expect(await room.shown(`review:${review.id}`)).toContain('on track · gate in 11 days');
  });

  it('asks the cards of somebody with many in pages', async () => {
    const room = await openRoom(engine, { onepagers: 6 });
    const { review } = await openedCard(room, due);
    const first = await openMyReadings(room.deps, press('U1', review.id, due));
    const whys = Object.fromEntries(
      Object.keys(prefilled(first))
        .filter((id) => id.endsWith('.why'))
        .map((id) => [id, 'so']),
    );
    expect(Object.keys(whys)).toHaveLength(4);
    const second = await submitReadings(room.deps, fill('U1', first, whys, due));
    expect(second.reply).toBe('replace');
    expect(Object.keys(prefilled(second)).filter((id) => id.endsWith('.why'))).toHaveLength(2);
  });

  it('closes at its time: undecided cards end as no decision, one broadcast, late readings are marked', async () => {
    const room = await openRoom(engine);
    const { review, card } = await openedCard(room, due);
    const closesAt = at('11-25', '17:00');
    expect(await closeReviews.nextDue?.(room.deps, due)).toEqual({ reviewClose: closesAt });
    await closeReviews.run(room.deps, closesAt);
    await closeReviews.run(room.deps, closesAt);
    expect(await room.shown(`card:${card.id}`)).toContain('*No decision.*');
    expect(await room.shown(`review:${review.id}:closed`)).toContain(
      '0 decided, 1 with no decision',
    );
    const window = { teamId: 'tm_1', from: due, to: at('12-01', '00:00') } as const;
    expect(await listClosedCards(room.db, window)).toMatchObject([{ state: 'no-decision' }]);
    expect(await listReviews(room.db, window)).toHaveLength(1);
    const later = new Date(closesAt.getTime() + 60_000);
    expect(told(await pressVote(room.deps, press('U2', card.id, later, 'continue')))).toContain(
      'no decision',
    );
    expect(told(await openDecide(room.deps, press('U1', card.id, later)))).toContain('no decision');
    const form = await openCardReadings(room.deps, press('U3', card.id, later));
    const late = { [`${card.id}.sg_s1.value`]: '44%', [`${card.id}.why`]: 'found it' };
    const kept = await submitReadings(room.deps, fill('U3', form, late, later));
    expect(JSON.stringify(kept)).toContain('marked as late on #');
    expect(await room.shown(`card:${card.id}`)).toMatch(
      /read after the card was closed: Action X in 24 h 44%/,
    );
    const again = await openCardReadings(room.deps, press('U3', card.id, later));
    const over = { [`${card.id}.sg_s1.value`]: '49%', [`${card.id}.why`]: 'better' };
    expect((await submitReadings(room.deps, fill('U3', again, over, later))).reply).toBe('fix');
  });
});
