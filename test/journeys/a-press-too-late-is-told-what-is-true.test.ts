import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/protocol.ts';
import type { Actor } from '../../sandbox/server/play/actor.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { asks, type Crew, openCrew, publish, setUp, startFrom } from '../harness/crew.ts';
import { enterReview, logDecision, type ReviewRoom } from '../harness/review-room.ts';
import { pressElsewhere, submitElsewhere } from '../harness/second-device.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

describe('several people, or one with several devices, at the same thing', () => {
  let crew: Crew;
  let review: ReviewRoom;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'http' });
    await setUp(crew, crew.ana);
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('a second set-up of a channel hears who did the first', async () => {
    const card = await crew.ana.sees(/Barbell is set up/);
    const pressed = { actionId: 'team.set-up', value: 'C0GROWTH' };
    const where = { channel: card.channel, ts: card.ts, thread: '' };
    await pressElsewhere(crew.world, 'U0BEN', { ...where, ...pressed });
    await hears(crew.ben, /is set up already: <@U0ANA> did it/);
  });

  it('a draft that two devices publish becomes one one-pager', async () => {
    await startFrom(crew.ana, 'Product');
    await crew.ana.submits();
    await crew.ana.submits();
    const view = await crew.ana.seesModal(/One-pager 3 of 3/);
    const answers = await Promise.all([
      submitElsewhere(crew.world, 'U0ANA', { view }),
      submitElsewhere(crew.world, 'U0ANA', { view }),
      submitElsewhere(crew.world, 'U0BEN', { view }),
    ]);
    const isSecond = (answer: string) =>
      answer.includes('This draft is published already: it is *#1*');
    expect(answers.filter(isSecond)).toHaveLength(2);
    expect(answers.filter((answer) => answer.includes('is running'))).toHaveLength(1);
    await crew.ana.submits();
    await crew.ana.seesModal(/published already: it is \*#1\*, and its card is in <#C0GROWTH>/);
    await crew.ana.closes({ isCleared: true });
    expect(await asks(crew.ana, '/onepager list')).toContain('1 one-pager, 1 running');
  });

  it('guests read along and do not vote; others do not decide what is not theirs', async () => {
    expect(await publish(crew.ben, { scene: 'Platform' })).toBe(3);
    await crew.client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0GIL' });
    await crew.client.advance({ next: 'review' });
    review = await enterReview(crew);
    const before = await review.seeCard(1, /0 of 5 voted/);
    expect(before).not.toContain('Decided');
    await crew.gil.presses('Continue', review.card(1));
    await hears(crew.gil, /Voting and deciding are for full members of this channel/);
    await crew.gil.presses('Log decision', review.card(1));
    await crew.noor.presses('Log decision', review.card(1));
    await hears(crew.noor, /Logging the decision is for the owner, <@U0ANA>, or a leader/);
    expect(await review.seeCard(1, /0 of 5 voted/)).toBe(before);
  });

  it('of two who log a decision at once the second hears what was decided', async () => {
    await crew.ana.presses('Log decision', review.card(3)); // a leader may
    await crew.ana.seesModal(/How sure are we/);
    await logDecision(crew.ben, review.card(3));
    await review.seeCard(3, /Decided: continue\* by <@U0BEN>/);
    await crew.ana.submits();
    await crew.ana.seesModal(/This card is decided: \*continue\* by <@U0BEN>, log #5/);
    await crew.ana.closes({ isCleared: true });
    expect(await asks(crew.ana, '/onepager show 6')).toContain('There is no #6');
  });

  it('a press on a decided card hears what was decided (B-25)', async () => {
    const pressed = await placeOf(3);
    for (const actionId of ['vote.cast:continue', 'vote.cast:stop', 'decide.open']) {
      await pressElsewhere(crew.world, 'U0ANA', { ...pressed, actionId });
      await hears(
        crew.ana,
        /This card is decided: \*continue\* by <@U0BEN>, log #5\. Nothing more/,
      );
    }
    expect(await review.seeCard(3, /Decided/)).toContain('0 of 5 voted');
  });

  it('a press on a card of a closed review hears that it ended, and late numbers are marked (B-71)', async () => {
    const pressed = await placeOf(1);
    await crew.client.advance({ next: 'reviewClose' });
    await pressElsewhere(crew.world, 'U0MIA', { ...pressed, actionId: 'vote.cast:continue' });
    await hears(crew.mia, /This review is closed and the card ended with no decision/);
    await crew.ana.presses('Readings', review.card(1));
    await crew.ana.fills({ 'Action X in 24 h: now': '44%', '^Why': 'it came late' });
    await crew.ana.submits();
    await crew.ana.seesModal(/Saved, and marked as late on #1/);
    expect(await review.seeCard(1, /read after the card was closed: Action X in 24 h/)).toContain(
      'No decision',
    );
  });

  it('a button of another release says so (B-26)', async () => {
    const pressed = await placeOf(1);
    await pressElsewhere(crew.world, 'U0ANA', { ...pressed, actionId: 'vote.unknown' });
    await hears(crew.ana, /This button is from an older version/);
    await pressElsewhere(crew.world, 'U0ANA', {
      ...pressed,
      actionId: 'vote.cast:continue',
      value: 'nonsense',
    });
    await hears(crew.ana, /This card is not there any more/);
    expect(crew.world.botLog()).toBe('');
  });

  /** Where a card is and what its buttons carry, as a device knows it that has not been updated. */
  async function placeOf(
    number: number,
  ): Promise<{ channel: string; ts: string; thread: string; actionId: string; value: string }> {
    const cards = await crew.client.messages('C0GROWTH', undefined, review.root.ts);
    const card = cards.find(({ text }) => text.startsWith(`#${number} `));
    const value = /"value":"(cd_\w+)"/.exec(JSON.stringify(card?.blocks))?.[1] ?? '';
    const { channel, ts } = review.root;
    return { channel, ts: card?.ts ?? ts, thread: ts, actionId: '', value };
  }

  const heard = new Set<string>();

  /** Waits for words that the bot tells this person alone, other than those heard before. */
  async function hears(who: Actor, words: RegExp): Promise<Message> {
    const answer = await crew.client.until(`${words} for ${who.userId} alone`, async () => {
      const places = review === undefined ? [undefined] : [undefined, review.root.ts];
      const messages = await Promise.all(
        places.map((thread) => crew.client.messages('C0GROWTH', who.userId, thread)),
      );
      return messages
        .flat()
        .filter((one) => one.ephemeralFor === who.userId && !heard.has(one.ts))
        .find((one) => words.test(`${one.text}\n${wordsOf(one.blocks)}`));
    });
    heard.add(answer.ts);
    return answer;
  }
});
