import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asks,
  type Crew,
  countSaid,
  errorsOf,
  fillFrom,
  openCrew,
  publish,
  readAll,
} from '../harness/crew.ts';
import {
  addReadings,
  choose,
  enterReview,
  logDecision,
  type ReviewRoom,
  voteWithLine,
} from '../harness/review-room.ts';
import { stopAtFirstFailure } from '../harness/story.ts';
import type { WorldOptions } from '../harness/world.ts';
import { tellStopTheLine } from './stop-the-line-story.ts';

/** Seven weeks of one team, from the invitation to a line that is stopped, told in order in one world. */
export function tellCoreLoop(over: string, chooseWorld: () => WorldOptions): void {
  describe(`a team decides by its own rule, ${over}`, () => {
    let crew: Crew;
    beforeAll(async () => {
      crew = await openCrew(chooseWorld());
    });
    afterAll(() => crew[Symbol.asyncDispose]());
    stopAtFirstFailure();
    const now = (): Crew => crew;

    tellSettingUp(now);
    tellFirstReview(now);
    tellFirstDecisions(now);
    tellQuietWeek(now);
    tellGate(now);
    tellPromotion(now);
    tellCommands(now);
    tellStopTheLine(now);
    it('nobody’s log has an error', () => expect(now().world.botLog()).toBe(''));
  });
}

