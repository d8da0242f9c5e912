import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { asks, type Crew, errorsOf, openCrew, publish, setUp } from '../harness/crew.ts';
import { addReadings, enterReview, type ReviewRoom } from '../harness/review-room.ts';

// Friday 20 November 2026; reviews are on Tuesdays at 10:00 in Berlin.

describe('two people sharpen one page, and its next review knows', () => {
  let crew: Crew;
  let review: ReviewRoom;
  const card = /#1 Action X first/;

  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket', rate: 'off' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
  });
  afterAll(() => crew.world.stop());

  it('a rule that nobody could judge is said at its field; or, stop outright and a co-author are kept', async () => {
    const { ana, ben } = crew;
    await ana.presses('Sharpen', { in: card });
    await ana.seesModal(/Stop outright if/);
    await ana.fills({ 'Stop outright if': '14-day activation >=90%' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toMatch(/would stop when the number goes the way that you want/);
    await ana.fills({
      'Written with': ['Ben'],
      'Or continue if': '14-day activation >=33%',
      'Stop outright if': '14-day activation <=20%',
    });
    await ana.submits();
    await ana.seesModal(/Stop outright if added: 14-day activation ≤20%/);
    await ana.closes();
    await ben.sees(
      /<@U0ANA> with <@U0BEN>.*stop outright if ≤20%.*Or in place of all this:\* continue if 14-day activation ≥33%/s,
    );
  });

  it('the later of the two sees what the first saved, and is asked before anything is lost', async () => {
    const { ana, ben } = crew;
    await ana.presses('Sharpen', { in: card });
    await ana.seesModal(/Everything here is optional/);
    await ben.presses('Sharpen', { in: card });
    await ben.seesModal(/Everything here is optional/);
    await ana.fills({ 'What to share': 'Ana’s wording' });
    await ana.submits();
    await ana.seesModal(/What to share added: Ana’s wording/);
    await ana.closes();
    await ben.fills({ 'What to share': 'Ben’s wording', Assumptions: 'People read it' });
    await ben.submits();
    const asked = await ben.seesModal(/changed while you were typing/);
    expect(wordsOf(asked.view)).toMatch(/saved is “Ana’s wording”, yours is “Ben’s wording”/);
    await ben.submits();
    await ben.seesModal(/What to share: Ana’s wording → Ben’s wording/);
    await ben.closes();
    expect(await asks(ana, '/onepager show 1')).toMatch(/People read it.*What to share: Ben’s/s);
  });

  it('the next review shows the amendments, and a stop outright before the gate asks nobody why', async () => {
    const { ana, client } = crew;
    // The outcome can be read from 27 November on.
    await client.advance({ to: '2026-11-24T09:00:00.000Z' });
    review = await enterReview(crew);
    const shown = await review.seeCard(1, /changed since it was published/);
    expect(shown).toMatch(/Or continue if added: 14-day activation ≥33%/);
    expect(shown).toContain('in these minutes: promote it only if what must move has moved');
    await addReadings(ana, review.card(1), { '14-day activation: now': '19%', '^Why': 'ads' });
    const early = await review.seeCard(1, /19%/);
    expect(early).toMatch(
      /Too early\* {2}14-day activation 27% → 19%, stop outright if ≤20% · ready to read/,
    );
    expect(early).not.toContain('STOP OUTRIGHT');
    const { ben } = crew;
    await ben.presses('Stop', review.card(1));
    await ben.closes();
    expect(await asks(ana, '/onepager scene product')).toMatch(
      /If this sounds like you.*Where this scene is weak itself.*What our own checker says of it/s,
    );
  });

  it('at the gate it says stop outright, whatever else is met', async () => {
    const { ana, client } = crew;
    await client.advance({ to: '2026-12-01T09:00:00.000Z' });
    review = await enterReview(crew);
    const given = {
      'Action X in 24 h: now': '60%',
      '14-day activation: now': '19%',
      '^Why': 'ads',
    };
    await addReadings(ana, review.card(1), given);
    // The card knew 19% of the week before; 60% is new.
    const shown = await review.seeCard(1, /60%/);
    expect(shown).toContain('Rule says: STOP OUTRIGHT, because of 14-day activation.');
    await ana.presses('Log decision', review.card(1));
    const form = await ana.seesModal(/STOP OUTRIGHT/);
    expect(wordsOf(form.view)).toContain('What was learned?');
    await ana.closes();
  });
});
