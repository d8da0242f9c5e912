import { cardIn, homeOf, reviewOf, rollupThread, type Stop, said } from './scene.ts';

const checklist = /^#\d+ Action X first/;
const cache = /^#\d+ Read-through cache/;
const outreach = /^#\d+ Reason-first outreach/;

/** Gates: met, not met, against the rule, too few, no decision, stopped, promoted. */
export const laterReviews: readonly Stop[] = [
  {
    after: /All three bets reach their gate/,
    scenes: [
      {
        shows: 'message review',
        when: 'gate today',
        by: 'ana',
        live: async () => said(/15-minute review/),
      },
    ],
  },
  {
    after: /^Her rule is met/,
    scenes: [
      { shows: 'message card', when: 'met', by: 'noor', live: (crew) => cardIn(crew, outreach) },
    ],
  },
  {
    after: /but users didn’t: more people/,
    scenes: [
      {
        shows: 'message card',
        when: 'not met, numbers moved',
        by: 'ana',
        live: (crew) => cardIn(crew, checklist),
      },
      {
        shows: 'page review',
        when: 'its thread beside the channel',
        by: 'ana',
        async live(crew) {
          const thread = await reviewOf(crew);
          return { at: 'page', channel: 'growth', thread, top: checklist };
        },
      },
      {
        shows: 'page home',
        when: 'while a review is open',
        by: 'ana',
        async live(crew) {
          await homeOf(crew, 'ana', /Running/);
          return { at: 'page' };
        },
      },
    ],
  },
  {
    after: /^Ana changes it, with a new reason/,
    scenes: [
      {
        shows: 'message card',
        when: 'decided to change',
        by: 'ana',
        live: (crew) => cardIn(crew, checklist),
      },
    ],
  },
  {
    after: /He needs a because, and one other/,
    scenes: [
      {
        shows: 'modal decide.log',
        when: 'against the rule, refused',
        by: 'ben',
        live: async () => ({ at: 'modal' }),
      },
    ],
  },
  {
    after: /^Going against the rule is allowed/,
    scenes: [
      {
        shows: 'message card',
        when: 'decided against the rule',
        by: 'ben',
        live: (crew) => cardIn(crew, cache),
      },
      {
        shows: 'message review:closed',
        when: 'changed and continued',
        by: 'ana',
        live: async () => said(/^The review closed/),
      },
    ],
  },
  {
    after: /^The roll-up says what moved users/,
    scenes: [
      { shows: 'message rollup', when: 'moved', by: 'ana', live: async () => said(/roll-up/) },
      {
        shows: 'message rollup:thread',
        when: 'what argues against us',
        by: 'ana',
        live: (crew) => rollupThread(crew, /In this thread/),
      },
      {
        shows: 'page roll-up',
        when: 'its thread beside the channel',
        by: 'ana',
        async live(crew) {
          const { ts } = await crew.ana.sees(/· roll-up/);
          return { at: 'page', channel: 'growth', thread: ts };
        },
      },
    ],
  },
  {
    after: /The card shows what was changed/,
    scenes: [
      {
        shows: 'message card',
        when: 'changed since the last review',
        by: 'ana',
        live: (crew) => cardIn(crew, checklist),
      },
    ],
  },
  {
    after: /looks splendid/,
    scenes: [
      {
        shows: 'message card',
        when: 'too few to tell',
        by: 'theo',
        live: (crew) => cardIn(crew, checklist),
      },
      {
        shows: 'message card',
        when: 'decided to stop',
        by: 'theo',
        live: (crew) => cardIn(crew, cache),
      },
    ],
  },
  {
    after: /closes and says so, without blame/,
    scenes: [
      {
        shows: 'message card',
        when: 'no decision',
        by: 'noor',
        live: (crew) => cardIn(crew, outreach),
      },
      {
        shows: 'message review:closed',
        when: 'one stopped, one without a decision',
        by: 'ana',
        live: async () => said(/^The review closed/),
      },
    ],
  },
  {
    after: /^A stop is not a failure/,
    scenes: [
      { shows: 'message rollup', when: 'stopped', by: 'ana', live: async () => said(/roll-up/) },
      { shows: 'message onepager', when: 'stopped', by: 'ben', live: async () => said(cache) },
      {
        shows: 'message rollup:thread',
        when: 'a cycle closed',
        by: 'ana',
        live: (crew) => rollupThread(crew, /In this thread/),
      },
      {
        shows: 'message dose',
        when: 'a cycle has begun',
        by: 'ana',
        live: (crew) => rollupThread(crew, /its one small dose/),
      },
    ],
  },
  {
    after: /^It becomes a default for the segment/,
    scenes: [
      {
        shows: 'message review:closed',
        when: 'both promoted',
        by: 'ana',
        live: async () => said(/^The review closed/),
      },
      { shows: 'message onepager', when: 'promoted', by: 'noor', live: async () => said(outreach) },
    ],
  },
  {
    after: /two lines by which the floor has risen/,
    scenes: [
      {
        shows: 'message rollup',
        when: 'defaults changed',
        by: 'ana',
        live: async () => said(/roll-up/),
      },
    ],
  },
  {
    after: /^The third cycle closes/,
    scenes: [
      {
        shows: 'message alarm',
        when: 'nothing dared',
        by: 'ana',
        live: async () => said(/^No deviation in the last/),
      },
      {
        shows: 'message lookback',
        when: 'nobody has answered',
        by: 'theo',
        live: (crew) => rollupThread(crew, /Looking back/),
      },
      {
        shows: 'message lookback',
        when: 'two have answered',
        by: 'theo',
        async live(crew) {
          const { ts } = await crew.ana.sees(/· roll-up/);
          const place = { thread: ts, in: /Looking back/ };
          await crew.mia.presses('Yes', place);
          await crew.theo.presses('Too early to say', place);
          return rollupThread(crew, /1 yes/);
        },
      },
    ],
  },
  {
    after: /^Nobody has to tick it off/,
    scenes: [
      {
        shows: 'message alarm',
        when: 'cleared',
        by: 'ana',
        live: async () => said(/No deviation in the last/),
      },
    ],
  },
];
