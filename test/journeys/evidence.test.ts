import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Crew, openCrew, publish, setUp, told } from '../harness/crew.ts';
import { enterReview, logDecision } from '../harness/review-room.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

describe('evidence is kept where the work happens', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    await publish(crew.ben, { scene: 'Platform' });
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('a message is added from its menu: which one-pager, and one line of why', async () => {
    const { mia, theo } = crew;
    await theo.says('Three of five testers went past step N without help');
    const message = await mia.sees(/Three of five testers/);
    await mia.invokes('Add as evidence', message);
    const form = JSON.stringify((await mia.seesModal(/For which one-pager/)).view);
    expect(form).toContain('#1 Action X first');
    expect(form).toContain('#3 Read-through cache');
    await mia.submits({ mayFail: true });
    await mia.fills({
      'For which': '#1 Action X first',
      'What does it show': 'the prompt is <enough>',
    });
    await mia.submits();
    await mia.seesModal(/Kept with \*#1 Action X first\*/);
    await mia.closes();

    const full = told(await theo.runs('/onepager show 1'));
    const link = `/archives/C0GROWTH/p${message.ts.replace('.', '')}`;
    expect(full).toMatch(new RegExp(`Evidence.*${link}\\|message>.*<@U0MIA>`, 's'));
    expect(full).toContain('the prompt is &lt;enough&gt;');
  });

  it('the same message again is ignored with a sentence', async () => {
    const { ben } = crew;
    await ben.invokes('Add as evidence', await ben.sees(/Three of five testers/));
    await ben.seesModal(/For which one-pager/);
    await ben.fills({ 'For which': '#1 Action X first', 'What does it show': 'me too' });
    await ben.submits();
    await ben.seesModal(/already, so nothing was added a second time/);
    await ben.closes();
    expect(told(await ben.runs('/onepager show 1'))).not.toContain('me too');
  });

  it('the card in the review shows it, at once when it is added while the review is open', async () => {
    const { ana, mia, client } = crew;
    await client.advance({ next: 'review' });
    const review = await enterReview(crew);
    expect(
      await review.seeCard(1, /evidence: 1 message: the prompt is &lt;enough&gt;/),
    ).toBeTruthy();
    await ana.says('Two more asked what the prompt was for', { thread: review.root.ts });
    const reply = await ana.sees(/what the prompt was for/, { thread: review.root.ts });
    await mia.invokes('Add as evidence', reply);
    await mia.seesModal(/For which one-pager/);
    await mia.fills({ 'For which': '#1 Action X first', 'What does it show': 'it is not clear' });
    await mia.submits();
    await mia.seesModal(/Kept with/);
    await mia.closes();
    expect(await review.seeCard(1, /2 messages, the newest: it is not clear/)).toContain(
      'thread_ts=',
    );
  });

  it('a decision carries what was known when it was made, and nothing that came later', async () => {
    const { ana, mia, client } = crew;
    const review = await enterReview(crew);
    await logDecision(ana, review.card(1));
    const card = await review.seeCard(1, /Decided/);
    const number = Number(/log #(\d+)/.exec(card)?.[1]);
    await client.advance({ minutes: 5 });
    await mia.says('A late thought');
    await mia.invokes('Add as evidence', await mia.sees(/A late thought/));
    await mia.seesModal(/For which one-pager/);
    await mia.fills({ 'For which': '#1 Action X first', 'What does it show': 'too late' });
    await mia.submits();
    await mia.seesModal(/Kept with/);
    await mia.closes();
    const record = told(await mia.runs(`/onepager show ${number}`));
    expect(record).toMatch(/Evidence at the time.*the prompt is.*it is not clear/s);
    expect(record).toContain('About one-pager #1');
    expect(record).not.toContain('too late');
    expect(told(await mia.runs('/onepager show 1'))).toContain('too late');
  });

  it('guests are refused kindly, and so is a place that Barbell cannot see', async () => {
    const { ana, gil, lena } = crew;
    await ana.says('Look at this', { channel: 'company' });
    await gil.invokes('Add as evidence', await gil.sees(/Look at this/, { channel: 'company' }));
    await gil.seesModal(/added by full members/);
    await gil.closes();
    await lena.says('Between us', { channel: 'growth-leads' });
    const message = await ana.sees(/Between us/, { channel: 'growth-leads' });
    await ana.invokes('Add as evidence', message);
    await ana.seesModal(/I cannot see this message/);
    await ana.closes();
    expect(crew.world.botLog()).not.toMatch(/"level":(50|60)/);
  });
});
