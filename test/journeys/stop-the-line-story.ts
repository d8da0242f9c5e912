import { expect, it } from 'vitest';
import type { Actor, Place } from '../../sandbox/server/play/actor.ts';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { asks, type Crew, countSaid, errorsOf, publish, readAll } from '../harness/crew.ts';
import { addReadings, enterReview, logDecision } from '../harness/review-room.ts';

/** The numbers of the two one-pagers of this story. */
interface Numbers {
  first: number;
  second: number;
}

type Told = { now: () => Crew; number: Numbers };

/**
 * The line is stopped, and what proposes to stop it: told in order in one world, from a Thursday afternoon before the
 * team's last reviews of the year. Nothing else may run then.
 */
export function tellStopTheLine(now: () => Crew): void {
  const told = { now, number: { first: 0, second: 0 } };
  tellFreeze(told);
  tellEvidenceReview(told);
  tellException(told);
  tellProposals(told);
}

/** The card of a one-pager while it runs. */
function about(number: number): Place {
  return { channel: 'growth', in: new RegExp(`^#${number} [^:]+: running`) };
}

const announced = { channel: 'growth', in: /^Frozen: #/ };

function tellFreeze({ now, number }: Told): void {
  it('of two who stop the line at once one is said in the channel, and the other hears it', async () => {
    const { ana, ben, noor } = now();
    const signals = { 'Gate: judge on': '2026-12-31' };
    const aim = { 'Short name': 'Ask first' };
    number.first = await publish(ana, { scene: 'Product', aim, signals });
    number.second = await publish(ben, { scene: 'Platform', signals });
    await assume(ana, about(number.first), 'New signups know what they want');
    const [one, other] = await Promise.all(
      [noor, ben].map(async (by) => {
        await by.presses('Freeze', about(number.first));
        await by.seesModal(/Why stop here/);
        return by;
      }),
    );
    if (one === undefined || other === undefined) throw new Error('nobody');
    await other.submits({ mayFail: true });
    expect(await errorsOf(other)).toContain('Please complete this required field.');
    for (const by of [one, other]) await by.fills({ '^Why stop here': 'Errors doubled at noon' });
    await Promise.all([one.submits(), other.submits()]);
    const said = messageWords(await ana.sees(/^Frozen: #/));
    const byNoor = said.includes('<@U0NOOR> stopped the line: Errors doubled at noon');
    const second = byNoor ? ben : noor;
    expect(said).toMatch(/<@U0(NOOR|BEN)> stopped the line/);
    await second.seesModal(/is frozen already, by .*: Errors doubled at noon/);
    // The form, too: another one is filled in later, and must not be taken for this one.
    await second.closes({ isCleared: true });
    for (const by of [one, other]) await by.seesNoModal();
    expect(await countSaid(now(), /^Frozen: #/)).toBe(1);
  });

  it('it holds at once on the card, on Home and in the list, with why and when it is decided', async () => {
    const { mia } = now();
    const said = messageWords(await mia.sees(/^Frozen: #/));
    expect(said).toContain('Paused until a decision: its reviews, votes and reminders.');
    expect(said).toMatch(/Evidence review\* .*2026-12-17 15:00 UTC.* · 30 minutes · with <@U0ANA>/);
    const card = await mia.sees(new RegExp(`^#${number.first} [^:]+: frozen`));
    expect(messageWords(card)).toMatch(/\*Frozen\* by <@U0\w+>: Errors doubled at noon/);
    const { view } = await mia.opensHome();
    expect(wordsOf(view.blocks)).toMatch(/\*Frozen\*\n• .*Ask first.*Errors doubled at noon/);
    expect(await asks(mia, '/onepager list')).toMatch(
      new RegExp(`#${number.first} Ask first\\* · \\*frozen\\*`),
    );
  });

  it('a guest is told whom to tell, and what has ended has nothing to freeze', async () => {
    const { gil, mia, client } = now();
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0GIL' });
    await gil.presses('Freeze', about(number.second));
    await hears(gil, /Freezing is for full members of the team’s channel/);
    await gil.presses('End the freeze', announced);
    await hears(gil, /is ended by its owner <@U0ANA>, a leader, or who may say stop/);
    await mia.presses('End the freeze', announced);
    await hears(mia, /is ended by its owner <@U0ANA>, a leader, or who may say stop/);
  });
}

function tellEvidenceReview({ now, number }: Told): void {
  it('its evidence review opens at the next working hour with a thread and a countdown', async () => {
    const { client, mia } = now();
    const { now: at } = await client.advance({ next: 'evidenceReview' });
    expect(at).toBe('2026-12-17T15:00:00.000Z');
    const { ts } = await mia.sees(/^Frozen: #/);
    const clock = async () => (await readAll(now(), 'C0GROWTH', ts)).join('\n');
    expect(await clock()).toMatch(/Evidence review of #.*<@U0ANA>.*\*Clock:\* 30 minutes, until/s);
    expect(await clock()).toMatch(/What we know.*Action X in 24 h.*\*Assumptions\*/s);
    await client.advance({ minutes: 25 });
    expect(await clock()).toContain('*Clock:* 5 minutes left');
    await client.advance({ minutes: 5 });
    expect(await clock()).toContain(
      '*Clock:* 0. The 30 minutes are up. It stays frozen until a decision is logged.',
    );
  });

  it('without a decision that is said every working day, and its reviews pause', async () => {
    const { client } = now();
    const said: string[] = [];
    for (let day = 0; day < 3; day += 1) {
      said.push((await client.advance({ next: 'freezeOverdue' })).now);
    }
    const ten = (day: number) => `2026-12-${day}T09:00:00.000Z`;
    expect(said).toEqual([ten(18), ten(21), ten(22)]);
    expect(await countSaid(now(), /^Still frozen, decision overdue/)).toBe(3);
    await client.advance({ to: '2026-12-22T12:00:00.000Z' });
    const review = await enterReview(now());
    expect(review.root.text).toBe('15-minute review: 1 card');
    expect(await review.readRoot()).toMatch(
      new RegExp(
        `1 {2}#${number.first} Ask first · \\*frozen\\* · evidence review.*<@U0BEN>|<@U0BEN> your card is due`,
        's',
      ),
    );
    expect((await review.readThread()).some((card) => card.startsWith(`#${number.first} `))).toBe(
      false,
    );
  });

  it('it ends by a decision with a day to look again, which the log and the channel have', async () => {
    const { ana, ben } = now();
    await ana.presses('End the freeze', announced);
    await ana.fills({ '^One line': 'The errors came from elsewhere', '^Ask again on': '' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toContain('Please complete this required field.');
    await ana.fills({ '^Ask again on': '2026-12-21' });
    await ana.submits({ mayFail: true });
    expect(await errorsOf(ana)).toContain('That day is not in the future; pick a later one.');
    expect(await countSaid(now(), /^The freeze is over/)).toBe(0);
    await ana.fills({ '^Ask again on': '2027-01-11' });
    await ana.submits();
    const ended = messageWords(await ben.sees(/^The freeze is over, it continues as is/));
    expect(ended).toMatch(/The errors came from elsewhere · log #\d+ · <@U0ANA> · looked at again/);
    await ben.sees(new RegExp(`^#${number.first} [^:]+: running`));
    const log = Number(/log #(\d+)/.exec(ended)?.[1]);
    expect(await asks(ben, `/onepager show ${log}`)).toMatch(/Errors doubled at noon.*11 Jan/s);
  });
}

function tellException({ now, number }: Told): void {
  it('a guardrail past its limit proposes it; exceptions are logged until a day, and counted', async () => {
    const { ben, client } = now();
    const tripped = new RegExp(`guardrail of #${number.second} is past its limit`);
    const past = { channel: 'growth', in: tripped };
    const review = await enterReview(now());
    await addReadings(ben, review.card(number.second), {
      'errors.*now': '0.3%',
      '^Why': 'not switched on yet',
    });
    await switchOn(ben, 'More alarms');
    for (const [renewal, on] of [...'234'].map((day) => `2026-12-2${day}`).entries()) {
      await client.advance({ to: `${on}T13:00:00.000Z` });
      const alarm = messageWords(await ben.sees(tripped));
      expect(alarm).toMatch(/errors 0\.3%, limit ≤ 0\.1%.*Freeze.*Log an exception/s);
      await ben.presses('Log an exception', past);
      await ben.fills({ '^Why may it': 'a known outage', '^Until': on });
      await ben.submits();
      const again = renewal === 0 ? '' : `, renewal ${renewal},`;
      await client.advance({ minutes: 1 });
      await ben.sees(new RegExp(`^Cleared: The guardrail of #${number.second}`));
      const found = await asks(ben, '/onepager decisions known outage');
      expect(found).toContain(`Guardrail exception${again} until`);
    }
    expect(await countSaid(now(), /has become the rule/)).toBe(0);
    await client.advance({ next: 'rollup' });
    const { ts } = await ben.sees(/· roll-up/);
    // The week has no room for one more message: it goes below the roll-up.
    const creep = await ben.sees(/An exception of #\d+ has become the rule/, { thread: ts });
    expect(messageWords(creep)).toMatch(/Exception.*Renewal 1.*Renewal 2.*Freeze/s);
  });
}

function tellProposals({ now, number }: Told): void {
  it('an outcome that goes the other way in two reviews in a row proposes it', async () => {
    const { ana, client } = now();
    for (const [round, value] of ['25%', '24%'].entries()) {
      expect(await countSaid(now(), /goes the other way$/)).toBe(0);
      await client.advance({ next: 'review' });
      const review = await enterReview(now());
      const readings = { '14-day activation: now': value, '^Why': `week ${round}` };
      await addReadings(ana, review.card(number.first), readings);
      await review.seeCard(number.first, new RegExp(value));
      await client.advance({ minutes: 1 });
    }
    const alarm = messageWords(await ana.sees(/The outcome of #\d+ goes the other way/));
    expect(alarm).toMatch(/27% → 25%, wanted.*27% → 24%, wanted.*Freeze.*Keep, because/s);
    await ana.presses('Keep, because…', { channel: 'growth', in: /goes the other way/ });
    await ana.fills({ because: 'a campaign brought others' });
    await ana.submits();
    await ana.sees(/^Dismissed: The outcome of #\d+ goes the other way/);
    await ana.closes();
  });

  it('an assumption that does not hold proposes it, and one press stops the line', async () => {
    const { client, mia, noor } = now();
    await mia.presses('Show all', about(number.first));
    await mia.presses('Mark an assumption', { in: /Mark an assumption/ });
    await mia.fills({ '^Which': 'New signups know', '^What shows it': '8 of 10 asked us' });
    await mia.submits();
    await client.advance({ minutes: 1 });
    const falsified = /An assumption of #\d+ does not hold/;
    const alarm = messageWords(await noor.sees(falsified));
    expect(alarm).toMatch(/Assumed: “New signups know what they want”.*Seen: 8 of 10 asked us/s);
    await noor.presses('Freeze', { channel: 'growth', in: falsified });
    await noor.fills({ '^Why stop here': 'What we build on is gone' });
    await noor.submits();
    await noor.sees(/^Frozen: #\d+ Ask first: What we build on is gone/);
    await client.advance({ minutes: 1 });
    await noor.sees(/^Cleared: An assumption of #\d+ does not hold/);
  });

  it('what was stopped while the window was open has nothing to freeze', async () => {
    const { ben, noor } = now();
    const review = await enterReview(now());
    await noor.presses('Freeze', about(number.second));
    await noor.fills({ '^Why stop here': 'Errors doubled again' });
    const fields = { 'What was learned': 'The query is slow.' };
    await logDecision(ben, review.card(number.second), { choice: 'Stop', fields });
    await review.seeCard(number.second, /Decided: stop/);
    await noor.submits();
    await noor.seesModal(/is stopped, so there is nothing to freeze/);
    await noor.closes();
    expect(await countSaid(now(), /^Frozen: #/)).toBe(1);
  });
}

/** What the bet takes for granted is written on it. */
async function assume(by: Actor, card: Place, assumption: string): Promise<void> {
  await by.presses('Sharpen', card);
  await by.fills({ '^Assumptions': assumption });
  await by.submits();
  await by.seesModal(/Saved/);
  await by.closes({ isCleared: true });
}

async function switchOn(by: Actor, layer: string): Promise<void> {
  await by.runs('/onepager settings');
  await by.seesModal(/Settings of/);
  await by.fills({ [layer]: 'On' });
  await by.submits();
  await by.sees(new RegExp(layer));
}

/** Waits for what only this person is told, in a message or in a window, and puts a window away. */
async function hears(by: Actor, words: RegExp): Promise<void> {
  await by.client.until(`“${words.source}” for ${by.userId}`, async () => {
    const top = (await by.client.views(by.userId)).stack.at(-1);
    if (top !== undefined && words.test(wordsOf(top.view))) return true;
    const messages = await by.client.messages('C0GROWTH', by.userId);
    const own = messages.filter((one) => one.ephemeralFor === by.userId).map(messageWords);
    return own.some((said) => words.test(said)) ? true : undefined;
  });
}
