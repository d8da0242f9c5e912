import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asks,
  type Crew,
  countSaid,
  directOf,
  openCrew,
  publish,
  readAll,
  setUp,
} from '../harness/crew.ts';
import { enterReview, logDecision, type ReviewRoom } from '../harness/review-room.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

describe('places come and go', () => {
  it('an archived channel pauses its team, tells its leader once, and goes on when it is back', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const { ana, client } = crew;
    await setUp(crew, ana);
    await publish(ana, { scene: 'Product' });
    await client.change({ change: 'archive', channel: 'C0GROWTH' });
    const note = await client.until('the note of the pause', async () => {
      const { channels } = await client.state('U0ANA');
      const dm = channels.find((one) => one.kind === 'im');
      return dm && (await client.messages(dm.id)).some(({ text }) => /was archived/.test(text))
        ? dm
        : undefined;
    });
    await client.advance({ to: '2026-12-02T18:00:00.000Z' });
    expect(await countSaid(crew, /was archived/, note.id)).toBe(1);
    expect(await countSaid(crew, /15-minute review/)).toBe(0);

    await client.change({ change: 'unarchive', channel: 'C0GROWTH' });
    await ana.sees(/I am back.*What was due in between is left out/s);
    await client.advance({ next: 'review' });
    await ana.sees(/15-minute review/);
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    expect((await client.now()).toISOString()).toBe('2026-12-08T09:00:00.000Z');
  });
});

