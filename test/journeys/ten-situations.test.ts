import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Crew, countSaid, openCrew, publish, readAll, setUp } from '../harness/crew.ts';
import { countAtTheEnd, type Typed } from '../harness/final-count.ts';
import { holdTable } from '../harness/held-table.ts';
import { addReadings, enterReview, logDecision, voteWithLine } from '../harness/review-room.ts';
import { pressElsewhere } from '../harness/second-device.ts';
import { stopAtFirstFailure } from '../harness/story.ts';
import { type PostgresServer, startPostgres } from '../stores/postgres-server.ts';

// The ten situations that break the nearest product. Each ends with the same count: nothing lost, nothing doubled, and
// every review that did not come at its time was said.

const nothing: Typed = { votes: [], decisions: [], readings: [], skips: [] };

describe('one bot on SQLite that is gone at times', () => {
  let crew: Crew;
  let typed = nothing;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    await crew.client.advance({ to: '2026-11-23T14:00:00.000Z' });
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('1. it restarts three hours late: the review opens late, says so, and is one', async () => {
    await sleepUntil(crew, '2026-11-24T12:00:00.000Z');
    const review = await enterReview(crew);
    expect(await review.readRoot()).toMatch(/was due .*Barbell was not running then/);
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    await crew.noor.presses('Continue', review.card(1));
    await addReadings(crew.ana, review.card(1), {
      'Action X in 24 h: now': '46%',
      '^Why': 'as hoped',
    });
    await review.seeCard(1, /1 of 5 voted/);
    typed = {
      ...nothing,
      votes: ['#1/U0NOOR continue'],
      readings: ['#1 46'],
      skips: ['2026-11-23 review late'],
    };
    await countAtTheEnd(crew, typed);
  });

  it('2. it dies after sending, before it heard that this arrived: the news is told once', async () => {
    await crew.client.faults([{ kind: 'dropAnswer', method: 'chat.postMessage' }]);
    // The review that opened late closes later by as much: on Thursday morning.
    await crew.client.jump(new Date('2026-11-26T08:00:00.000Z'));
    await crew.client.until('the news without an answer', async () =>
      (await crew.client.calls()).find(
        (call) => call.method === 'chat.postMessage' && call.status === 0,
      ),
    );
    await sleepUntil(crew, '2026-11-26T08:05:00.000Z');
    expect(await countSaid(crew, /^The review closed/)).toBe(1);
    expect(await countSaid(crew, /may be the second copy/)).toBe(0);
    await crew.client.advance({ to: '2026-11-26T15:00:00.000Z' });
    expect(await lastThread(crew)).toContain('The review of the week of 23 Nov came late.');
    await countAtTheEnd(crew, typed);
  });

  it('3. it is down for a whole day: the review moves to the next working morning and says so', async () => {
    await crew.client.advance({ to: '2026-11-30T14:00:00.000Z' });
    await sleepUntil(crew, '2026-12-02T12:00:00.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    const { now } = await crew.client.advance({ next: 'review' });
    expect(now).toBe('2026-12-03T08:00:00.000Z');
    expect(await (await enterReview(crew)).readRoot()).toContain('Barbell was not running then');
    await crew.client.advance({ to: '2026-12-03T15:00:00.000Z' });
    expect(await lastThread(crew)).toContain(
      'The review of the week of 30 Nov was moved to the next working day.',
    );
    typed = { ...typed, skips: [...typed.skips, '2026-11-30 review moved'] };
    await countAtTheEnd(crew, typed);
  });
});

describe('two bots on one PostgreSQL, in zones whose clocks change', () => {
  let server: PostgresServer;
  let crew: Crew;
  let twinHealthUrl: string;
  let typed = nothing;
  beforeAll(async () => {
    server = await startPostgres();
    crew = await openCrew({
      transport: 'http',
      databaseUrl: `${server.url}postgres`,
      startAt: '2026-03-27T08:00:00.000Z',
    });
    twinHealthUrl = (await crew.world.startTwin()).healthUrl;
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    await changeSettings(crew, { zone: 'Europe/Berlin', day: 'Sun', time: '02:30' });
  });
  afterAll(async () => {
    await crew[Symbol.asyncDispose]();
    await server.stop();
  });
  stopAtFirstFailure();

  it('4. the clocks skip the review’s time: it opens in the first minute after the gap, once', async () => {
    // On 29 March in Berlin 02:00 is followed by 03:00.
    await goTo('2026-03-29T00:59:50.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(0);
    await goTo('2026-03-29T01:00:00.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    await goTo('2026-03-29T02:30:00.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    await countAtTheEnd(crew, typed);
  });

  it('5. a vote pressed twice, each press delivered twice: it counts once', async () => {
    const review = await enterReview(crew);
    await crew.client.faults([{ kind: 'deliverTwice', times: 4 }]);
    await Promise.all([
      crew.noor.presses('Continue', review.card(1)),
      crew.noor.presses('Continue', review.card(1)),
    ]);
    await crew.client.faults([]);
    await review.seeCard(1, /1 of 5 voted/);
    typed = { ...typed, votes: ['#1/U0NOOR continue'] };
    await countAtTheEnd(crew, typed);
  });

  it('6. a vote that is changed counts as it stands; one that comes too late is refused and said so', async () => {
    const review = await enterReview(crew);
    await crew.ben.presses('Continue', review.card(1));
    await voteWithLine(crew.ben, 'Stop', { on: review.card(1), line: 'it pulls nobody' });
    await review.seeCard(1, /2 of 5 voted/);
    const [card] = (await crew.client.messages('C0GROWTH', undefined, review.root.ts)).slice(1);
    const value = /"value":"(cd_\w+)"/.exec(JSON.stringify(card?.blocks))?.[1] ?? '';
    await goTo('2026-03-30T15:00:00.000Z');
    const { channel, ts } = review.root;
    const pressed = { channel, ts: card?.ts ?? '', thread: ts, actionId: 'vote.cast:continue' };
    await pressElsewhere(crew.world, 'U0MIA', { ...pressed, value });
    await crew.client.until('a word that it is too late', async () =>
      (await crew.client.messages(channel, 'U0MIA', ts)).find(
        (one) => one.ephemeralFor === 'U0MIA' && /This review is closed/.test(one.text),
      ),
    );
    typed = { ...typed, votes: ['#1/U0NOOR continue', '#1/U0BEN stop'] };
    await countAtTheEnd(crew, typed);
  });

  it('7. two bots send while Slack is slow: each message arrives once', async () => {
    await crew.client.faults([{ kind: 'delay', method: 'chat.postMessage', ms: 1200, times: 6 }]);
    await goTo('2026-04-02T13:00:00.000Z');
    expect(await countSaid(crew, /· roll-up/)).toBe(1);
    await crew.client.faults([]);
    await countAtTheEnd(crew, typed);
  });

  it('8. the review’s time comes twice in one night: it opens the first time, once', async () => {
    await changeSettings(crew, { zone: 'Australia/Sydney', day: 'Sun', time: '02:30' });
    await goTo('2026-04-04T15:29:50.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(1);
    // On 5 April in Sydney 02:30 is at 15:30 and at 16:30 UTC of the day before.
    await goTo('2026-04-04T15:30:00.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(2);
    await goTo('2026-04-04T16:30:00.000Z');
    expect(await countSaid(crew, /^15-minute review/)).toBe(2);
    await countAtTheEnd(crew, typed);
  });

  it('9. one post fails twice: it is tried again, arrives, and is one', async () => {
    const failed = { kind: 'error', method: 'chat.postMessage', error: 'request_timeout' } as const;
    await crew.client.faults([{ ...failed, times: 2 }]);
    await goTo('2026-04-06T07:00:00.000Z');
    await crew.client.faults([]);
    expect(await countSaid(crew, /^The review closed/)).toBe(2);
    await countAtTheEnd(crew, typed);
  });

  it('10. two bots open a review in the same moment: it is one', async () => {
    // What the first bot's people changed the second learns late: the first follows it up. Now both know when the review is.
    twinHealthUrl = (await crew.world.startTwin()).healthUrl;
    await goTo('2026-04-11T16:29:00.000Z');
    const release = await holdOccurrences(2);
    await crew.client.jump(new Date('2026-04-11T16:30:00.000Z'));
    await release();
    await settleBoth();
    expect(await countSaid(crew, /^15-minute review/)).toBe(3);
    const review = await enterReview(crew);
    await logDecision(crew.ana, review.card(1));
    await review.seeCard(1, /Decided: continue/);
    typed = { ...typed, decisions: ['#1 continue'] };
    await countAtTheEnd(crew, typed);
    expect(crew.world.botLog()).toBe('');
  });

  async function goTo(at: string): Promise<void> {
    await crew.client.advance({ to: at });
    await settleBoth();
  }

  /** Waits until both bots have reached the clock and have nothing left to do. */
  async function settleBoth(): Promise<void> {
    await crew.client.advance({ minutes: 0 });
    const now = await crew.client.now();
    await crew.client.until('the second bot at rest', async () => {
      const health: { now: string; isQuiet: boolean } = await (await fetch(twinHealthUrl)).json();
      return health.isQuiet && new Date(health.now) >= now ? true : undefined;
    });
  }

  /** Holds the row that decides who was first until `waiting` bots stand in line for it, then lets all go at once. */
  async function holdOccurrences(waiting: number): Promise<() => Promise<void>> {
    const occurrences = await holdTable(crew.world.databaseUrl, 'occurrence');
    return async () => {
      await crew.client.until(`${waiting} bots in line`, async () =>
        (await occurrences.countWaiting()) >= waiting ? true : undefined,
      );
      await occurrences.letGo();
    };
  }
});

/** Ends the bot, lets time pass without it, and starts it at a later instant. */
async function sleepUntil({ world, client }: Crew, at: string): Promise<void> {
  await world.endBot('SIGKILL');
  await client.faults([]);
  await client.jump(new Date(at));
  await world.startBot();
  await client.advance({ minutes: 0 });
}

async function lastThread(crew: Crew): Promise<string> {
  const messages = await crew.client.messages('C0GROWTH');
  const root = messages.filter(({ text }) => text.includes('· roll-up')).at(-1);
  if (root === undefined) return '';
  return (await readAll(crew, 'C0GROWTH', root.ts)).slice(1).join('\n');
}

async function changeSettings(
  { ana }: Crew,
  to: { zone: string; day: string; time: string },
): Promise<void> {
  await ana.runs('/onepager settings');
  await ana.seesModal(/Settings of/);
  await ana.fills({ '^Time zone': to.zone, '^Review day': to.day, '^Review time': to.time });
  await ana.submits();
  await ana.sees(/changed the settings/);
}
