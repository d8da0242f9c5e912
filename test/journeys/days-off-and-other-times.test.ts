import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../sandbox/server/play/actor.ts';
import {
  type Crew,
  countSaid,
  errorsOf,
  openCrew,
  publish,
  readAll,
  setUp,
} from '../harness/crew.ts';
import { enterReview } from '../harness/review-room.ts';

// One team through six weeks of other times. Reviews are on Tuesdays at 10:00 in Berlin; the first is on 24 November.

let crew: Crew;
beforeAll(async () => {
  crew = await openCrew({ transport: 'socket', startAt: '2026-11-20T08:00:00.000Z' });
  await setUp(crew, crew.ana);
  await publish(crew.ana, { scene: 'Product' });
});
afterAll(() => crew[Symbol.asyncDispose]());

const opened = /^15-minute review/;

async function openDaysOff(by: Actor): Promise<void> {
  await by.runs('/onepager settings');
  await by.seesModal(/Settings of/);
  await by.presses('Days off');
  await by.seesModal(/Public holidays of/);
}

async function readRollup(): Promise<string> {
  const roots = await crew.client.messages('C0GROWTH');
  const root = roots.filter(({ text }) => text.includes('· roll-up')).at(-1);
  return root === undefined ? '' : (await readAll(crew, 'C0GROWTH', root.ts)).join('\n');
}