describe('a home that another organisation comes to read', () => {
  const bot = { channel: 'C0GROWTH', userId: 'U0BARBELL' };
  const isShared = /shared with another organisation now.*Stop sharing it/s;
  let crew: Crew;
  let review: ReviewRoom;
  let direct: string;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    await crew.client.advance({ next: 'review' });
    review = await enterReview(crew);
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('gets nothing more, whatever is pressed and due, and its leader is told once (F-39)', async () => {
    const { ana, ben, client } = crew;
    await share(true);
    direct = await directOf(ana);
    await ana.sees(isShared, { channel: direct });
    const before = await readPlace();
    await ben.presses('Continue', review.card(1));
    await logDecision(ana, review.card(1));
    await client.change({ change: 'leave', ...bot });
    await client.change({ change: 'join', ...bot, inviterId: 'U0ANA' });
    await client.change({ change: 'archive', channel: 'C0GROWTH' });
    await client.change({ change: 'unarchive', channel: 'C0GROWTH' });
    await client.advance({ to: '2026-12-03T18:00:00.000Z' });
    expect(await readPlace()).toEqual(before);
    expect(await countSaid(crew, isShared, direct)).toBe(1);
    expect(await countSaid(crew, /paused|could not be posted/, direct)).toBe(1);
  });

  it('gets what was kept back, once, when it is shared no more, and its next review', async () => {
    const { ana, client } = crew;
    await share(false);
    await ana.sees(/I am back.*What was due in between is left out/s);
    await review.seeCard(1, /Decided: continue\* by <@U0ANA>/);
    expect(await countSaid(crew, /^The review closed/)).toBe(1);
    await client.advance({ next: 'review' });
    expect((await client.now()).toISOString()).toBe('2026-12-08T09:00:00.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(2);
  });

  it('gets no review and no roll-up though Slack’s event about it was lost (F-39)', async () => {
    const { ana, client } = crew;
    await client.advance({ next: 'reviewClose' });
    await share(true, { isUntold: true });
    await client.advance({ next: 'rollup' });
    const before = await readPlace();
    await client.until('the second note', async () =>
      (await countSaid(crew, isShared, direct)) === 2 ? true : undefined,
    );
    expect(await countSaid(crew, /roll-up, week of 7 Dec/)).toBe(0);
    await share(false);
    await ana.sees(/I am back/);
    await share(true, { isUntold: true });
    await client.advance({ to: '2026-12-16T12:00:00.000Z' });
    expect(await countSaid(crew, /^15-minute review/)).toBe(2);
    expect(await countSaid(crew, isShared, direct)).toBe(3);
    expect((await readPlace()).length).toBe(before.length + 1);
    expect(crew.world.botLog()).not.toContain('a handler broke');
  });

  function share(isExternal: boolean, over: { isUntold?: boolean } = {}) {
    return crew.client.change({ change: 'share', channel: 'C0GROWTH', isExternal, ...over });
  }

  /** All that stands in the channel and in the thread of the review, as everybody reads it. */
  async function readPlace(): Promise<string[]> {
    return [...(await readAll(crew)), ...(await readAll(crew, 'C0GROWTH', review.root.ts))];
  }
});

describe('a place that changes while its review is open', () => {
  let crew: Crew;
  let review: ReviewRoom;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    const { ana, client } = crew;
    await setUp(crew, ana);
    await publish(ana, { scene: 'Product' });
    await publish(crew.ben, { scene: 'Platform' });
    await client.advance({ next: 'review' });
    review = await enterReview(crew);
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('a deleted card is posted again in its thread, once, and can be used', async () => {
    const { ben, client } = crew;
    const thread = await client.messages('C0GROWTH', undefined, review.root.ts);
    const card = thread.find(({ text }) => text.startsWith('#3 '));
    await client.change({ change: 'deleteMessage', channel: 'C0GROWTH', ts: card?.ts ?? '' });
    await voteAfterReadings(ben, 3);
    await review.seeCard(3, /1 of 5 voted/);
    await crew.ana.presses('Continue', review.card(3));
    await review.seeCard(3, /2 of 5 voted/);
    expect(await cardsOf(review.root.ts, 3)).toBe(1);
  });

  it('a deleted root is posted again, once, and what follows is in its thread', async () => {
    const { client } = crew;
    const { ts } = review.root;
    await client.change({ change: 'deleteMessage', channel: 'C0GROWTH', ts });
    await logDecision(crew.ben, review.card(3));
    await client.until('a new root', async () => {
      const roots = (await client.messages('C0GROWTH')).filter((one) =>
        one.text.startsWith('15-minute review'),
      );
      return roots.length === 1 && roots[0]?.ts !== ts ? true : undefined;
    });
    await client.advance({ next: 'reviewClose' });
    const now = await enterReview(crew);
    expect(now.root.ts).not.toBe(ts);
    expect((await now.readThread()).join('\n')).toMatch(/The review closed/);
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
  });

  it('the bot is removed: the team is paused and its leader told once; invited again, it goes on', async () => {
    const { ana, client } = crew;
    const bot = { channel: 'C0GROWTH', userId: 'U0BARBELL' };
    await client.change({ change: 'leave', ...bot });
    const direct = await directOf(ana);
    await ana.sees(/I was removed from .*are paused. Nothing is lost/, { channel: direct });
    await client.advance({ to: '2026-12-03T18:00:00.000Z' });
    expect(await countSaid(crew, /I was removed from/, direct)).toBe(1);
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    await client.change({ change: 'join', ...bot, inviterId: 'U0ANA' });
    await ana.sees(/I am back.*What was due in between is left out/s);
    await client.advance({ next: 'review' });
    expect((await client.now()).toISOString()).toBe('2026-12-08T09:00:00.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(2);
  });

  it('a renamed channel is called by its new name', async () => {
    const { ana, client } = crew;
    await client.change({ change: 'rename', channel: 'C0GROWTH', name: 'expansion' });
    await client.advance({ next: 'rollup' });
    await ana.sees(/expansion.*roll-up/i, { channel: 'C0GROWTH' });
  });

  it('a channel that got another id is followed: nothing is lost, nothing is said twice', async () => {
    const { client } = crew;
    const before = (await client.messages('C0GROWTH')).length;
    await client.change({ change: 'reidentify', channel: 'C0GROWTH', to: 'C0GROWTH2' });
    const ana = crew.at('ANA', 'expansion');
    await client.advance({ next: 'review' });
    const next = await enterReview(crew, 'C0GROWTH2');
    await ana.presses('Continue', next.card(1));
    await next.seeCard(1, /1 of 5 voted/);
    await ana.sees(/Barbell is set up/);
    expect(await countSaid(crew, /Barbell is set up/, 'C0GROWTH2')).toBe(1);
    expect((await client.messages('C0GROWTH2')).length).toBe(before + 1);
    expect(await asks(ana, '/onepager list')).toContain('2 one-pagers');
  });

  it('a channel made private is closed to those outside, made public open again', async () => {
    const { lena, client } = crew;
    expect(await asks(lena, '/onepager show 1')).toContain('Action X');
    for (const kind of ['private', 'public'] as const) {
      await client.change({ change: 'convert', channel: 'C0GROWTH2', kind });
      // Slack tells an app that reads no messages nothing of it; the next thing that happens there shows it.
      const change = kind === 'private' ? 'join' : 'leave';
      await client.change({ change, channel: 'C0GROWTH2', userId: 'U0GIL' });
      const answer = kind === 'private' ? /There is no #1 that you can read/ : /Action X/;
      expect(await asks(lena, '/onepager show 1')).toMatch(answer);
    }
    expect(crew.world.botLog()).not.toContain('a handler broke');
  });

  /** The deleted card comes back with the next change to it, here by readings; then it takes a vote. */
  async function voteAfterReadings(who: Crew['ana'], number: number): Promise<void> {
    await who.presses('Add my readings', { in: /^15-minute review/ });
    await who.seesModal(/now\?/);
    await who.fills({ '^Why': `for #${number}` });
    await who.submits();
    await who.seesNoModal();
    await review.seeCard(number, /./);
    await who.presses('Continue', review.card(number));
  }

  async function cardsOf(thread: string, number: number): Promise<number> {
    const messages = await crew.client.messages('C0GROWTH', undefined, thread);
    return messages.filter(({ text }) => text.startsWith(`#${number} `)).length;
  }
});
