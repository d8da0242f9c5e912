import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks, type Crew, countSaid, openCrew, publish, setUp } from '../harness/crew.ts';
import { enterReview, logDecision, type ReviewRoom, voteWithLine } from '../harness/review-room.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

describe('the bot is killed and started anew in the middle of a week', () => {
  let crew: Crew;
  let review: ReviewRoom;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('after *Publish*, before the card was posted: the card comes once', async () => {
    await crew.client.faults([{ kind: 'rateLimited', method: 'chat.postMessage', retryAfter: 1 }]);
    expect(await publish(crew.ana, { scene: 'Product' })).toBe(1);
    await seeCall('the card refused', (call) => call.status === 429);
    // An answer after the refusal: the bot has read it, and knows that nothing was posted.
    expect(await asks(crew.ben, '/onepager list')).toContain('1 one-pager, 1 running');
    expect(await countSaid(crew, /#1 Action X first/)).toBe(0);
    await restart();

    await crew.ana.sees(/#1 Action X first: running/);
    expect(await countSaid(crew, /#1 Action X first: running/)).toBe(1);
    expect(await asks(crew.ana, '/onepager decisions')).toContain('#2 Opened: Action X first');
    expect(await asks(crew.ana, '/onepager list')).toContain('1 one-pager, 1 running');
  });

  it('while the review opens, its first message on the way: one review with its card', async () => {
    await crew.client.faults([{ kind: 'delay', method: 'chat.postMessage', ms: 3000 }]);
    await crew.client.jump(new Date('2026-11-24T09:00:00.000Z'));
    await untilSending();
    await restart();

    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    expect(await countSaid(crew, /gate in 7 days, 0 of 5 voted/)).toBe(1);
    review = await enterReview(crew);
    expect(await review.readRoot()).not.toContain('was due'); // it did open in time
    expect(await review.readThread()).toHaveLength(1);
  });

  it('between a vote and the close: the vote counts, and may still be changed', async () => {
    await crew.noor.presses('Continue', review.card(1));
    await voteWithLine(crew.ben, 'Stop', { on: review.card(1), line: 'it pulls nobody' });
    await review.seeCard(1, /2 of 5 voted/);
    await restart();

    await crew.noor.presses('See votes', review.card(1));
    expect(JSON.stringify((await crew.noor.seesModal(/Votes/)).view)).toMatch(
      /\*Continue\*: 1.*<@U0NOOR>.*\*Stop\*: 1.*<@U0BEN>: it pulls nobody/,
    );
    await crew.noor.closes();
    await crew.ben.presses('Continue', review.card(1));
    await logDecision(crew.ana, review.card(1));
    const card = await review.seeCard(1, /Decided: continue/);
    expect(card).toContain('2 of 5 voted · 2 continue · 0 change · 0 stop');
  });

  it('while it closes, the news posted but unanswered: the channel is told once', async () => {
    await crew.client.faults([{ kind: 'dropAnswer', method: 'chat.postMessage' }]);
    await crew.client.jump(new Date('2026-11-25T16:00:00.000Z'));
    await seeCall('the news without an answer', (call) => call.status === 0);
    await restart();

    expect(await countSaid(crew, /^The review closed: the card was decided/)).toBe(1);
    const stops = await crew.client.advance({ to: '2026-11-30T00:00:00.000Z' });
    expect(stops.stops).toEqual(['2026-11-26T14:00:00.000Z']);
    expect(await countSaid(crew, /week of 23 Nov · roll-up/)).toBe(1);
    expect(await countSaid(crew, /may have been posted before|could not be posted/)).toBe(0);
  });

  /** Kills the bot without a word, starts another on the same file and waits until it has nothing left to do. */
  async function restart(): Promise<void> {
    const { signal } = await crew.world.endBot('SIGKILL');
    expect(signal).toBe('SIGKILL');
    await crew.client.faults([]);
    await crew.world.startBot();
    await crew.client.advance({ minutes: 0 });
  }

  /** Waits until a message has left the bot and its answer is not there yet. */
  async function untilSending(): Promise<void> {
    const file = new Database(crew.world.databaseUrl, { readonly: true });
    const underWay = file.prepare(`select address from message where state = 'sending'`);
    await crew.client.until('a message on its way', async () => underWay.get() ?? undefined);
    file.close();
    // Two answers later the post that was only noted then is on the wire, too.
    for (const _ of [1, 2]) await asks(crew.ben, '/onepager help');
  }

  async function seeCall(what: string, is: (call: { status: number }) => boolean): Promise<void> {
    await crew.client.until(what, async () => {
      const calls = await crew.client.calls();
      return calls.find((call) => call.method === 'chat.postMessage' && is(call));
    });
  }
});
