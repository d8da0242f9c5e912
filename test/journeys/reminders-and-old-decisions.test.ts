import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../sandbox/server/play/actor.ts';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import { asks, type Crew, openCrew, publish, setUp } from '../harness/crew.ts';
import { enterReview, logDecision } from '../harness/review-room.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

// Friday 20 November 2026; the review is on Tuesday at 10:00 in Berlin and closes on Wednesday at 17:00.

describe('the bot reminds, rarely and in time', () => {
  let crew: Crew;
  let onepager: number;
  let logged: number;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket', rate: 'off' });
    await setUp(crew, crew.ana);
    onepager = await publish(crew.ana, { scene: 'Product' });
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('the owner is asked for missing numbers the afternoon before, and adds them from there', async () => {
    const { ana, client } = crew;
    await client.advance({ to: '2026-11-23T13:59:00.000Z' });
    expect(await listDirect(crew, ana, /are missing/)).toEqual([]);
    await client.advance({ to: '2026-11-23T14:00:00.000Z' });
    await ana.sees(new RegExp(`Numbers are missing.*#${onepager} Action X first`, 's'), dm);
    await ana.presses('Add my readings', dm);
    await ana.seesModal(/now\?/);
    await ana.fills({ 'Action X in 24 h: now': '42%', '^Why': 'It is found now' });
    await ana.submits();
    await ana.seesNoModal();
    await client.advance({ minutes: 1 });
    await ana.sees(/The numbers for .* are in\. Thank you/, dm);
  });

  it('whoever has not voted is asked two hours before the close; voting there is enough', async () => {
    const { ben, mia, theo, client } = crew;
    await client.advance({ next: 'review' });
    const review = await enterReview(crew);
    await ben.presses('Continue', review.card(onepager));
    await review.seeCard(onepager, /1 of \d voted/);
    await client.advance({ to: '2026-11-25T14:00:00.000Z' });
    await mia.sees(/Your vote is missing/, dm);
    expect(await listDirect(crew, ben, /vote is missing/)).toEqual([]);
    // It is 09:00 in New York: Theo's working day has just begun.
    await theo.sees(/Your vote is missing/, dm);

    await homeSays(crew, mia, /Waiting for your vote/);
    await mia.presses('Vote', dm);
    await mia.seesModal(/Open until/);
    await mia.fills({ [`Your vote on #${onepager}`]: 'Continue' });
    await mia.submits();
    await review.seeCard(onepager, /2 of \d voted/);
    // Home is drawn anew without being opened again.
    await homeSays(crew, mia, /^(?!.*Waiting for your vote)/s, { isOpen: true });
    await client.advance({ minutes: 1 });
    await mia.sees(/Your votes in .* are in\. Thank you/, dm);
  });

  it('a reminder can be put aside, or the team muted, and the way back is beside it', async () => {
    const { noor, theo } = crew;
    await noor.presses('Not this time', dm);
    await noor.sees(/Fine, not this time/, dm);
    await theo.presses('Mute for this team', dm);
    await theo.sees(/No more reminders of reviews/, dm);
    await homeSays(crew, theo, /You get no reminders of reviews/);
    await theo.presses('Remind me again', dm);
    await theo.sees(/come again/, dm);
    await homeSays(crew, theo, /^(?!.*You get no reminders)/s, { isOpen: true });
  });

  it('on the day that a decision carries, whoever made it is asked, and the answer is an entry of its own', async () => {
    const { ana, ben, client } = crew;
    const review = await enterReview(crew);
    await logDecision(ana, review.card(onepager));
    await review.seeCard(onepager, /Decided/);
    await ben.says('We keep the old price until spring');
    await ben.invokes('Log as decision', await ben.sees(/We keep the old price/));
    await ben.seesModal(/What was decided/);
    await ben.fills({ 'Look at it again on': '2026-11-27' });
    await ben.submits();
    const { view } = await ben.seesModal(/is in the log/);
    logged = Number(/#(\d+)/.exec(JSON.stringify(view))?.[1]);
    await ben.closes();
    expect(await asks(ben, '/onepager decisions due')).not.toContain(`#${logged}`);

    await client.advance({ to: '2026-11-27T08:00:00.000Z' });
    await ben.sees(new RegExp(`Would we decide the same.*#${logged}.*old price`, 's'), dm);
    expect(await listDirect(crew, ana, /Would we decide the same/)).toEqual([]);
    expect(await asks(ben, '/onepager decisions due')).toContain(`#${logged}`);
    await homeSays(crew, ben, /Would we decide the same today/);
    await ben.presses('Differently…', dm);
    await ben.seesModal(/Would we decide the same/);
    await ben.submits({ mayFail: true });
    await ben.fills({ '^Because': 'Two customers left over it' });
    await ben.submits();
    await ben.seesModal(/would decide differently.*in the log says so/);
    await ben.closes();
    await ben.sees(/would decide differently/, dm);
    await homeSays(crew, ben, /^(?!.*Would we decide the same)/s, { isOpen: true });
    expect(await asks(ben, '/onepager decisions due')).not.toContain(`#${logged}`);
    const found = await asks(ben, '/onepager decisions customers left');
    expect(found).toMatch(new RegExp(`Asked again about #${logged}: we would decide differently`));
    expect(await asks(ben, `/onepager show ${logged}`)).not.toContain('customers left');
  });

  it('one past decision comes back with a roll-up, and answers are counted without names', async () => {
    const { ana, mia, client } = crew;
    // The bot slept for two weeks, so that this does not take as long as they do.
    await client.jump(new Date('2026-12-10T13:59:00.000Z'));
    await client.advance({ minutes: 1 });
    const rollup = await ana.sees(/roll-up/, { channel: 'growth' });
    const thread = { channel: 'growth', thread: rollup.ts };
    await ana.sees(/Looking back.*Continue.*Action X first/s, thread);
    await ana.presses('Yes', thread);
    await ana.sees(/1 yes\. Names are not shown/, thread);
    await mia.presses('Too early to say', thread);
    const said = await mia.sees(/1 yes · 1 too early to say/, thread);
    expect(messageWords(said)).not.toContain('U0MIA');
  });
});

const dm = { channel: 'dm' };

/** What the bot wrote to one person with these words. */
async function listDirect({ client }: Crew, who: Actor, words: RegExp): Promise<string[]> {
  const { channels } = await client.state(who.userId);
  const own = channels.find(({ kind }) => kind === 'im');
  if (own === undefined) return [];
  const messages = await client.messages(own.id, who.userId);
  return messages.map(messageWords).filter((said) => words.test(said));
}

/** Opens Home, or looks at the one that is open, until it has these words. */
async function homeSays(
  { client }: Crew,
  who: Actor,
  words: RegExp,
  look: { isOpen?: boolean } = {},
): Promise<void> {
  if (look.isOpen !== true) await who.opensHome();
  await client.until(`a Home of ${who.userId} with ${words}`, async () => {
    const shown = (await client.views(who.userId)).home;
    return shown !== undefined && words.test(JSON.stringify(shown.view)) ? true : undefined;
  });
}
