import { describe, expect, it } from 'vitest';
import { countSaid, openCrew, publish, setUp } from '../harness/crew.ts';
import { enterReview } from '../harness/review-room.ts';

describe('forms and people outlive a review', () => {
  it('readings typed into a form from before the close are kept with that review, as late (B-28)', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const { ana, client } = crew;
    await setUp(crew, ana);
    await publish(ana, { scene: 'Product' });
    await client.advance({ next: 'review' });
    const review = await enterReview(crew);
    await ana.presses('Readings', review.card(1));
    await ana.seesModal(/now\?/);
    await client.advance({ next: 'reviewClose' });
    await ana.fills({ 'Action X in 24 h: now': '46%', '^Why': 'typed before the close' });
    await ana.submits();
    await ana.seesModal(/Saved, and marked as late on #1/);
    await ana.closes({ isCleared: true });
    await ana.presses('Readings', review.card(1));
    const again = await ana.seesModal(/Action X in 24 h: now/);
    expect(JSON.stringify(again.view)).toMatch(/"initial_value":"46%"/);
    expect(await review.seeCard(1, /No decision/)).not.toContain('Decided');
    expect(await countSaid(crew, /^The review closed/)).toBe(1);
  });

  it('the ritual goes on when the owner of a one-pager is deactivated', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const { ana, ben, client } = crew;
    await setUp(crew, ana);
    await publish(ben, { scene: 'Platform' });
    await client.change({ change: 'editPerson', userId: 'U0BEN', person: { isDeleted: true } });
    await client.advance({ next: 'review' });
    await enterReview(crew);
    await client.advance({ next: 'rollup' });
    expect(await countSaid(crew, /^The review closed/)).toBe(1);
    expect(await countSaid(crew, /· roll-up/)).toBe(1);
    const calls = await client.calls();
    expect(calls.filter(({ args }) => args.channel === 'U0BEN' || args.users === 'U0BEN')).toEqual(
      [],
    );
  });
});
