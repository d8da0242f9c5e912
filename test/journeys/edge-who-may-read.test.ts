import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import {
  asks,
  type Crew,
  countSaid,
  errorsOf,
  openCrew,
  publish,
  readAll,
  setUp,
} from '../harness/crew.ts';
import { addReadings, enterReview, logDecision, voteWithLine } from '../harness/review-room.ts';
import { pressElsewhere, submitElsewhere } from '../harness/second-device.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

// Lena's team lives in the private #growth-leads with Ana; Ana's in the public #growth. Ben is in #growth alone.

const secret = 'Halve the price in secret';
const aim = {
  'Who will do what differently': secret,
  'We believe': secret,
  'Short name': `${secret} soon`,
};

describe('who may read', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'http' });
    const { lena, ana } = crew;
    await setUp(crew, ana);
    await publish(ana, { scene: 'Product' });
    await setUp(crew, lena, { channel: 'C0LEADS' });
    await publish(lena, { scene: 'Sales', aim }, 'growth-leads');
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  it('a private channel goes through a whole review: readings, votes, decision, close, log', async () => {
    const { lena, ana, client } = crew;
    await client.advance({ next: 'review' });
    const review = await enterReview(crew, 'C0LEADS');
    const card = review.card(3);
    await addReadings(lena, card, { '^Why': secret, 'argues against': secret });
    await lena.presses('Continue', card);
    await voteWithLine(ana, 'Stop', { on: card, line: secret });
    await review.seeCard(3, /2 of 2 voted/);
    await logDecision(lena, card, { choice: 'Change', fields: { 'Smallest test': secret } });
    await review.seeCard(3, /Decided: change/);
    await client.advance({ next: 'reviewClose' });
    expect(await countSaid(crew, /^The review closed/, 'C0LEADS')).toBe(1);
    expect(await asks(crew.at('LENA', 'growth-leads'), '/onepager decisions secret')).toContain(
      secret,
    );
    expect(await asks(crew.at('LENA', 'growth-leads'), '/onepager show 3')).toContain(secret);
  });

  it('nobody outside finds its words by a command, in Home or in an export', async () => {
    const { ben, client } = crew;
    const numbers = [3, 4, 5, 6, 7].map((number) => `/onepager show ${number}`);
    const searches = ['decisions secret', 'decisions price @lena', 'decisions stop', 'decisions'];
    for (const line of [
      ...numbers,
      '/onepager list',
      ...searches.map((one) => `/onepager ${one}`),
    ]) {
      expect(await asks(ben, line), line).not.toContain(secret);
    }
    expect(wordsOf((await ben.opensHome()).view)).not.toContain(secret);
    for (const format of ['csv', 'json', 'md']) await asks(ben, `/onepager export ${format}`);
    const files = await sentTo('U0BEN');
    expect(files).toHaveLength(3);
    for (const file of files) {
      expect(file).toContain('Action X');
      expect(file).not.toContain(secret);
    }
    await crew.lena.runs('/onepager export csv', inLeads);
    await client.until('the export of somebody inside', async () =>
      (await sentTo('U0LENA')).some((file) => file.includes(secret)) ? true : undefined,
    );
  });

  it('nobody outside hears its words by pressing any of its buttons', async () => {
    const { client, world } = crew;
    const buttons = await listButtons('U0LENA');
    const names = new Set(buttons.map(({ actionId }) => actionId.replace(/:.*/, '')));
    expect(names.size).toBeGreaterThan(12);
    const before = (await client.calls()).length;
    for (const { actionId, value } of buttons) {
      const place = { channel: 'C0GROWTH', ts: '1.1', thread: '' };
      expect(
        await pressElsewhere(world, 'U0BEN', { ...place, actionId, value }),
        actionId,
      ).not.toContain(secret);
    }
    await client.until('an answer to most of them', async () =>
      (await heardSince(before)).length >= buttons.length / 2 ? true : undefined,
    );
    // What takes longer is heard too before anybody judges.
    await client.advance({ to: (await client.now()).toISOString() });
    for (const call of await heardSince(before)) expect(call).not.toContain(secret);
    const own = await sentTo('U0BEN');
    expect(own.filter((file) => file.includes(secret))).toEqual([]);
  });

  it('nobody outside hears its words by sending a form that was opened inside', async () => {
    const { lena, world } = crew;
    const shown = { ...inLeads, in: /#3 Halve the price/ };
    const read = () => asks(crew.at('LENA', 'growth-leads'), '/onepager show 3');
    const before = await read();
    expect(before).toContain('<@U0LENA>');
    const gone = /This one-pager is not there any more/;
    for (const [label, refusal] of [
      ['Sharpen', gone],
      ['Hand over', /Choose who takes it over/],
      ['Edit', /written by full members of <#C0LEADS>/],
      ['Park', gone],
    ] as const) {
      await lena.presses(label, shown);
      const view = await lena.seesModal();
      const answer = await submitElsewhere(world, 'U0BEN', { view });
      expect(answer, label).toMatch(refusal);
      expect(answer, label).not.toContain(secret);
      await lena.closes({ isCleared: true });
      await lena.seesNoModal();
    }
    expect(await read()).toBe(before);
  });

  it('what a public team wrote is read by any full member, and by guests only from inside', async () => {
    const { lena, gil, client } = crew;
    const show = '/onepager show 1';
    expect(await asks(lena, show)).toContain('Action X');
    expect(await asks(gil, show)).toContain('There is no #1 that you can read');
    expect(await asks(gil, '/onepager decisions')).not.toContain('Action X');
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0GIL' });
    expect(await asks(gil, show)).toContain('Action X');
    await client.change({ change: 'leave', channel: 'C0GROWTH', userId: 'U0GIL' });
    expect(await asks(gil, show)).toContain('There is no #1 that you can read');
  });

  it('who left a private channel reads there no more', async () => {
    const { ana, client } = crew;
    expect(await asks(ana, '/onepager show 3')).toContain(secret);
    await client.change({ change: 'leave', channel: 'C0LEADS', userId: 'U0ANA' });
    expect(await asks(ana, '/onepager show 3')).toContain('There is no #3 that you can read');
    expect(wordsOf((await ana.opensHome()).view)).not.toContain(secret);
  });

  it('an owner who left a private channel acts there no more, and its leader hears what they left', async () => {
    const { ana, lena, client } = crew;
    await client.change({ change: 'join', channel: 'C0LEADS', userId: 'U0ANA' });
    await lena.presses('Hand over', { ...inLeads, in: /#3 Halve the price/ });
    await lena.fills({ 'New owner': 'Ana' });
    await lena.submits();
    await lena.seesModal(/is with <@U0ANA> now/);
    await lena.closes();
    const found = await asks(crew.at('LENA', 'growth-leads'), '/onepager decisions secret');
    const [, number = ''] = /#(\d+)/.exec(found) ?? [];
    await asks(crew.at('ANA', 'growth-leads'), `/onepager show ${number}`);
    await ana.presses('Correct this entry', { ...inLeads, in: new RegExp(`#${number} `) });
    const view = await ana.seesModal(/What is it/);
    await client.change({ change: 'leave', channel: 'C0LEADS', userId: 'U0ANA' });
    const note = await lena.sees(/<@U0ANA> left .*#3/s, { channel: 'dm' });
    expect(messageWords(note)).toMatch(/#3 Halve the price in secret soon.* without an owner/);
    const answer = await submitElsewhere(crew.world, 'U0ANA', { view });
    expect(answer).toMatch(/Correcting an entry is for/);
    expect(answer).not.toContain(secret);
    await ana.closes({ isCleared: true });
    await lena.presses('Hand over', { channel: 'dm', in: /<@U0ANA> left/ });
    await lena.fills({ 'New owner': 'Lena' });
    await lena.submits();
    await lena.seesModal(/is with <@U0LENA> now/);
    await lena.closes();
    await lena.sees(/Everything that <@U0ANA> had in .* is in other hands now/, { channel: 'dm' });
  });

  it('a roll-up channel that others read, that is archived or without the bot is refused at the field', async () => {
    const { ana, client } = crew;
    await client.change({ change: 'join', channel: 'C0COMPANY', userId: 'U0BARBELL' });
    await ana.runs('/onepager settings');
    await ana.fills({ 'Roll-up channel|roll-up goes': '#company' });
    const company = { channel: 'C0COMPANY' };
    const bot = { ...company, userId: 'U0BARBELL' };
    const refusal = async () => {
      await ana.submits({ mayFail: true });
      return errorsOf(ana);
    };
    await client.change({ change: 'share', ...company, isExternal: true });
    expect(await refusal()).toMatch(/another organisation/);
    await client.change({ change: 'share', ...company, isExternal: false });
    await client.change({ change: 'archive', ...company });
    expect(await refusal()).toMatch(/archived/);
    await client.change({ change: 'unarchive', ...company });
    await client.change({ change: 'leave', ...bot });
    expect(await refusal()).toMatch(/\/invite @Barbell/);
    await client.change({ change: 'join', ...bot });
    await ana.submits();
    await ana.sees(/changed the settings.*Roll-up channel/s);
  });

  it('a roll-up channel that others came to read later gets none: the week is told at home', async () => {
    const { client } = crew;
    await client.change({ change: 'share', channel: 'C0COMPANY', isExternal: true });
    await client.advance({ next: 'rollup' });
    expect(await countSaid(crew, /roll-up/, 'C0COMPANY')).toBe(0);
    const said = await readAll(crew);
    expect(said.at(-1)).toMatch(/roll-up.*stays here: .*another organisation now/s);
  });

  it('a private team’s week stays at home; another channel reads only its lines marked *share*', async () => {
    const { lena, client } = crew;
    await client.change({ change: 'share', channel: 'C0COMPANY', isExternal: false });
    await lena.runs('/onepager settings', inLeads);
    await lena.fills({ 'Roll-up channel|roll-up goes': '#company' });
    await lena.submits();
    await lena.sees(/changed the settings.*Roll-up channel/s, inLeads);
    await lena.presses('Sharpen', { ...inLeads, in: /#3 Halve the price/ });
    await lena.fills({ 'What to share': 'We are learning what a price says' });
    await lena.submits();
    await lena.seesModal(/Saved/);
    await lena.closes({ isCleared: true });
    const review = await enterReview(crew, 'C0LEADS');
    await client.advance({ next: 'review' });
    const next = await enterReview(crew, 'C0LEADS');
    expect(next.root.ts).not.toBe(review.root.ts);
    await logDecision(lena, next.card(3));
    await next.seeCard(3, /Decided/);
    await client.advance({ next: 'rollup' });
    const company = (await readAll(crew, 'C0COMPANY')).join('\n');
    expect(company).toContain('#3: “We are learning what a price says”');
    expect(company).not.toContain(secret);
    expect(company).not.toContain('growth-leads');
    const home = await readAll(crew, 'C0LEADS');
    expect(home.at(-1)).toMatch(/stays here: of a private team only lines marked/);
    expect(crew.world.botLog()).not.toContain('a handler broke');
  });

  const inLeads = { channel: 'growth-leads' };

  /** Every button with a value that somebody inside sees: in the channel, its threads, Home and what they alone were told. */
  async function listButtons(viewer: string): Promise<{ actionId: string; value: string }[]> {
    const { client } = crew;
    const messages = await client.messages('C0LEADS', viewer);
    const threads = await Promise.all(
      messages.map((message) => client.messages('C0LEADS', viewer, message.ts)),
    );
    const { home } = await client.views(viewer);
    const found = new Map<string, { actionId: string; value: string }>();
    const collect = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      const { action_id: actionId, value } = { action_id: '', value: '', ...node };
      if (typeof actionId === 'string' && typeof value === 'string' && value !== '') {
        found.set(`${actionId} ${value}`, { actionId, value });
      }
      for (const child of Object.values(node)) collect(child);
    };
    const calls = (await client.calls()).filter(({ args }) => args.user === viewer);
    collect([...messages, ...threads.flat(), home, ...calls.map(({ args }) => args)]);
    return [...found.values()].filter(({ actionId }) => actionId !== '');
  }

  /** Everything that was shown outside of the private channel since: forms, answers, messages. */
  async function heardSince(start: number): Promise<string[]> {
    const calls = (await crew.client.calls()).slice(start);
    return calls
      .filter(({ method, args }) => /^(chat|views)\./.test(method) && args.channel !== 'C0LEADS')
      .map((call) => JSON.stringify(call));
  }

  /** The files that the bot sent to this person. */
  async function sentTo(userId: string): Promise<string[]> {
    const { client, world } = crew;
    const { channels } = await client.state(userId);
    const direct = channels.find((one) => one.kind === 'im');
    const messages = direct === undefined ? [] : await client.messages(direct.id, userId);
    const ids = messages.flatMap((message) => message.files.map(({ id }) => id));
    return Promise.all(
      ids.map(async (id) => (await fetch(`${world.sandboxUrl}/sandbox/file?id=${id}`)).text()),
    );
  }
});
