import { publish, setUp } from '../harness/crew.ts';
import { addReadings, enterReview, logDecision, voteWithLine } from '../harness/review-room.ts';
import { cardIn, homeOf, reviewOf, type Scene, said } from './scene.ts';
import { onward, opened, submitAgain } from './window.ts';

const late = /^#\d+ Late outcome/;

/** A review that is voted on ahead, read too early, and moved; then one that is called off. */
const reviews: readonly Scene[] = [
  opened(
    { shows: 'modal vote.ballot', when: 'ahead of the review', by: 'noor', line: '/onepager vote' },
    async ({ mia, noor, client }) => {
      const day = async (days: number) =>
        new Date((await client.now()).getTime() + days * 86_400_000).toISOString().slice(0, 10);
      await publish(mia, {
        scene: 'Product',
        aim: { 'Short name': 'Late outcome' },
        signals: { 'Ready to read from': await day(20), 'Gate: judge on': await day(1) },
      });
      await client.advance({ next: 'reviewAhead' });
      await noor.runs('/onepager vote', { channel: 'growth' });
    },
  ),
  onward(
    { shows: 'modal vote.ballot', when: 'a line is missing', by: 'noor' },
    async ({ noor }) => {
      await noor.fills({ '^Your vote on #': 'Stop' });
      await noor.submits({ mayFail: true });
    },
  ),
  {
    shows: 'message nudge',
    when: 'numbers are missing',
    by: 'mia',
    async live({ client, mia, noor }) {
      await noor.closes();
      const dm = (await client.state(mia.userId)).channels.find(({ kind }) => kind === 'im');
      const told = await client.messages(dm?.id ?? '', mia.userId);
      if (!told.some(({ text }) => /Numbers are missing.*#25/.test(text))) {
        await client.advance({ next: 'nudge' });
      }
      return { at: 'message', words: /Numbers are missing/, channel: 'dm' };
    },
  },
  {
    shows: 'message nudge',
    when: 'not this time',
    by: 'mia',
    async live({ mia }) {
      await mia.presses('Not this time', { channel: 'dm', in: /Numbers are missing/ });
      return { at: 'message', words: /not this time/, channel: 'dm' };
    },
  },
  {
    shows: 'message revisit',
    when: 'asked',
    by: 'ana',
    live: async () => ({ at: 'message', words: /Would we decide the same/, channel: 'dm' }),
  },
  opened({ shows: 'modal revisit.answer', when: 'differently', by: 'ana' }, ({ ana }) =>
    ana.presses(/^Differently/, { channel: 'dm', in: /Would we decide the same/ }),
  ),
  onward({ shows: 'modal revisit.answer', when: 'refused', by: 'ana' }, (crew) =>
    submitAgain(crew, 'ana'),
  ),
  onward({ shows: 'modal revisit.kept', when: 'kept', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ Because: 'Two people asked for it back' });
    await submitAgain(crew, 'ana');
  }),
  {
    shows: 'message card',
    when: 'too early at its gate',
    by: 'mia',
    async live(crew) {
      await crew.client.advance({ next: 'review' });
      const card = { thread: await reviewOf(crew), in: late };
      await addReadings(crew.mia, card, {
        'Action X in 24 h: now': '48%',
        'Action X in 24 h: out of how many': '220',
        'errors.*now': '0.05%',
        '^Why': 'The page is only two days old for most',
      });
      return cardIn(crew, late);
    },
  },
  opened({ shows: 'modal calendar.send', when: 'from the review', by: 'ben' }, ({ ben }) =>
    ben.presses('Add to calendar', { channel: 'growth', in: /15-minute review/ }),
  ),
  opened({ shows: 'modal review.move', when: 'as it opens', by: 'ana' }, (crew) =>
    crew.ana.presses('Move / skip', { channel: 'growth', in: /15-minute review/ }),
  ),
  {
    shows: 'message review:moved',
    when: 'told to the channel',
    by: 'ana',
    async live({ ana }) {
      await ana.fills({ 'When do we meet': 'Tomorrow' });
      await ana.submits();
      return said(/The review is moved/);
    },
  },
  {
    shows: 'message review',
    when: 'moved to tomorrow',
    by: 'ana',
    live: async () => said(/^15-minute review/),
  },
  {
    shows: 'message card',
    when: 'votes open to all',
    by: 'ben',
    async live(crew) {
      const review = await enterReview(crew);
      const [number = '0'] = /\d+/.exec((await crew.ben.sees(late)).text) ?? [];
      await voteWithLine(crew.ben, 'Change', { on: review.card(Number(number)), line: 'Too slow' });
      return cardIn(crew, late);
    },
  },
  {
    shows: 'page review',
    when: 'with its thread',
    by: 'ana',
    live: async (crew) => ({ at: 'page', channel: 'growth', thread: await reviewOf(crew) }),
  },
  {
    shows: 'message review',
    when: 'called off',
    by: 'ana',
    async live({ ana }) {
      await ana.presses('Move / skip', { channel: 'growth', in: /15-minute review/ });
      await ana.seesModal();
      await ana.fills({ 'When do we meet': 'Not at all', '^Why': 'Half of us are ill' });
      await ana.submits();
      return said(/^15-minute review, called off/);
    },
  },
  {
    shows: 'modal review.late',
    when: 'its card was closed before',
    by: 'ana',
    async live(crew) {
      await crew.client.advance({ next: 'review' });
      const review = await enterReview(crew);
      const [number = '0'] = /\d+/.exec((await crew.ana.sees(late)).text) ?? [];
      await crew.client.advance({ next: 'reviewClose' });
      await addReadings(crew.ana, review.card(Number(number)), {
        'Action X in 24 h: now': '51%',
        'Action X in 24 h: out of how many': '240',
        'errors.*now': '0.05%',
        '^Why': 'It came after the review had closed',
      });
      await crew.ana.seesModal(/marked as late/);
      return { at: 'modal' };
    },
  },
];

