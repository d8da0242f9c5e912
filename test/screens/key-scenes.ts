import type { Crew } from '../harness/crew.ts';
import { clearDesk, type Scene, said } from './scene.ts';
import { onward, opened } from './window.ts';

const question = /Two keys are asked to reverse/;

/** Presses *Correct this entry* under the record of an entry. */
async function correct({ ana }: Crew, number: number): Promise<void> {
  await ana.runs(`/onepager show ${number}`, { channel: 'growth' });
  await ana.presses('Correct this entry', { channel: 'growth', in: new RegExp(`#${number} `) });
}

/** Everybody named holds a key. */
async function handOutKeys({ ana, ben, mia, noor }: Crew): Promise<void> {
  await ana.runs('/onepager settings', { channel: 'growth' });
  await ana.presses('Roles');
  for (const who of ['Ben', 'Mia', 'Noor']) {
    await ana.fills({ 'Ask one more person': 'Key-holders', '^Who': who });
    const before = await ana.seesModal(/Who does what/);
    await ana.submits();
    await ana.seesRedrawn(before);
  }
  for (const who of [ben, mia, noor]) {
    await who.presses('I accept', { channel: 'dm', in: /a key-holder/ });
    await who.sees(/You are a key-holder/, { channel: 'dm' });
  }
}

/** The number of the newest entry of a kind. A new default is major. */
async function findNumber({ ana }: Crew, kind: 'promote' | 'stop'): Promise<number> {
  const words = { promote: /#(\d+) Promote/, stop: /#(\d+) Stop/ }[kind];
  await ana.runs(`/onepager decisions ${kind}`, { channel: 'growth' });
  const found = await ana.sees(words, { channel: 'growth' });
  return Number(words.exec(found.text)?.[1]);
}

/** Two keys: asked, turned by one, turned by both; and what is corrected without any. */
export const keyScenes: readonly Scene[] = [
  opened({ shows: 'modal twokey.correct', when: 'a major decision', by: 'ana' }, async (crew) => {
    await handOutKeys(crew);
    await clearDesk(crew, 'ana');
    await correct(crew, await findNumber(crew, 'promote'));
  }),
  onward({ shows: 'modal twokey.asked', when: 'two of three', by: 'ana' }, async ({ ana }) => {
    await ana.fills({ 'What is it': 'It holds no longer', '^Why': 'it annoys people who know it' });
    await ana.submits();
    await ana.seesModal(/Asked/);
  }),
  {
    shows: 'message twokey',
    when: 'asked in the channel',
    by: 'theo',
    live: async () => said(question),
  },
  {
    shows: 'message twokey',
    when: 'asked of a key-holder',
    by: 'mia',
    live: async () => ({ at: 'message', words: question, channel: 'dm' }),
  },
  {
    shows: 'message twokey',
    when: 'one key turned, one withheld',
    by: 'theo',
    async live({ ben, mia, theo }) {
      await ben.presses('Turn my key', { channel: 'dm', in: question });
      await mia.presses('Rather not', { channel: 'dm', in: question });
      await theo.sees(/Would rather not/);
      return said(question);
    },
  },
  {
    shows: 'message twokey',
    when: 'both turned',
    by: 'theo',
    async live({ noor, theo }) {
      await noor.presses('Turn my key', { channel: 'dm', in: question });
      await theo.sees(/is reversed with two keys/);
      return said(/is reversed with two keys/);
    },
  },
  {
    shows: 'told show',
    when: 'a reversed decision',
    by: 'ana',
    line: '/onepager show 1',
    async live(crew) {
      const number = await findNumber(crew, 'promote');
      await crew.ana.runs(`/onepager show ${number}`, { channel: 'growth' });
      return said(/reversed by #/);
    },
  },
  opened({ shows: 'modal twokey.correct', when: 'an ordinary one', by: 'ana' }, async (crew) =>
    correct(crew, await findNumber(crew, 'stop')),
  ),
  onward({ shows: 'modal twokey.corrected', when: 'at once', by: 'ana' }, async ({ ana }) => {
    await ana.fills({ '^Why': 'a slip of the pen', 'One line': 'Nobody waited less.' });
    await ana.submits();
    await ana.seesModal(/corrects/);
  }),
];
