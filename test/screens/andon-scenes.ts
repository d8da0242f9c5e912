import { wordsOf } from '../../sandbox/server/play/find.ts';
import type { Crew } from '../harness/crew.ts';
import { clearDesk, type Scene, said, type View } from './scene.ts';
import { onward, opened, toldTo } from './window.ts';

const raised = /Andon.*anonymous/;
let code = '';

/** Waits for the moments at which bags are closed and opened. */
async function waitFor(crew: Crew, words: RegExp, thread?: string): Promise<View> {
  const place = thread === undefined ? {} : { thread };
  for (let moments = 0; moments < 12; moments += 1) {
    await crew.client.advance({ next: 'andon' });
    const [found] = await Promise.allSettled([
      crew.client.messages('C0GROWTH', undefined, thread).then((messages) => {
        if (!messages.some((one) => words.test(wordsOf(one)))) throw new Error('not yet');
      }),
    ]);
    if (found.status === 'fulfilled') return { at: 'message', words, ...place };
  }
  throw new Error(`no moment brought ${words}`);
}

async function threadOf({ ana }: Crew): Promise<string> {
  return (await ana.sees(raised)).ts;
}

/** The anonymous cord: pulled, kept, opened again with its code, raised, answered. */
export const andonScenes: readonly Scene[] = [
  opened({ shows: 'modal andon.pull', when: 'few people', by: 'noor' }, ({ noor }) =>
    noor.invokes('Pull andon (anonymous)'),
  ),
  onward({ shows: 'modal andon.promise', when: 'more', by: 'noor' }, ({ noor }) =>
    noor.presses('More'),
  ),
  {
    shows: 'modal andon.pull',
    when: 'refused at its fields',
    by: 'noor',
    async live(crew) {
      await crew.noor.closes();
      await crew.noor.fills({ 'Own words': 'ask @ben, he knows' });
      await crew.noor.submits({ mayFail: true });
      return { at: 'modal' };
    },
  },
  onward(
    { shows: 'modal andon.pull', when: 'a link that may be one’s own', by: 'noor' },
    async ({ noor }) => {
      await noor.fills({
        About: 'Our direction',
        'What is off': 'I have seen evidence against it',
        'Own words': 'See https://example.com/report?shared_by=u17, page three.',
      });
      await noor.submits();
      await noor.seesModal(/Cut it off/);
    },
  ),
  onward({ shows: 'modal andon.pull', when: 'asked once more', by: 'noor' }, async ({ noor }) => {
    await noor.fills({
      About: 'Our direction',
      'What is off': 'I have seen evidence against it',
      'Own words': 'Three of the last five calls say the opposite.',
    });
    await noor.submits();
    await noor.seesModal(/Send it all the same/);
  }),
  onward({ shows: 'modal andon.saved', when: 'with its code', by: 'noor' }, async ({ noor }) => {
    await noor.fills({ 'Only \\d people could': ['Yes, I know that it may be guessed'] });
    await noor.submits();
    const saved = await noor.seesModal(/shown this once/);
    code = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}-[0-9A-Z]{2}/.exec(wordsOf(saved.view))?.[0] ?? '';
  }),
  toldTo(
    { shows: 'told receipt', when: 'a code was typed', by: 'noor' },
    { line: '/onepager receipt ABCD-EFGH', words: /never typed into a channel/ },
  ),
  opened({ shows: 'modal andon.receipt', when: 'asked', by: 'noor', line: '/onepager receipt' }),
  onward({ shows: 'modal andon.mine', when: 'not posted yet', by: 'noor' }, async ({ noor }) => {
    await noor.fills({ Code: code });
    await noor.submits();
    await noor.seesModal(/Not posted yet/);
  }),
  onward({ shows: 'modal andon.notice', when: 'added', by: 'noor' }, async ({ noor }) => {
    await noor.fills({ 'Own words': 'And the sixth one too.' });
    await noor.submits();
    await noor.seesModal(/posted together/);
  }),
  {
    shows: 'message andon',
    when: 'just raised',
    by: 'theo',
    async live(crew) {
      await clearDesk(crew, 'noor');
      return waitFor(crew, raised);
    },
  },
  {
    shows: 'message andon',
    when: 'taken, and somebody asks to hide its words',
    by: 'theo',
    async live({ ana, ben }) {
      await ana.presses('Take it', { in: raised });
      await ana.sees(/Taken/);
      await ben.presses(/^Hide its words/, { in: raised });
      await ben.sees(/asks to hide/);
      return said(/asks to hide/);
    },
  },
  opened({ shows: 'modal answer.queue', when: 'opened', by: 'ana' }, async ({ ana, ben }) => {
    await ben.presses('Let them stand', { in: raised });
    await ana.presses('To the queue', { in: raised });
  }),
  opened({ shows: 'modal answer.reply', when: 'opened', by: 'ana' }, ({ ana }) =>
    ana.presses('Answer', { in: raised }),
  ),
  {
    shows: 'message andon:answer',
    when: 'tested',
    by: 'theo',
    async live(crew) {
      await crew.ana.fills({
        'The answer': 'Tested',
        'In words': 'We listened to ten calls: four say so. The next review looks at the segment.',
      });
      await crew.ana.submits();
      await crew.ana.seesNoModal();
      const thread = await threadOf(crew);
      await crew.ana.sees(/listened to ten/, { thread });
      return { at: 'message', words: /listened to ten/, thread };
    },
  },
  opened({ shows: 'modal andon.mine', when: 'answered', by: 'noor' }, async ({ noor }) => {
    await noor.runs('/onepager receipt', { channel: 'growth' });
    await noor.fills({ Code: code });
    await noor.submits();
    await noor.seesModal(/Answered/);
  }),
  {
    shows: 'message andon:note',
    when: 'not answered for me',
    by: 'theo',
    async live(crew) {
      await crew.noor.fills({ 'What would you like': 'Not answered for me: open it again' });
      await crew.noor.submits();
      await crew.noor.seesModal(/open again/);
      await clearDesk(crew, 'noor');
      return waitFor(crew, /verified by receipt/, await threadOf(crew));
    },
  },
  { shows: 'message andon', when: 'open again', by: 'theo', live: async () => said(raised) },
  opened({ shows: 'modal answer.settings', when: 'opened', by: 'ana' }, async ({ ana }) => {
    await ana.runs('/onepager settings', { channel: 'growth' });
    await ana.presses('Andon');
    await ana.seesModal(/Andon settings/);
  }),
];

/** Weeks later: nobody has taken it, and its reporter withdraws it. */
export const andonLaterScenes: readonly Scene[] = [
  {
    shows: 'message andon:owner',
    when: 'nobody took it for seven days',
    by: 'theo',
    live: async () => said(/and it has no owner/),
  },
  opened({ shows: 'modal andon.notice', when: 'will be withdrawn', by: 'noor' }, async (crew) => {
    const { noor } = crew;
    await noor.runs('/onepager receipt', { channel: 'growth' });
    await noor.fills({ Code: code });
    await noor.submits();
    await noor.seesModal(/What would you like/);
    await noor.fills({ 'What would you like': 'Withdraw it' });
    await noor.submits();
    await noor.seesModal(/says that it was withdrawn/);
  }),
  {
    shows: 'message andon',
    when: 'withdrawn',
    by: 'theo',
    async live(crew) {
      await clearDesk(crew, 'noor');
      return waitFor(crew, /Withdrawn/);
    },
  },
];
