import { clearDesk, type Scene, said } from './scene.ts';
import { onward, opened, submitAgain, toldTo } from './window.ts';

/** What commands answer to one person. */
const answers: readonly Scene[] = [
  toldTo(
    { shows: 'told help', when: 'all there is', by: 'noor' },
    { line: '/onepager help', words: /\/onepager list/ },
  ),
  toldTo(
    { shows: 'told help', when: 'a word nobody knows', by: 'noor' },
    { line: '/onepager lst', words: /Did you mean/ },
  ),
  toldTo(
    { shows: 'told scene', when: 'a worked one-pager', by: 'noor' },
    { line: '/onepager scene sales', words: /^Scene|[Ss]ales/ },
  ),
  toldTo(
    { shows: 'told list', when: 'six weeks on', by: 'noor' },
    { line: '/onepager list', words: /one-pagers, \d+ running/ },
  ),
  toldTo(
    { shows: 'told show', when: 'a one-pager', by: 'noor' },
    { line: '/onepager show 1', words: /#1 Action X first/ },
  ),
  toldTo(
    { shows: 'told show', when: 'a decision', by: 'noor' },
    { line: '/onepager show 14', words: /#14/ },
  ),
  toldTo(
    { shows: 'told decisions', when: 'found by words', by: 'noor' },
    { line: '/onepager decisions cache', words: /In the log/ },
  ),
  toldTo(
    { shows: 'told decisions', when: 'only one', by: 'noor' },
    { line: '/onepager decisions stopped', words: /^In the log, stop/ },
  ),
  toldTo(
    { shows: 'told decisions', when: 'nothing found', by: 'noor' },
    { line: '/onepager decisions zebra', words: /Nothing in the log/ },
  ),
  {
    shows: 'told show',
    when: 'the trend',
    by: 'noor',
    async live({ theo, noor }) {
      await theo.sees(/Quick first query/);
      await noor.presses('Trend', { channel: 'growth', in: /^#\d+ Sample first/ });
      return said(/Trend of/);
    },
  },
];

/** Windows that are opened from answers, messages and the roll-up. */
const windows: readonly Scene[] = [
  opened({ shows: 'modal decision.log', when: 'from the roll-up', by: 'noor' }, ({ noor }) =>
    noor.presses('Open the log', { channel: 'growth', in: /roll-up/ }),
  ),
  opened({ shows: 'modal export.send', when: 'what a search found', by: 'noor' }, (crew) =>
    crew.noor.presses('Export', { channel: 'growth', in: /In the log/ }),
  ),
  toldTo(
    { shows: 'told export', when: 'sent to direct messages', by: 'noor' },
    { line: '/onepager export csv', words: /direct message/ },
  ),
  {
    shows: 'told in direct messages',
    when: 'the export as a file',
    by: 'noor',
    live: async () => ({ at: 'message', words: /spreadsheet|CSV|log/i, channel: 'dm' }),
  },
  opened(
    { shows: 'modal evidence.add', when: 'on a message', by: 'mia' },
    async ({ theo, mia }) => {
      await theo.says('Three of five testers went past step N without help');
      await mia.invokes('Add as evidence', await mia.sees(/Three of five testers/));
    },
  ),
  onward({ shows: 'modal evidence.kept', when: 'kept', by: 'mia' }, async (crew) => {
    await crew.mia.fills({
      'For which': 'Sample first',
      'What does it show': 'For: the sample is enough for most',
    });
    await submitAgain(crew, 'mia');
  }),
  opened({ shows: 'modal decision.log-message', when: 'on a message', by: 'ana' }, async (crew) => {
    await crew.theo.says('So we drop the old report on Friday');
    await crew.ana.invokes('Log as decision', await crew.ana.sees(/we drop the old report/));
  }),
  onward({ shows: 'modal decision.logged', when: 'logged', by: 'ana' }, async (crew) => {
    await crew.ana.fills({
      'What was decided': 'Drop the old report',
      Because: 'Nobody opened it for a month',
      'Look at it again': '2027-01-04',
    });
    await submitAgain(crew, 'ana');
  }),
  opened(
    { shows: 'modal notice', when: 'evidence is for full members', by: 'gil' },
    async (crew) => {
      await crew.ana.says('Look at this', { channel: 'company' });
      const message = await crew.gil.sees(/Look at this/, { channel: 'company' });
      await crew.gil.invokes('Add as evidence', message);
    },
  ),
  opened({ shows: 'modal home.help', when: 'from Home', by: 'gil' }, async ({ gil }) => {
    await gil.opensHome();
    await gil.presses('Help', { surface: 'home' });
  }),
];

/** How the team works: settings, days off, away. */
const settings: readonly Scene[] = [
  opened({
    shows: 'modal team.settings',
    when: 'as it opens',
    by: 'ana',
    line: '/onepager settings',
  }),
  {
    shows: 'message settings',
    when: 'changed',
    by: 'ben',
    async live(crew) {
      await crew.ana.fills({ 'Roll-up time': '16:00', Votes: 'Open' });
      await crew.ana.submits();
      return said(/Settings changed/);
    },
  },
  opened({ shows: 'modal team.roles', when: 'as it opens', by: 'ana' }, async ({ ana }) => {
    await ana.runs('/onepager settings', { channel: 'growth' });
    await ana.presses('Roles');
    await ana.seesModal(/Who does what/);
  }),
  onward({ shows: 'modal team.roles', when: 'somebody is asked', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'Ask one more person': 'Leaders', 'Who\\?': 'Ben' });
    await submitAgain(crew, 'ana');
  }),
  {
    shows: 'message role:leader',
    when: 'asked',
    by: 'ben',
    live: async () => ({ at: 'message', words: /asks you to be/, channel: 'dm' }),
  },
  {
    shows: 'message role-taken:leader',
    when: 'taken back',
    by: 'ben',
    async live(crew) {
      const { ana, ben } = crew;
      await ben.presses('I accept', { channel: 'dm' });
      await clearDesk(crew, 'ana');
      await ana.runs('/onepager settings', { channel: 'growth' });
      await ana.presses('Roles');
      await ana.seesModal(/Who does what/);
      await ana.presses('Take back');
      return { at: 'message', words: /took back/, channel: 'dm' };
    },
  },
  opened({ shows: 'modal holiday.days', when: 'with a country', by: 'ana' }, async ({ ana }) => {
    await ana.runs('/onepager settings', { channel: 'growth' });
    await ana.presses('Days off');
    const before = await ana.seesModal(/Public holidays of/);
    await ana.fills({ 'Public holidays of': 'Germany' });
    await ana.seesRedrawn(before);
  }),
  onward({ shows: 'modal holiday.days', when: 'refused', by: 'ana' }, async (crew) => {
    await crew.ana.fills({ 'Your own days off': '2026-12-24 Company day\nsome day in spring' });
    await submitAgain(crew, 'ana');
  }),
  opened(
    { shows: 'modal away.range', when: 'somebody is away', by: 'ana', line: '/onepager away' },
    async (crew) => {
      const { ana } = crew;
      await ana.runs('/onepager away', { channel: 'growth' });
      await ana.seesModal(/Who is away/);
      await ana.fills({ 'First day': '2027-01-25', 'Last day': '2027-01-29' });
      await ana.submits();
      await clearDesk(crew, 'ana');
      await ana.runs('/onepager away', { channel: 'growth' });
    },
  ),
  {
    shows: 'message away',
    when: 'everyone is off',
    by: 'ben',
    async live({ ana }) {
      await ana.fills({
        'Who is away': 'Everyone of this team',
        'First day': '2027-02-08',
        'Last day': '2027-02-12',
      });
      await ana.submits();
      return said(/^Everyone is off/);
    },
  },
];

/** Questions, windows and settings. */
export const answerScenes: readonly Scene[] = [...answers, ...windows, ...settings];
