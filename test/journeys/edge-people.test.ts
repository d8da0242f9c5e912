import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageWords, type Place } from '../../sandbox/server/play/actor.ts';
import { asks, type Crew, directOf, errorsOf, openCrew, publish, setUp } from '../harness/crew.ts';
import { enterReview, logDecision, type ReviewRoom } from '../harness/review-room.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

// Ana leads Growth. Ben owns #1, Mia may say stop on #3; Eve is from another organisation.

describe('people come, go and change', () => {
  let crew: Crew;
  let review: ReviewRoom;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    const { ana, ben, client } = crew;
    await setUp(crew, ana, { fields: { 'May say stop|who may say stop': 'Mia' } });
    await publish(ben, { scene: 'Platform', safety: { 'Who may say stop': 'Ana' } });
    await publish(ana, { scene: 'Product', safety: { 'Who may say stop': 'Mia' } });
    await client.change({
      change: 'addPerson',
      person: { id: 'U0ROBOT', name: 'robot', isBot: true },
    });
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0ROBOT' });
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0GIL' });
    // Slack has not said yet that the channel is shared: as soon as it does, nothing more goes there.
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0EVE' });
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('bots, guests and people of other organisations are not on the roster (B-22)', async () => {
    await crew.client.advance({ next: 'review' });
    review = await enterReview(crew);
    expect(await review.seeCard(1, /voted/)).toContain('0 of 5 voted');
  });

  it('guests and people of other organisations read and comment, and neither vote nor decide', async () => {
    for (const outsider of [crew.at('GIL'), crew.at('EVE')]) {
      for (const label of ['Continue', 'Stop', 'Log decision', 'Readings', 'See votes']) {
        await isRefused(outsider, { label, words: /for full members/ });
      }
      const ts = await outsider.says('I would ask Legal first', { thread: review.root.ts });
      const thread = await crew.client.messages('C0GROWTH', 'U0ANA', review.root.ts);
      const comment = thread.find((message) => message.ts === ts);
      expect(comment).toMatchObject({ text: 'I would ask Legal first', userId: outsider.userId });
    }
    // Slack offers commands only to people of the organisation that installed the app.
    expect(await asks(crew.at('GIL'), '/onepager show 1')).toContain('Read-through cache');
    expect(await review.seeCard(1, /voted/)).toContain('0 of 5 voted');
  });

  it('guests and people of other organisations write nothing and set nothing', async () => {
    const card = { in: /Barbell is set up/ };
    for (const outsider of [crew.at('GIL'), crew.at('EVE')]) {
      for (const label of ['Write the first one-pager', 'Change settings']) {
        await isRefused(outsider, { label, words: /full members/, place: card });
      }
    }
  });

  it('who leaves the channel does not vote any more and is not on the next roster', async () => {
    const { noor, theo, client } = crew;
    await theo.presses('Continue', review.card(1));
    await review.seeCard(1, /1 of 5 voted/);
    await client.change({ change: 'leave', channel: 'C0GROWTH', userId: 'U0NOOR' });
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0NOOR' });
    await noor.presses('Continue', review.card(1));
    await review.seeCard(1, /2 of 5 voted/);
    await client.change({ change: 'leave', channel: 'C0GROWTH', userId: 'U0NOOR' });
    await client.advance({ next: 'reviewClose' });
    await client.advance({ next: 'review' });
    review = await enterReview(crew);
    expect(await review.seeCard(1, /voted/)).toContain('0 of 4 voted');
  });

  it('a deactivated owner: the leader is offered the hand-over, once, and the card goes on', async () => {
    const { ana, client } = crew;
    await switchOff('U0BEN');
    const channel = await directOf(ana);
    const note = await ana.sees(/<@U0BEN> does not take part any more/, { channel });
    expect(messageWords(note)).toMatch(/#1 Read-through cache.* without an owner/);
    expect(messageWords(note)).not.toMatch(/say stop|alarm/i);
    await switchOff('U0BEN');
    await ana.presses('Hand over', { channel: 'dm' });
    await ana.fills({ 'New owner': 'Theo' });
    await ana.submits();
    await ana.seesModal(/is with <@U0THEO> now/);
    await ana.closes();
    await ana.sees(/Everything that <@U0BEN> had in .* is in other hands now/, { channel: 'dm' });
    const dm = await client.messages(note.channel);
    expect(dm.filter((one) => /U0BEN/.test(one.text))).toHaveLength(1);
    await logDecision(crew.theo, review.card(1));
    await review.seeCard(1, /Decided: continue\* by <@U0THEO>/);
  });

  it('a deactivated stop-owner: the leader is told and names one, who is told too', async () => {
    const { ana, theo } = crew;
    await switchOff('U0MIA');
    const note = await ana.sees(/<@U0MIA> does not take part any more/, { channel: 'dm' });
    expect(messageWords(note)).toMatch(/#3 and the team without anybody who may say stop/);
    await ana.presses('Name one', { channel: 'dm' });
    await ana.fills({ 'May say stop': 'Gil' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toMatch(/full member of the team’s channel/);
    await ana.fills({ 'May say stop': 'Theo' });
    await ana.submits();
    await ana.seesModal(/<@U0THEO> may say stop now, for #3 and the team/);
    await ana.closes();
    await ana.sees(/Everything that <@U0MIA> had/, { channel: 'dm' });
    const card = await ana.sees(/#3 Action X first.*<@U0THEO> may say stop/s);
    await ana.sees(/<@U0THEO> may say stop on .*#3.*<@U0ANA> named them/, { thread: card.ts });
    await theo.sees(/<@U0ANA> asks you to be .*say stop/, { channel: await directOf(theo) });
    expect(await asks(ana, '/onepager show 3')).toMatch(/Who may say stop: changed/);
  });

  it('somebody who comes back has nothing taken away', async () => {
    const { ana, client } = crew;
    await client.change({ change: 'editPerson', userId: 'U0THEO', person: { isGuest: true } });
    await ana.sees(/<@U0THEO> does not take part any more.*#1/s, { channel: 'dm' });
    await client.change({ change: 'editPerson', userId: 'U0THEO', person: { isGuest: false } });
    await ana.sees(/<@U0THEO> takes part in .* again, so nothing has to change hands/, {
      channel: 'dm',
    });
    expect(crew.world.botLog()).toBe('');
  });

  async function switchOff(userId: string): Promise<void> {
    await crew.client.change({ change: 'editPerson', userId, person: { isDeleted: true } });
  }

  /** Presses a button on the first card and waits for one more of these whispers; no form may open. */
  async function isRefused(
    who: Crew['gil'],
    press: { label: string; words: RegExp; place?: Place },
  ): Promise<void> {
    const { label, words, place = review.card(1) } = press;
    const heard = async (): Promise<number> => {
      const messages = await crew.client.messages('C0GROWTH', who.userId, place.thread);
      const own = messages.filter((one) => one.ephemeralFor === who.userId);
      return own.filter((one) => words.test(messageWords(one))).length;
    };
    const before = await heard();
    await who.presses(label, place);
    await crew.client.until(`an answer to ${label}`, async () =>
      (await heard()) > before ? true : undefined,
    );
    expect((await crew.client.views(who.userId)).stack, label).toEqual([]);
  }
});