/** Places that come and go, and what could not be delivered. */
const places: readonly Scene[] = [
  {
    shows: 'message paused',
    when: 'archived',
    by: 'ana',
    async live({ client }) {
      await client.change({ change: 'archive', channel: 'C0GROWTH' });
      return { at: 'message', words: /was archived/, channel: 'dm' };
    },
  },
  {
    shows: 'message resumed',
    when: 'back again',
    by: 'ana',
    async live({ client }) {
      await client.change({ change: 'unarchive', channel: 'C0GROWTH' });
      return said(/I am back/);
    },
  },
  {
    shows: 'message shared',
    when: 'shared with another organisation',
    by: 'ana',
    async live({ client, ana }) {
      await client.change({ change: 'share', channel: 'C0GROWTH', isExternal: true });
      await ana.sees(/is shared with another organisation now/, { channel: 'dm' });
      await client.change({ change: 'share', channel: 'C0GROWTH', isExternal: false });
      return { at: 'message', words: /is shared with another organisation now/, channel: 'dm' };
    },
  },
  {
    shows: 'message trouble',
    when: 'posting is limited',
    by: 'ana',
    async live(crew) {
      const { client, ana } = crew;
      await client.change({ change: 'restrict', channel: 'C0GROWTH', isRestricted: true });
      await client.advance({ next: 'rollup' });
      const found = await ana.sees(/could not be posted/, { channel: 'dm' });
      await client.change({ change: 'restrict', channel: 'C0GROWTH', isRestricted: false });
      return { at: 'message', words: new RegExp(found.text.slice(0, 20)), channel: 'dm' };
    },
  },
];

