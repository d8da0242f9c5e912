import { cardIn, clearDesk, homeOf, reviewOf, type Stop, said } from './scene.ts';

const checklist = /^#\d+ Action X first/;
const cache = /^#\d+ Read-through cache/;
const outreach = /^#\d+ Reason-first outreach/;

/** What there is to see while a team sets up and writes its first bets. */
export const firstWeek: readonly Stop[] = [
  {
    after: /It posts one card/,
    scenes: [
      {
        shows: 'message setup',
        when: 'just invited',
        by: 'ana',
        live: async () => said(/weekly review that decides/),
      },
      {
        shows: 'modal team.set-up',
        when: 'as it opens',
        by: 'ana',
        async live({ ana }) {
          await ana.presses('Set up', { channel: 'growth' });
          await ana.seesModal();
          return { at: 'modal' };
        },
      },
      {
        shows: 'modal team.set-up',
        when: 'a channel shared with others is refused at its field',
        by: 'ana',
        async live({ ana }) {
          await ana.fills({ 'Where does the weekly roll-up go': 'platform' });
          await ana.submits({ mayFail: true });
          return { at: 'modal' };
        },
      },
    ],
  },
  {
    after: /^Three questions set it up/,
    scenes: [
      {
        shows: 'message setup',
        when: 'set up',
        by: 'ana',
        live: async () => said(/Barbell is set up/),
      },
      {
        shows: 'message role:stop-owner',
        when: 'asked',
        by: 'mia',
        live: async () => ({ at: 'message', words: /asks you to be/, channel: 'dm' }),
      },
      {
        shows: 'home first run',
        when: 'nothing written yet',
        by: 'ana',
        live: (crew) => homeOf(crew, 'ana', /First steps/),
      },
    ],
  },
  {
    after: /^Mia may stop/,
    scenes: [
      {
        shows: 'message role:stop-owner',
        when: 'accepted',
        by: 'mia',
        live: async () => ({ at: 'message', words: /Thank you/, channel: 'dm' }),
      },
    ],
  },
  {
    after: /^Her rule is written before the work/,
    scenes: [
      {
        shows: 'message onepager',
        when: 'running',
        by: 'ben',
        live: async () => said(checklist),
      },
    ],
  },
  {
    after: /first roll-up/,
    scenes: [
      { shows: 'message rollup', when: 'the first', by: 'ana', live: async () => said(/roll-up/) },
    ],
  },
];

/** The first review, from its opening to the quiet roll-up. */
export const firstReview: readonly Stop[] = [
  {
    after: /the review opens by itself/,
    scenes: [
      {
        shows: 'message review',
        when: 'opening',
        by: 'ana',
        live: async () => said(/15-minute review/),
      },
      {
        shows: 'message card',
        when: 'before its gate, no readings',
        by: 'ben',
        live: (crew) => cardIn(crew, cache),
      },
      {
        shows: 'home one team',
        when: 'a review is open',
        by: 'ben',
        live: (crew) => homeOf(crew, 'ben', /Waiting for your vote/),
      },
    ],
  },
  {
    after: /^Ana starts the fifteen minutes/,
    scenes: [
      {
        shows: 'message review',
        when: 'the clock runs',
        by: 'noor',
        live: async () => said(/15-minute review/),
      },
      {
        shows: 'modal review.readings',
        when: 'my readings',
        by: 'noor',
        async live(crew) {
          await crew.noor.presses('Add my readings', { channel: 'growth' });
          await crew.noor.seesModal();
          return { at: 'modal' };
        },
      },
      {
        shows: 'modal review.readings',
        when: 'not a number, more than all, nobody counted',
        by: 'noor',
        async live({ noor }) {
          await noor.fills({
            'Messages with a personal reason: now': '120%',
            'Qualified screens: now': 'a lot',
          });
          await noor.submits({ mayFail: true });
          return { at: 'modal' };
        },
      },
    ],
  },
  {
    after: /^Before its gate a rule only says/,
    scenes: [
      {
        shows: 'message card',
        when: 'on track',
        by: 'ana',
        live: (crew) => cardIn(crew, checklist),
      },
      { shows: 'message card', when: 'behind', by: 'ana', live: (crew) => cardIn(crew, cache) },
      { shows: 'message card', when: 'missing', by: 'ana', live: (crew) => cardIn(crew, outreach) },
    ],
  },
  {
    after: /^Everybody votes: /,
    scenes: [
      {
        shows: 'message card',
        when: 'votes hidden',
        by: 'theo',
        live: (crew) => cardIn(crew, checklist),
      },
      {
        shows: 'told in the thread',
        when: 'vote first, then look',
        by: 'theo',
        async live(crew) {
          const thread = await reviewOf(crew);
          await crew.theo.presses('See votes', { thread, in: checklist });
          return { at: 'message', words: /Vote first/, thread };
        },
      },
      {
        shows: 'modal vote.reason',
        when: 'change',
        by: 'theo',
        async live(crew) {
          const thread = await reviewOf(crew);
          await crew.theo.presses('Change', { thread, in: checklist });
          await crew.theo.seesModal();
          return { at: 'modal' };
        },
      },
      {
        shows: 'modal vote.votes',
        when: 'for those who voted',
        by: 'mia',
        async live(crew) {
          await clearDesk(crew, 'theo');
          const thread = await reviewOf(crew);
          await crew.mia.presses('See votes', { thread, in: checklist });
          await crew.mia.seesModal();
          return { at: 'modal' };
        },
      },
      {
        shows: 'modal decide.log',
        when: 'continue',
        by: 'ana',
        async live(crew) {
          await clearDesk(crew, 'mia');
          const thread = await reviewOf(crew);
          await crew.ana.presses('Log decision', { thread, in: checklist });
          await crew.ana.seesModal();
          return { at: 'modal' };
        },
      },
      ...(['Change', 'Stop', 'Promote'] as const).map((choice) => ({
        shows: 'modal decide.log',
        when: choice.toLowerCase(),
        by: 'ana' as const,
        async live({ ana }: Parameters<Stop['scenes'][number]['live']>[0]) {
          const before = await ana.seesModal();
          await ana.fills({ '^Decision$': choice });
          await ana.seesRedrawn(before);
          return { at: 'modal' as const };
        },
      })),
    ],
  },
  {
    after: /^Votes advise and the owner decides/,
    scenes: [
      {
        shows: 'message card',
        when: 'decided, with a minority report',
        by: 'mia',
        live: (crew) => cardIn(crew, checklist),
      },
    ],
  },
  {
    after: /^On Wednesday the review closes/,
    scenes: [
      {
        shows: 'message review',
        when: 'closed',
        by: 'ana',
        live: async () => said(/15-minute review, closed/),
      },
      {
        shows: 'message review:closed',
        when: 'all continued',
        by: 'ana',
        live: async () => said(/^The review closed/),
      },
    ],
  },
  {
    after: /is one line: a quiet week/,
    scenes: [
      {
        shows: 'message rollup',
        when: 'a quiet week',
        by: 'ana',
        live: async () => said(/roll-up/),
      },
    ],
  },
];
