import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/protocol.ts';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { type Crew, openCrew, publish, setUp, told } from '../harness/crew.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

describe('the log is searched as people talk', () => {
  let crew: Crew;
  beforeAll(async () => {
    crew = await openCrew({ transport: 'socket', startAt: '2026-11-20T08:00:00.000Z' });
    await setUp(crew, crew.ana);
    await publish(crew.ana, { scene: 'Product' });
    await publish(crew.ben, { scene: 'Platform' });
  });
  afterAll(() => crew[Symbol.asyncDispose]());
  stopAtFirstFailure();

  /** What only this person was told last, once it is there. */
  async function whisper(to: string, words: RegExp): Promise<Message> {
    return crew.client.until(`${words} for ${to}`, async () => {
      const messages = await crew.client.messages('C0GROWTH', to);
      const own = messages.filter((one) => one.ephemeralFor === to);
      return own.filter((one) => words.test(messageWords(one))).at(-1);
    });
  }

  it('two entries are a table, with the same in the text of the message', async () => {
    const { noor } = crew;
    expect(told(await noor.runs('/onepager decisions'))).toBe('');
    const answer = await whisper('U0NOOR', /The decision log/);
    expect(JSON.stringify(answer.blocks)).toContain('"type":"data_table"');
    expect(answer.text).toContain('#4 Opened: Read-through cache · #2 Opened: Action X first');
    expect(wordsOf(answer.blocks)).toContain('Action X first');
  });

  it('one entry is told in words, by whatever finds it', async () => {
    const { noor } = crew;
    for (const search of ['cache', 'by @ben', 'ben opened', '@ben since 20 Nov']) {
      const found = told(await noor.runs(`/onepager decisions ${search}`));
      expect(found, search).toContain('*#4* · Opened · *Read-through cache*');
      expect(found, search).not.toContain('Action X');
    }
    for (const search of ['stopped', 'until 19 Nov', 'due', 'against the rule', 'by @theo']) {
      const found = told(await noor.runs(`/onepager decisions ${search}`));
      expect(found, search).toContain('Nothing in the log has');
    }
  });

  it('what cannot be meant is answered with a sentence', async () => {
    const { noor } = crew;
    const asked = [
      ['x'.repeat(3000), 'That is 3000 characters, and I can look for 300.'],
      ['since 1/11', 'I cannot tell which day “1/11” is.'],
      ['@nobody', 'I know nobody called “@nobody”.'],
      ['!!!', 'I search by words.'],
    ];
    for (const [search = '', sentence = ''] of asked) {
      expect(told(await noor.runs(`/onepager decisions ${search}`))).toContain(sentence);
    }
  });

  it('a call made in a conversation is logged from its message, and is found again', async () => {
    const { ana, mia } = crew;
    const ts = await mia.says('We keep the old queue\nIt costs less & everybody knows it');
    const message = await ana.sees(/We keep the old queue/);
    expect(message.ts).toBe(ts);
    const before = (await crew.client.messages('C0GROWTH')).length;
    await ana.invokes('Log as decision', message);
    const form = JSON.stringify((await ana.seesModal(/What was decided/)).view);
    expect(form).toContain('"initial_value":"It costs less & everybody knows it"');
    await ana.fills({ Because: 'nobody asked for more', 'Look at it again': '2026-11-27' });
    await ana.submits();
    await ana.seesModal(/\*#5\* is in the log of <#C0GROWTH>/);
    await ana.closes();
    expect(await crew.client.messages('C0GROWTH')).toHaveLength(before);

    const entry = told(await mia.runs('/onepager show 5'));
    expect(entry).toMatch(/#5\* · Decided · \*We keep the old queue\*.*Because: nobody asked/s);
    expect(entry).toContain(`/archives/C0GROWTH/p${ts.replace('.', '')}|this message>`);
    expect(told(await mia.runs('/onepager decisions due'))).toContain('Nothing in the log has');
    await crew.client.advance({ to: '2026-11-27T09:00:00.000Z' });
    expect(told(await mia.runs('/onepager decisions due'))).toContain('*#5*');
  });

  it('more is turned where the first page stood, and the window searches the same way', async () => {
    const { ana, mia } = crew;
    for (let index = 1; index <= 20; index += 1) {
      await ana.says(`Call number ${index}`);
      const message = await ana.sees(new RegExp(`Call number ${index}$`, 'm'));
      await ana.invokes('Log as decision', message);
      await ana.seesModal(/What was decided/);
      await ana.submits();
      await ana.seesModal(/is in the log/);
      await ana.closes();
    }
    await mia.runs('/onepager decisions logged');
    const first = await whisper('U0MIA', /In the log:\* decided/);
    expect(wordsOf(first.blocks)).not.toContain('We keep the old queue');
    await mia.presses('More', { in: /In the log:\* decided/ });
    const second = await crew.client.until('the second page in place of the first', async () => {
      const messages = await crew.client.messages('C0GROWTH', 'U0MIA');
      const shown = messages.find((one) => one.ts === first.ts);
      return shown && /We keep the old queue/.test(messageWords(shown)) ? shown : undefined;
    });
    expect(wordsOf(second.blocks)).not.toContain('Call number 20');

    await mia.opensHome();
    await mia.presses('Decisions', { surface: 'home' });
    await mia.seesModal(/Search the log/);
    await mia.fills({ 'Search the log': 'call number 7' });
    const found = await mia.seesModal(/Call number 7/);
    expect(wordsOf(found.view.blocks)).not.toContain('Call number 8');
    await mia.closes();
  });

  it('a guest and an outsider are told who can log', async () => {
    const { ana, gil, client } = crew;
    await ana.says('Shall we?', { channel: 'company' });
    const message = await ana.sees(/Shall we\?/, { channel: 'company' });
    await gil.invokes('Log as decision', message);
    await gil.seesModal(/logged by full members/);
    await gil.closes();
    expect((await client.views('U0GIL')).stack).toEqual([]);
    expect(crew.world.botLog()).not.toMatch(/"level":(50|60)/);
  });
});
