import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/protocol.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { asks, type Crew, openCrew, publish, setUp } from '../harness/crew.ts';
import { createPostgres } from '../stores/engines.ts';

const raised = /Andon.*anonymous/;
const codePattern = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}-[0-9A-Z]{2}/;

describe.each(['socket', 'http'] as const)('a team and its andon over %s', (transport) => {
  let crew: Crew;
  let code = '';

  beforeAll(async () => {
    // Signed HTTP goes with PostgreSQL, Socket Mode with an SQLite file.
    const database = transport === 'http' ? { databaseUrl: await createPostgres() } : {};
    crew = await openCrew({ transport, ...database });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    await crew.ana.sees(/running, gate/);
  }, 150_000);
  afterAll(() => crew[Symbol.asyncDispose]());

  /** Goes from moment to moment until the channel, or a thread in it, says so. */
  async function waitFor(words: RegExp, thread?: string): Promise<Message> {
    for (let moments = 0; moments < 10; moments += 1) {
      await crew.client.advance({ next: 'andon' });
      const messages = await crew.client.messages('C0GROWTH', undefined, thread);
      const found = messages.find((one) => words.test(wordsOf(one)));
      if (found !== undefined) return found;
    }
    throw new Error(`no moment brought ${words}`);
  }

  /** Sends what stands in the form; a second time where so few are asked twice. */
  async function send(): Promise<string> {
    const { noor } = crew;
    await noor.submits();
    const next = await noor.seesModal(/shown this once|Send it all the same/);
    if (/Send it all the same/.test(wordsOf(next.view))) {
      await noor.fills({ 'people could have sent it': ['Yes, I know that it may be guessed'] });
      await noor.submits();
    }
    const saved = await noor.seesModal(/shown this once/);
    await noor.closes();
    return codePattern.exec(wordsOf(saved.view))?.[0] ?? '';
  }

  it('is pulled from a shortcut in one step, and nothing is to be seen of it', async () => {
    const { noor } = crew;
    const before = await crew.client.messages('C0GROWTH');
    await noor.invokes('Pull andon (anonymous)');
    const form = await noor.seesModal(/not kept/);
    expect(wordsOf(form.view)).toMatch(/could be any of \d+ people/);
    const choices = JSON.stringify(form.view);
    const assumption = /"#\d+: “[^"]*”/.exec(choices)?.[0].slice(1) ?? '';
    await noor.fills({ About: assumption, 'What is off': 'The because does not hold' });
    code = await send();
    expect(code).toMatch(codePattern);
    const after = await crew.client.messages('C0GROWTH');
    expect(after.map(({ ts }) => ts)).toEqual(before.map(({ ts }) => ts));
  });

  it('refuses a guest and a code behind the command, each with a sentence', async () => {
    const { gil, noor } = crew;
    await gil.invokes('Pull andon (anonymous)');
    await gil.seesModal(/in no team yet|full members/);
    await gil.closes();
    expect(await asks(noor, `/onepager receipt ${code}`)).toMatch(/never typed into a channel/);
  });

  it('is posted at a random moment, by the bot, in nobody’s name', async () => {
    const message = await waitFor(raised);
    expect(wordsOf(message)).not.toMatch(/NOOR|Noor/);
    expect(JSON.stringify(message)).not.toMatch(/U0NOOR/);
  });

  it('is taken, stands in the review, and is answered in public', async () => {
    const { ana, ben } = crew;
    await ben.presses('Take it', { in: raised });
    await ben.sees(/Taken/);
    await crew.client.advance({ next: 'review' });
    const root = await ana.sees(/15-minute review/);
    expect(wordsOf(root)).toMatch(/Andons to answer/);
    expect(wordsOf(root)).toMatch(/Doubt an assumption/);
    await ana.sees(/1 andon open/, { thread: root.ts });
    await ben.presses('Answer', { in: raised });
    await ben.fills({ 'The answer': 'Tested', 'In words': 'Ten calls: four say so.' });
    await ben.submits();
    const { ts } = await ana.sees(/Answered: Tested/);
    await ana.sees(/Ten calls: four say so/, { thread: ts });
  });

  it('opens again with its code: the answer, and “not answered for me”', async () => {
    const { noor, ana } = crew;
    await noor.runs('/onepager receipt', { channel: 'growth' });
    await noor.fills({ Code: code.toLowerCase() });
    await noor.submits();
    await noor.seesModal(/Ten calls: four say so/);
    await noor.fills({ 'What would you like': 'Not answered for me: open it again' });
    await noor.submits();
    await noor.seesModal(/the andon is open again/);
    await noor.closes({ isCleared: true });
    const { ts } = await ana.sees(raised);
    await waitFor(/not answered for me\. It is open/, ts);
    await ana.sees(/Open again/);
  });

  it('takes a follow-up with the code from the form, and goes to the queue', async () => {
    const { noor, ben, ana } = crew;
    await noor.invokes('Pull andon (anonymous)');
    await noor.presses('I have a code from before');
    await noor.seesModal(/shown once/);
    await noor.fills({ Code: code });
    await noor.submits();
    await noor.seesModal(/What would you like/);
    await noor.fills({ 'Own words': 'In segment S it is the other way round.' });
    await noor.submits();
    await noor.seesModal(/one of the next moments/);
    await noor.closes({ isCleared: true });
    const { ts } = await ana.sees(raised);
    await waitFor(/verified by receipt\) adds.*other way round/s, ts);
    await ben.presses('To the queue', { in: raised });
    await ben.seesModal(/Until/);
    await ben.submits();
    await ana.sees(/In the queue/);
  });

  it('is pulled from a message and from the review’s button too', async () => {
    const { noor, ana } = crew;
    const root = await ana.sees(/15-minute review/);
    await noor.invokes('Doubt this (anonymous)', root);
    await noor.seesModal(/not kept/);
    await noor.closes();
    await noor.presses('Pull the andon (anonymous)', { in: /15-minute review/ });
    await noor.seesModal(/not kept/);
    await noor.closes();
  });

  it('has its words hidden by two people together, and the log says so', async () => {
    const { noor, ben, ana } = crew;
    await noor.invokes('Pull andon (anonymous)');
    await noor.seesModal(/not kept/);
    await noor.fills({
      About: 'Our direction',
      'What is off': 'Something else, in my own words',
      'Own words': 'somebody here is a fool',
    });
    expect(await send()).not.toBe(code);
    await waitFor(/is a fool/);
    await ben.presses(/^Hide its words/, { in: /is a fool/ });
    await ben.sees(/asks to hide/);
    await ana.presses('Hide the words', { in: /asks to hide/ });
    const { text } = await ana.sees(/hidden by two people/);
    expect(text).not.toMatch(/fool/);
    expect(await asks(ana, '/onepager decisions andon')).toMatch(/Words of an andon were hidden/);
  });

  it('is counted in the roll-up, and without an owner after seven days the channel and the review say so', async () => {
    const { ana, client } = crew;
    await client.advance({ next: 'rollup' });
    await ana.sees(/andons \d raised/);
    await client.advance({ next: 'review' });
    await client.advance({ next: 'review' });
    await ana.sees(/has had no owner since/);
    const roots = await client.messages('C0GROWTH');
    expect(roots.map((one) => wordsOf(one)).join()).toMatch(/no owner since .* it needs one now/);
  });

  it('is withdrawn with its code: the channel reads that, and its words are gone', async () => {
    const { noor } = crew;
    await noor.invokes('Pull andon (anonymous)');
    await noor.seesModal(/not kept/);
    await noor.fills({
      About: 'Our direction',
      'What is off': 'Something else, in my own words',
      'Own words': 'we row in circles',
    });
    const second = await send();
    await waitFor(/row in circles/);
    await noor.runs('/onepager receipt', { channel: 'growth' });
    await noor.fills({ Code: second });
    await noor.submits();
    await noor.seesModal(/What would you like/);
    await noor.fills({ 'What would you like': 'Withdraw it' });
    await noor.submits();
    await noor.seesModal(/says that it was withdrawn/);
    await noor.closes({ isCleared: true });
    const message = await waitFor(/Withdrawn.*by its reporter/);
    expect(wordsOf(message)).not.toMatch(/row in circles/);
  });

  it('stops what it is about by a press on Freeze', async () => {
    const { ben, ana } = crew;
    await ben.presses('Freeze', { in: /In the queue/ });
    await ben.fills({ 'Why stop here': 'The andon says that segment S goes the other way.' });
    await ben.submits();
    await ben.seesNoModal();
    await ana.sees(/segment S goes the other way/);
  });
});
