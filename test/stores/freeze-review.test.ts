import { expect, it } from 'vitest';
import { readHomePage } from '../../src/features/home/read.ts';
import { closeReviews, openReviews } from '../../src/features/review/jobs.ts';
import { findOpenReview, listCards, listClosedCards } from '../../src/features/review/store.ts';
import { listWaiting } from '../../src/features/review/waiting-access.ts';
import { describeStores } from './engines.ts';
import { openFreezeRoom } from './freeze-room.ts';
import { at, due, openedCard, told } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const wide = { teamId: 'tm_1', from: at('11-01', '00:00'), to: at('12-31', '00:00') } as const;
const closing = at('11-25', '17:00');

describeStores('reviews of what is frozen', (engine) => {
  it('are paused: no card, nobody is asked, and the first line of the review says when it is decided', async () => {
    const room = await openFreezeRoom(engine, { onepagers: 2 });
    await room.freeze('U4', { value: 'op_2' });
    const { review } = await openedCard(room, due);
    const cards = await listCards(room.db, review.id);
    expect(cards.map(({ onepagerId }) => onepagerId)).toEqual(['op_1']);
    const root = await room.shown(`review:${review.id}`);
    expect(root).toMatch(/1 {2}#102 [^·]* · \*frozen\* · evidence review/);
    expect(root).toContain('1 card, 15 minutes');
    expect((await listWaiting(room.db, review)).map(({ onepager }) => onepager.id)).toEqual([
      'op_1',
    ]);
    await closeReviews.run(room.deps, closing);
    expect(await room.shown(`review:${review.id}:closed`)).not.toContain('#102');
  });

  it('does not open when all is frozen', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    await openReviews.run(room.deps, due);
    expect(await findOpenReview(room.db, 'tm_1')).toBeUndefined();
  });

  it('that are open then say so on the card, take no vote and no decision, and miss none at the close', async () => {
    const room = await openFreezeRoom(engine, { onepagers: 2 });
    const { review, card } = await openedCard(room, due);
    const now = at('11-24', '11:00');
    await room.act('U3', 'vote.cast:continue', { value: card.id, now });
    await room.freeze('U4', { value: card.onepagerId, now });
    const shown = await room.shown(`card:${card.id}`);
    expect(shown).toContain('Its evidence review decides');
    expect(shown).not.toContain('vote.cast');
    expect(shown).not.toContain('decide.open');
    expect(await room.shown(`review:${review.id}`)).toMatch(/1 {2}#101 [^·]* · \*frozen\*/);
    for (const action of ['vote.cast:continue', 'vote.cast:stop', 'decide.open']) {
      expect(told(await room.act('U1', action, { value: card.id, now }))).toContain('is frozen');
    }
    expect((await listWaiting(room.db, review)).map(({ onepager }) => onepager.id)).toEqual([
      'op_2',
    ]);
    const viewer = { workspaceId: 'T1', userId: 'U1', isFull: true, now };
    const place = { page: 0, teamId: 'tm_1' };
    const home = await readHomePage(room.db, viewer, { place, teams: [makeTeam()] });
    expect(home.readings[0]?.numbers).toEqual([102]);
    expect(home.team?.frozen).toHaveLength(1);
    await closeReviews.run(room.deps, closing);
    const [paused, missing] = await listCards(room.db, review.id);
    expect(paused).toMatchObject({ state: 'no-decision', isPaused: true });
    expect(missing?.isPaused).toBeUndefined();
    expect((await listClosedCards(room.db, wide)).map(({ onepagerId }) => onepagerId)).toEqual([
      'op_2',
    ]);
    expect(await room.shown(`card:${card.id}`)).toContain('no decision is missing here');
    const closed = await room.shown(`review:${review.id}:closed`);
    expect(closed).toContain('0 decided, 1 with no decision');
    expect(closed).toContain('*frozen*');
  });

  it('that are open then are decided by the decision that ends the freeze', async () => {
    const room = await openFreezeRoom(engine);
    const { review, card } = await openedCard(room, due);
    const now = at('11-24', '11:00');
    await room.freeze('U4', { now });
    expect(told(await room.end('U1', { over: { line: 'Fine again' }, now }))).toBe('(done)');
    const [decided] = await listCards(room.db, review.id);
    expect(decided?.state).toBe('decided');
    expect(await room.shown(`card:${card.id}`)).toContain('Fine again');
    await closeReviews.run(room.deps, closing);
    expect(await room.shown(`review:${review.id}:closed`)).toContain('the card was decided');
  });
});