function tellSettingUp(now: () => Crew): void {
  it('invited to a channel, the bot posts one card that asks three questions', async () => {
    const { ana, client } = now();
    const bot = 'U0BARBELL';
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: bot, inviterId: 'U0ANA' });
    const card = await ana.sees(/Three questions, one minute/);
    await ana.presses('Set up');
    const form = JSON.stringify((await ana.seesModal(/Set up Barbell/)).view.blocks);
    expect(form.match(/"type":"input"/g)).toHaveLength(4); // day and time are one question
    expect(form).toContain('"initial_user":"U0ANA"');
    await ana.submits();

    const done = await ana.sees(/Every Tue 10:00, closes Wed 17:00.*Every Thu 15:00, here/s);
    expect(done.ts).toBe(card.ts);
    expect(JSON.stringify(done.blocks)).toContain('2026-11-24 09:00 UTC');
    expect(await readAll(now())).toHaveLength(1);
  });

  it('a one-pager is written from a scene in three steps, with hints that hold nobody up', async () => {
    const { ana } = now();
    await ana.presses('Write the first one-pager', { in: /is set up/ });
    await ana.seesModal(/One-pager 1 of 3/);
    await fillFrom(ana, 'Product');
    await ana.fills({
      'Who will do what differently': 'New signups in Segment S finish Action X at once',
      'Now → target': 'more of them',
    });
    await ana.submits();
    // The last review day within two weeks is proposed.
    await ana.seesModal(/1 Dec is day 11: a probe/);
    await ana.fills({ 'Moves first: continue if': '+10%', 'Gate: judge on': gateOn });
    await ana.submits();
    const last = JSON.stringify((await ana.seesModal(/One-pager 3 of 3/)).view);
    expect(last).toContain(
      'Continue if Action X in 24 h rises 10% AND 14-day activation rises 3 points, judged 4 Dec.',
    );
    expect(last).toContain('Hints; you may keep it as it is:');
    expect(last).toContain('Without a number the aim can always be called reached.');
    await ana.submits();

    const said = JSON.stringify((await ana.seesModal(/What happens next/)).view);
    expect(said).toContain('*#1 Action X first* is running. Its card is in <#C0GROWTH>.');
    expect(said).toContain('2026-11-24 09:00 UTC');
    await ana.closes();
    await ana.sees(/#1 Action X first: running, gate 4 Dec/);
    expect(await countSaid(now(), /#1 Action X first: running/)).toBe(1);
  });

  it('the log has its first entry before the work', async () => {
    const signals = { 'Gate: judge on': gateOn };
    const entry = await asks(now().ana, '/onepager show 2');
    expect(entry).toMatch(/#2 Opened: Action X first.*Aim: .*Mechanism: We believe.*Rule: /s);
    expect(await publish(now().ben, { scene: 'Platform', signals })).toBe(3);
  });
}

/** A Friday: its rule is judged at the review after it. */
const gateOn = '2026-12-04';

function tellFirstReview(now: () => Crew): void {
  let review: ReviewRoom;

  it('the review opens at its time, names who is due and has a card for each', async () => {
    const { now: at } = await now().client.advance({ next: 'review' });
    expect(at).toBe('2026-11-24T09:00:00.000Z');
    review = await enterReview(now());
    const root = await review.readRoot();
    expect(root).toMatch(/<@U0ANA> <@U0BEN> your cards are due\. 2 cards, 7 minutes each\./);
    expect(root).toContain('2026-11-25 16:00 UTC');
    expect(root).toMatch(/1 {2}#1 Action X first.*2 {2}#3 Read-through cache/s);
    expect((await review.readThread()).map((card) => card.slice(0, 3))).toEqual(['#1 ', '#3 ']);
  });

  it('the fifteen minutes are counted in the root: 15, 5, 0', async () => {
    const { mia, client } = now();
    await mia.presses('Start 15 minutes', { in: /15-minute review/ });
    await mia.sees(/Clock:\* 15 minutes/);
    await client.advance({ minutes: 10 });
    expect(await review.readRoot()).toContain('*Clock:* 5 minutes left');
    await client.advance({ minutes: 5 });
    expect(await review.readRoot()).toContain('*Clock:* 0.');
  });

  it('readings say on track or behind before the gate, and ask nothing of anybody', async () => {
    const { ana, ben } = now();
    await ana.presses('Add my readings', { in: /15-minute review/ });
    await ana.seesModal(/Action X in 24 h: now\?/);
    await ana.fills({
      'Action X in 24 h: now': '46%',
      'Out of how many': '190 / 412',
      '^Why': 'the checklist works',
      'errors.*now': '0.06%',
      'argues against us': 'stallers come from one ad campaign',
    });
    await ana.submits();
    const card = await review.seeCard(1, /on track/);
    expect(card).toContain('*Met*  Action X in 24 h 41% → 46.12% (n 412), wanted +10%');
    expect(card).toContain('*Too early*  14-day activation');
    expect(card).toContain('*Safe*  errors 0.06%, limit ≤ 0.1% · <@U0ANA> may say stop');
    expect(card).toContain('*On track, gate in 10 days.*');
    expect(card).toContain('*Against us:* stallers come from one ad campaign');

    await addReadings(ben, review.card(3), { 'p95.*now': '450 ms', '^Why': 'not switched on' });
    expect(await review.seeCard(3, /behind/)).toContain('*Behind, gate in 10 days.*');
  });
}

function tellFirstDecisions(now: () => Crew): void {
  let review: ReviewRoom;

  it('votes stay hidden, but for those who voted', async () => {
    const { ben, mia, noor } = now();
    review = await enterReview(now());
    await noor.presses('Continue', review.card(1));
    await voteWithLine(ben, 'Stop', { on: review.card(1), line: 'one campaign, not people' });
    expect(await review.seeCard(1, /2 of 5 voted/)).not.toMatch(/1 stop|one campaign, not people/);

    await mia.presses('See votes', review.card(1));
    await mia.sees(/hidden until you have voted/, { thread: review.root.ts });
    await ben.presses('See votes', review.card(1));
    const votes = JSON.stringify((await ben.seesModal(/Not voted yet/)).view);
    expect(votes).toContain('*Continue*: 1\\n · <@U0NOOR>');
    expect(votes).toContain('*Stop*: 1\\n · <@U0BEN>: one campaign, not people');
    expect(votes).toContain('Not voted yet: <@U0ANA> <@U0MIA> <@U0THEO>');
    await ben.closes();
  });

  it('going with the rule is one press', async () => {
    await logDecision(now().ana, review.card(1));
    const card = await review.seeCard(1, /Decided/);
    expect(card).toContain('*Decided: continue* by <@U0ANA> · log #5');
    expect(card).toContain('2 of 5 voted · 1 continue · 0 change · 1 stop');
    expect(card).toContain('Minority report: Stop: one campaign, not people');
  });

  it('the review closes at its time and tells the channel once', async () => {
    const { now: at } = await now().client.advance({ next: 'reviewClose' });
    expect(at).toBe('2026-11-25T16:00:00.000Z');
    expect(await review.readRoot()).toContain('Closed: 1 decided, 1 with no decision.');
    expect(await review.seeCard(3, /No decision\./)).toContain('is on the next review again');
    const told = (await now().client.messages('C0GROWTH')).filter((one) => one.isBroadcast);
    expect(told.map(({ text }) => text)).toEqual([
      'The review closed: 1 decided, 1 with no decision.',
    ]);
  });

  it('the first roll-up closes the first cycle and freezes its counts', async () => {
    const { now: at } = await now().client.advance({ next: 'rollup' });
    expect(at).toBe('2026-11-26T14:00:00.000Z');
    const [first = '', thread] = await readRollup(now());
    expect(first).toContain('growth · week of 23 Nov · roll-up');
    expect(first).toContain('Also: 2 one-pagers opened · 1 card without a decision · 2 deviations');
    expect(thread).toMatch(/Minority report.*What argues against us.*Cycle 1 closed/s);
    expect(thread).toContain('2 deviations · 1 card decided · 1 without a decision · 1 review');
  });
}

function tellQuietWeek(now: () => Crew): void {
  it('a quiet week is one line, and its roll-up closes no cycle', async () => {
    const { ana, ben, client } = now();
    await client.advance({ next: 'review' });
    const review = await enterReview(now());
    await logDecision(ana, review.card(1));
    await logDecision(ben, review.card(3));
    await client.advance({ next: 'rollup' });

    const rollup = await readRollup(now());
    expect(rollup).toHaveLength(1);
    expect(rollup[0]).toContain(
      'week of 30 Nov · roll-up* · a quiet week: 2 cards decided, going on as before; nothing moved, stopped or changed.',
    );
    expect(rollup[0]).not.toContain('Open the log');
  });
}

function tellGate(now: () => Crew): void {
  let review: ReviewRoom;

  it('at the gate the rule says don’t continue when numbers moved and users didn’t', async () => {
    const { ana, client } = now();
    const { now: at } = await client.advance({ next: 'gate' });
    expect(at).toBe('2026-12-08T09:00:00.000Z');
    review = await enterReview(now());
    await addReadings(ana, review.card(1), {
      '14-day activation: now': '27.4%',
      '^Why': 'no pull',
    });
    const card = await review.seeCard(1, /27\.4%/);
    expect(card).toContain('*Not met*  14-day activation 27% → 27.4%, wanted +3 pts (27% → 30%)');
    expect(card).toContain(
      'Rule says: DON’T CONTINUE (change or stop). Numbers moved, users didn’t.',
    );
  });

  it('going on against it needs a because and another person’s vote', async () => {
    const { ana, ben, noor } = now();
    await voteWithLine(noor, 'Stop', { on: review.card(1), line: 'nobody gained' });
    await review.seeCard(1, /1 of 5 voted/);
    await ana.presses('Log decision', review.card(1));
    await choose(ana, 'Continue');
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toContain('Please complete this required field.');
    await ana.fills({ because: 'the campaign ended only on Friday', 'New gate': '2026-12-15' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toMatch(/one other person’s vote for “continue”/);
    expect(await review.seeCard(1, /1 of 5 voted/)).not.toContain('Decided');

    await ben.presses('Continue', review.card(1));
    await review.seeCard(1, /2 of 5 voted/);
    await ana.submits();
    const card = await review.seeCard(1, /Decided/);
    expect(card).toContain('*against the rule*, because the campaign ended only on Friday');
    expect(card).toContain('Minority report: Stop: nobody gained');
    await ana.sees(/#1 Action X first: running, gate 15 Dec/);
  });

  it('a stop says what was learned', async () => {
    const { ben } = now();
    await ben.presses('Log decision', review.card(3));
    await choose(ben, 'Stop');
    await ben.submits({ mayFail: true });
    expect(await errorsOf(ben)).toContain('Please complete this required field.');
    await ben.fills({ 'What was learned': 'The query is slow.', 'Time saved': 'about 3 weeks' });
    await ben.submits();
    await review.seeCard(3, /Decided: stop\* by <@U0BEN>/);
    await ben.sees(/#3 Read-through cache: stopped/);
  });

  it('the roll-up thanks for the stop, and the second cycle closes two weeks after the first', async () => {
    const { now: at } = await now().client.advance({ next: 'rollup' });
    expect(at).toBe('2026-12-10T14:00:00.000Z');
    const [first = '', thread] = await readRollup(now());
    expect(first).toMatch(
      /Stopped, with thanks\*\n• #3 \*Read-through cache\*, at its gate\. Learned: The query is slow\. Saved: about 3 weeks.*Also: 1 against the rule/s,
    );
    expect(first.split('\n').length).toBeLessThanOrEqual(12);
    expect(thread).toMatch(
      /continued against the rule: “the campaign ended only on Friday”.*“Stop: nobody gained”.*Cycle 2 closed · 26 Nov to 10 Dec/s,
    );
    expect(thread).toContain('1 stopped · 4 cards decided · 2 gates due · 2 reviews');
  });
}

function tellPromotion(now: () => Crew): void {
  it('what moved users leads the roll-up, and a proven departure becomes a default', async () => {
    const { ana, client } = now();
    const { now: at } = await client.advance({ next: 'gate' });
    expect(at).toBe('2026-12-15T09:00:00.000Z');
    const review = await enterReview(now());
    await addReadings(ana, review.card(1), { '14-day activation: now': '31%', '^Why': 'it pulls' });
    expect(await review.seeCard(1, /31%/)).toContain('*Rule says: CONTINUE.*');
    const fields = {
      Area: 'Onboarding',
      'Proven for which': 'Segment S',
      'One lesson': 'ask first',
    };
    await logDecision(ana, review.card(1), { choice: 'Promote', fields });
    await review.seeCard(1, /Decided: promote/);
    await client.advance({ next: 'rollup' });

    const [first, thread] = await readRollup(now());
    expect(first).toMatch(
      /\*Moved users\*\n• #1 \*Action X first\*: 14-day activation 27% → 31%, because people stall at step N.*\*Defaults changed\*\n• a checklist that opens on Action X · for Segment S \(from #1\)/s,
    );
    expect(thread).toContain('“ask first” (#1)');
    expect(thread).not.toContain('closed');
  });
}

function tellCommands(now: () => Crew): void {
  it('everything is found again: decisions by words, the list, one in full, settings, help', async () => {
    const { noor } = now();
    const found = await asks(noor, '/onepager decisions campaign friday');
    expect(found).toMatch(/#8 Continue: Action X first.*against the rule/s);
    expect(found).not.toContain('Read-through cache');
    expect(await asks(noor, '/onepager decisions quux')).toContain('Nothing in the log has');

    const list = await asks(noor, '/onepager list');
    expect(list).toMatch(/2 one-pagers, 0 running/);
    expect(list).toMatch(/#1 Action X first\* · promoted/);
    expect(list).toMatch(/#3 Read-through cache\* · stopped/);
    const full = await asks(noor, '/onepager show 3');
    expect(full).toMatch(/#3 Read-through cache.*Rule:.*#4 Opened.*#9 Stop/s);
    expect(await asks(noor, '/onepager show 99')).toContain('There is no #99');

    await noor.runs('/onepager settings');
    await noor.seesModal(/Settings of <#C0GROWTH>/);
    await noor.fills({ 'Review time': '11:00' });
    await noor.submits();
    await noor.sees(/<@U0NOOR> changed the settings\n• Review: .*10:00 → .*11:00/);
    expect(await asks(noor, '/onepager help')).toContain('/onepager decisions words');
  });

  it('nothing was said twice', async () => {
    const closings = await countSaid(now(), /^The review closed/);
    expect(closings).toBe(4);
    expect(await countSaid(now(), /· roll-up/)).toBe(4);
  });
}

/** The newest roll-up: its first message and what is in its thread. */
async function readRollup(crew: Crew): Promise<string[]> {
  const messages = await crew.client.messages('C0GROWTH');
  const root = messages.filter(({ text }) => text.includes('· roll-up')).at(-1);
  return root === undefined ? [] : readAll(crew, 'C0GROWTH', root.ts);
}
