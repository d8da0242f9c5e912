import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../sandbox/server/play/actor.ts';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { answerTo, asks, type Crew, errorsOf, openCrew, publish, setUp } from '../harness/crew.ts';
import { enterReview, logDecision } from '../harness/review-room.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

// Tuesday 24 November 2026, 09:30 in Berlin; the review opens at 10:00.

describe('a major decision is taken back with two keys', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket', startAt: '2026-11-24T08:30:00.000Z' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  const dm = { channel: 'dm' };

  async function name(by: Actor, role: string, who: string): Promise<void> {
    await by.fills({ 'Ask one more person': role, '^Who': who });
    const before = await by.seesModal(/Who does what/);
    await by.submits();
    await by.seesRedrawn(before);
  }

  it('the leader names key-holders in settings, who accept by direct message', async () => {
    const { ana, ben, mia, noor } = crew;
    await ana.runs('/onepager settings');
    await ana.seesModal(/No key-holder yet/);
    await ana.presses('Roles');
    await ana.seesModal(/Who does what/);
    for (const who of ['Ben', 'Mia', 'Noor', 'Lena']) await name(ana, 'Key-holders', who);
    await ana.fills({ 'Ask one more person': 'Key-holders', '^Who': 'Gil' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toContain('no guest, app or deactivated account');
    await ana.closes({ isCleared: true });
    for (const who of [ben, mia, crew.lena]) {
      await who.presses('I accept', { ...dm, in: /a key-holder/ });
      await who.sees(/You are a key-holder/, dm);
    }
    await noor.presses('Not me', { ...dm, in: /a key-holder/ });
    await ana.sees(/<@U0NOOR> would rather not be a key-holder/, dm);
    await ana.sees(/<@U0BEN> accepted: a key-holder/, dm);
  });

  it('a tick makes a decision major, with a day to look again', async () => {
    const { ana, client } = crew;
    await client.advance({ next: 'review' });
    const review = await enterReview(crew);
    await ana.presses('Log decision', review.card(1));
    const form = await ana.seesModal(/Is it a major decision/);
    await ana.fills({ 'Is it a major': ['Major: it binds several teams, or is hard to undo'] });
    const drawn = await ana.seesRedrawn(form);
    expect(JSON.stringify(drawn.view)).toContain('"initial_date":"2027-02-22"');
    await ana.submits();
    expect(await review.seeCard(1, /Decided: continue/)).toContain('*major*');
  });

  it('whoever wants it back asks two others, and hears why their own key is none of the two', async () => {
    const { ana, theo } = crew;
    await ana.runs('/onepager show 3');
    await ana.presses('Correct this entry', { in: /#3 / });
    await ana.seesModal(/two key-holders other than you/);
    await ana.fills({ 'What is it': 'It holds no longer', '^Why': 'the other team never agreed' });
    await ana.submits();
    await ana.seesModal(/Asked: .*Two of them turn their key/s);
    await ana.closes();
    const card = { in: /Two keys are asked to reverse #3/ };
    await theo.presses('Turn my key', card);
    await theo.sees(/Turning a key is for the team’s key-holders/);
    await ana.presses('Turn my key', card);
    await ana.sees(/it takes two other key-holders/);
    expect(await asks(theo, '/onepager show 3')).toMatch(
      /no key yet · waiting for: .*ends by itself/,
    );
  });

  it('a key of somebody who was deactivated does not count; a deputy of another team turns the second', async () => {
    const { ana, ben, mia, lena, client } = crew;
    await ben.presses('Turn my key', { ...dm, in: /Two keys are asked/ });
    await ana.sees(/Turned: <@U0BEN>. One more is missing/);
    await client.change({ change: 'editPerson', userId: 'U0BEN', person: { isDeleted: true } });
    await mia.presses('Turn my key', { ...dm, in: /Two keys are asked/ });
    await ana.sees(/Turned: <@U0MIA>. One more is missing/);
    expect(await asks(ana, '/onepager decisions')).not.toContain('reversed by');
    await lena.presses('Turn my key', { ...dm, in: /Two keys are asked/ });
    const done = await ana.sees(/#3 is reversed with two keys: <@U0MIA>, <@U0LENA>\. Log #4/);
    expect(messageWords(done)).not.toContain('Turn my key');
    await mia.sees(/#3 is reversed with two keys/, dm);
    await ana.sees(/#3 is reversed with two keys/, dm);
  });

  it('the log says so for ever, and what is not major is corrected at once', async () => {
    const { ana, theo, client } = crew;
    expect(await asks(theo, '/onepager show 3')).toMatch(/\*major\*.*\*reversed by #4\*/);
    const record = await asks(theo, '/onepager show 4');
    expect(record).toMatch(/#4 Reversed: Action X first.*the other team never agreed/s);
    expect(record).toMatch(/Reverses #3.*two keys: <@U0MIA> and <@U0LENA>/s);
    await client.advance({ next: 'reviewClose' });
    await client.advance({ next: 'review' });
    const review = await enterReview(crew);
    await logDecision(ana, review.card(1), { fields: { 'One line': 'on trakc' } });
    await review.seeCard(1, /log #5/);
    const shown = await answerTo(ana, '/onepager show 5');
    expect(wordsOf(shown.blocks)).toContain('on trakc');
    await ana.presses('Correct this entry', { in: /#5 / });
    await ana.fills({ '^Why': 'a slip', 'One line': 'on track' });
    await ana.submits();
    await ana.seesModal(/\*#6\* corrects \*#5\*/);
    await review.seeCard(1, /Corrected by log #6/);
  });
});