describe('what is no day, date or zone', () => {
  it('is refused at its field with what to do, and the form keeps it', async () => {
    const { ana } = crew;
    await openDaysOff(ana);
    await ana.fills({ 'own days off': '2026-11-24 Company day\n2026-02-30 Off-site' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toContain('Line 2, “2026-02-30”, is a date that does not exist.');
    await ana.fills({ 'own days off': '<html><body>holidays</body></html>' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toMatch(
      /is no day that I can read\. Write one day a line, such as/,
    );
    await ana.fills({ 'own days off': '2026-11-24 Company day' });
    await ana.submits();
    await ana.sees(/changed the team’s days off: 1 line of your own/);
    await ana.closes({ isCleared: true });

    await ana.runs('/onepager settings');
    await ana.seesModal(/Settings of/);
    await ana.fills({ 'Time zone': 'Mars/Olympus' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toContain('I do not know this zone');
    await ana.closes();
  });
});

describe('voting ahead', () => {
  it('is open the afternoon before, without a word in the channel', async () => {
    const { ben, client } = crew;
    await client.advance({ to: '2026-11-23T12:59:00.000Z' });
    await ben.runs('/onepager vote');
    await ben.sees(/Voting opens at 14:00 on the working day before/);
    const { now } = await client.advance({ next: 'reviewAhead' });
    expect(now).toBe('2026-11-23T13:00:00.000Z');
    expect(await countSaid(crew, opened)).toBe(0);
    await ben.runs('/onepager vote');
    await ben.seesModal(/Open until/);
    await ben.fills({ 'Your vote on #1': 'Stop' });
    await ben.submits({ mayFail: true });
    expect(await errorsOf(ben)).toContain('One line, please');
    await ben.fills({ '#1 in one line': 'No user gained from it' });
    await ben.submits();
    await ben.seesNoModal();
  });
});

describe('who is away', () => {
  it('says so, or an owner says it for somebody; nobody waits for their votes', async () => {
    const { ana, mia } = crew;
    const before = await readAll(crew);
    await mia.runs('/onepager away');
    await mia.seesModal(/Nobody is away/);
    await mia.fills({ 'First day': '2026-11-01', 'Last day': '2026-11-02' });
    await mia.submits({ mayFail: true });
    expect(await errorsOf(mia)).toContain('These days are over.');
    await mia.fills({ 'Last day': '2026-11-27' });
    await mia.submits();
    await mia.seesNoModal();

    await ana.runs('/onepager away');
    await ana.seesModal(/<@U0MIA>: 1 Nov to 27 Nov/);
    await ana.fills({ 'Who is away': 'Somebody else of this team', 'Who, if': 'U0NOOR' });
    await ana.fills({ 'First day': '2026-11-24', 'Last day': '2026-11-25' });
    await ana.submits();
    await ana.seesNoModal();
    expect(await readAll(crew)).toEqual(before);
  });
});

describe('a review on the team’s own day off', () => {
  it('opens the day after and says why, with the votes that came ahead', async () => {
    const { client } = crew;
    const { now } = await client.advance({ next: 'review' });
    expect(now).toBe('2026-11-25T09:00:00.000Z');
    const review = await enterReview(crew);
    const root = await review.readRoot();
    expect(root).toMatch(/Moved from <!date\^1795510800.*: Company day\./);
    expect(root).not.toContain('not running');
    expect(await review.seeCard(1, /1 of \d voted/)).toContain('2 away');
  });
});

describe('Move / skip', () => {
  it('moves the meeting: the channel and the root say when and why, and the calendar has it', async () => {
    const { ben, client } = crew;
    const review = await enterReview(crew);
    await ben.presses('Move / skip');
    await ben.seesModal(/When do we meet/);
    await ben.fills({ '^Day$': '2026-11-28' });
    await ben.submits({ mayFail: true });
    expect(await errorsOf(ben)).toContain('The review is closed by then.');
    await ben.fills({ 'When do we meet': 'Tomorrow, same time', Why: 'customer visit' });
    await ben.submits();
    const note = await ben.sees(/The review is moved/);
    expect(JSON.stringify(note)).toMatch(/calendar\.google\.com.*outlook\.office\.com/);
    expect(await review.readRoot()).toMatch(/we meet <!date\^1795683600.*<@U0BEN>: customer visit/);

    await ben.presses('Move / skip', { in: /we meet/ });
    await ben.seesModal(/When do we meet/);
    await ben.fills({ 'When do we meet': 'In an hour' });
    await ben.submits();
    expect(
      await client.until('snoozed', async () => {
        const now = await review.readRoot();
        return now.includes('<!date^1795687200') ? now : undefined;
      }),
    ).toContain('<@U0BEN>)');
    await client.advance({ next: 'rollup' });
    const said = await readRollup();
    expect(said).toMatch(/review of the week of 23 Nov was moved to <!date\^1795687200/);
    expect(said).not.toContain('not running');
  });

  it('calls one off, once, with its reason in the channel and in the roll-up', async () => {
    const { ben, client } = crew;
    await client.advance({ to: '2026-12-01T09:00:00.000Z' });
    const review = await enterReview(crew);
    await ben.presses('Move / skip', { in: /we meet|closes/ });
    await ben.seesModal(/When do we meet/);
    await ben.fills({ 'When do we meet': 'Not at all' });
    await ben.submits({ mayFail: true });
    expect(await errorsOf(ben)).toContain('One line, please');
    await ben.fills({ Why: 'all at the *off-site*' });
    await ben.submits();
    await ben.sees(/called off:.? all at the/);
    expect(await review.readRoot()).toContain('called off');
    await client.advance({ next: 'rollup' });
    expect(await countSaid(crew, /^The review closed/)).toBe(1);
    expect(await readRollup()).toContain(
      'The review of the week of 30 Nov was called off: “all at the *off-site*”.',
    );
    expect(await readRollup()).toContain('1 review skipped');
  });
});

describe('everyone is off this week', () => {
  it('tells the channel, leaves the review out with one line, and the roll-up says it', async () => {
    const { ana, ben, client } = crew;
    await client.advance({ to: '2026-12-07T08:00:00.000Z' });
    await ben.runs('/onepager away');
    const ofBen = await ben.seesModal(/neither reminded nor counted/);
    expect(JSON.stringify(ofBen.view)).not.toContain('Everyone is off this week');
    await ben.closes();
    await ana.runs('/onepager away');
    await ana.presses('Everyone is off this week');
    await ana.seesModal(/Everyone: 7 Dec to 13 Dec/);
    await ana.closes();
    await ana.sees(/Everyone is off, 7 Dec to 13 Dec \(<@U0ANA>\)/);
    await client.advance({ to: '2026-12-10T14:00:00.000Z' });
    expect(
      await countSaid(crew, /No review in the week of 7 Dec: everyone is off\. The next/),
    ).toBe(1);
    expect(await countSaid(crew, opened)).toBe(2);
    expect(await readRollup()).toContain('of the week of 7 Dec was skipped: everyone is off.');
  });
});

describe('a public holiday, and a rhythm changed in mid-week', () => {
  it('neither repeats nor loses a review, and goes around the holiday', async () => {
    const { ana, client } = crew;
    await client.advance({ to: '2026-12-16T11:00:00.000Z' });
    expect(await countSaid(crew, opened)).toBe(3);
    await openDaysOff(ana);
    const before = await ana.seesModal(/Public holidays of/);
    await ana.picks(/Public holidays of/, 'Germany');
    await ana.seesRedrawn(before);
    await ana.submits();
    await ana.sees(/public holidays of Germany and 1 line of your own/);
    await ana.closes({ isCleared: true });
    await ana.runs('/onepager settings');
    await ana.seesModal(/Settings of/);
    await ana.fills({ 'Review day': 'Fri', 'Time zone': 'america/new_york' });
    await ana.submits();
    await ana.sees(/changed the settings/);
    await client.advance({ to: '2026-12-28T14:59:00.000Z' });
    expect(await countSaid(crew, opened)).toBe(3);
    const { now } = await client.advance({ next: 'review' });
    expect(now).toBe('2026-12-28T15:00:00.000Z'); // Monday 10:00 in New York; Friday is Christmas Day
    expect(await countSaid(crew, opened)).toBe(4);
    expect(await (await enterReview(crew)).readRoot()).toContain('Christmas Day');
  });
});