/** Somebody who may say stop leaves; a private team's shared line goes to the company. */
const leaving: readonly Scene[] = [
  {
    shows: 'message vacancy',
    when: 'who may say stop has left',
    by: 'ana',
    async live({ client }) {
      const person = { isDeleted: true };
      await client.change({ change: 'editPerson', userId: 'U0MIA', person });
      return { at: 'message', words: /does not take part any more/, channel: 'dm' };
    },
  },
  opened({ shows: 'modal vacancy.name', when: 'as it opens', by: 'ana' }, ({ ana }) =>
    ana.presses('Name one', { channel: 'dm' }),
  ),
  onward({ shows: 'modal vacancy.done', when: 'named', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'May say stop': 'Noor' });
    await submitAgain(crew, 'ana');
  }),
  {
    shows: 'message onepager:stop-owner',
    when: 'told in its thread',
    by: 'ana',
    async live({ ana }) {
      const card = await ana.sees(late);
      return { at: 'message', words: /named them/, thread: card.ts };
    },
  },
  {
    shows: 'message stop-ask',
    when: 'can you say stop on this',
    by: 'noor',
    async live({ client, noor }) {
      const dm = (await client.state(noor.userId)).channels.find(({ kind }) => kind === 'im');
      const told = await client.messages(dm?.id ?? '', noor.userId);
      if (!told.some(({ text }) => /^Can you say stop/.test(text))) {
        await client.advance({ next: 'stopAsk' });
      }
      return { at: 'message', words: /Can you say stop/, channel: 'dm' };
    },
  },
  {
    shows: 'message stop-ask:no',
    when: 'told to whoever named them',
    by: 'ana',
    async live({ ana, noor }) {
      await noor.presses('No', { channel: 'dm', in: /Can you say stop/ });
      await ana.sees(/cannot say stop on/, { channel: 'dm' });
      return { at: 'message', words: /cannot say stop on/, channel: 'dm' };
    },
  },
  {
    shows: 'message stop-ask',
    when: 'answered otherwise, and for the whole team',
    by: 'noor',
    async live({ noor }) {
      await noor.presses('I can after all', { channel: 'dm', in: /stop/ });
      await noor.sees(/You can say stop on/, { channel: 'dm' });
      await noor.presses('I accept', { channel: 'dm', in: /the one who may say stop/ });
      return { at: 'message', words: /You can say stop on/, channel: 'dm' };
    },
  },
  {
    shows: 'message rollup:shared',
    when: 'from a private team',
    by: 'lena',
    async live(crew) {
      const { client, lena } = crew;
      const company = { channel: 'C0COMPANY', userId: 'U0BARBELL', inviterId: 'U0LENA' };
      await client.change({ change: 'join', ...company });
      await setUp(crew, lena, {
        channel: 'C0LEADS',
        fields: { 'Where does the weekly roll-up go': 'company' },
      });
      const leads = { channel: 'growth-leads' };
      const number = await publish(lena, { scene: 'Sales' }, leads.channel);
      await lena.presses('Sharpen', { ...leads, in: new RegExp(`#${number} `) });
      await lena.fills({ 'What to share': 'Two calls a week tell us more than the dashboard' });
      await lena.submits();
      await lena.seesModal(/Saved/);
      await lena.closes({ isCleared: true });
      await client.advance({ next: 'review' });
      const review = await enterReview(crew, 'C0LEADS');
      await logDecision(lena, review.card(number));
      await review.seeCard(number, /Decided/);
      await client.advance({ next: 'rollup' });
      return { at: 'message', words: /From a private team/, channel: 'company' };
    },
  },
];

/** Home after six weeks, in five teams, and for a guest. */
const homes: readonly Scene[] = [
  {
    shows: 'home one team',
    when: 'six weeks on',
    by: 'ana',
    live: (crew) => homeOf(crew, 'ana', /Newest in the log/),
  },
  {
    shows: 'home a guest',
    when: 'in the channel',
    by: 'gil',
    async live(crew) {
      await crew.client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0GIL' });
      return homeOf(crew, 'gil', /Running/);
    },
  },
  {
    shows: 'home five teams',
    when: 'to choose from',
    by: 'ana',
    async live(crew) {
      for (const name of ['retention', 'sales', 'onboarding', 'search']) {
        const id = `C0${name.toUpperCase()}`;
        const memberIds = ['U0ANA', 'U0BEN', 'U0MIA'];
        await crew.client.change({ change: 'addChannel', name, id, kind: 'public', memberIds });
        await setUp(crew, crew.ana, { channel: id });
      }
      return homeOf(crew, 'ana', /#retention/);
    },
  },
];

/** Reviews ahead, moved and called off; places; Home. */
export const timeScenes: readonly Scene[] = [...reviews, ...places, ...homes, ...leaving];
