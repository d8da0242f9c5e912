import {
  addsReadings,
  decides,
  fillsDecision,
  saysInReview,
  submitsAndCloses,
  votes,
} from './ritual.ts';
import { week } from './story.ts';
import { titles } from './week-one.ts';

/** The gates: one rule met, one not and changed, one not and continued against it. */
export const weekThree = week(3, [
  {
    caption: ({ channel }) =>
      `Week three in #${channel.name}. All three bets reach their gate: today each rule is judged.`,
    run: (stage) => stage.reviewOpens(),
  },
  {
    caption: 'Noor’s numbers are in: candidates answer when they see why them and why now.',
    async run(stage) {
      await addsReadings(stage, stage.noor, {
        'Messages with a personal reason: now': '86%',
        'Qualified screens: now': '11',
        'Qualified screens: out of how many': '240',
        'touches.*now': '2',
        '^Why': 'Candidates saw why them and why now',
      });
    },
  },
  {
    caption: 'Her rule is met, so it says continue. It is a sentence, not an order.',
    async run(stage) {
      const { noor, mia, theo } = stage;
      const on = titles.outreach;
      stage.expects(on, /Rule says: CONTINUE/);
      await saysInReview(stage, theo, 'Eleven screens in a hundred. It was six!');
      for (const who of [mia, theo]) await votes(stage, who, { on, choice: 'Continue' });
      await decides(stage, noor, { on });
    },
  },
  {
    caption: 'Ana’s numbers moved, but users didn’t: more people tick the list, few more stay.',
    async run(stage) {
      await addsReadings(stage, stage.ana, {
        'Action X in 24 h: now': '46%',
        'Action X in 24 h: out of how many': '412',
        '14-day activation: now': '27.4%',
        '14-day activation: out of how many': '398',
        'errors.*now': '0.06%',
        '^Why': 'The list gets ticked, and the page behind it is still empty',
        'argues against us': 'The people who stall come from one ad campaign',
      });
      stage.expects(titles.checklist, /users didn’t/);
    },
  },
  {
    caption: 'The vote is hidden until it is decided. Mia would stop; most would change it.',
    async run(stage) {
      const { ana, ben, mia, noor } = stage;
      const on = titles.checklist;
      const change = 'Show something filled in instead of a list';
      await votes(stage, mia, {
        on,
        choice: 'Stop',
        because: 'A list cannot help on an empty page',
      });
      for (const who of [ana, noor])
        await votes(stage, who, { on, choice: 'Change', because: change });
      await votes(stage, ben, { on, choice: 'Change', because: 'Half of them never scroll to it' });
    },
  },
  {
    caption:
      'Ana changes it, with a new reason and a new gate. Mia’s “stop” is kept as the minority report.',
    async run(stage) {
      await decides(stage, stage.ana, {
        on: titles.checklist,
        fields: {
          '^We believe': 'a sample project that is filled in when Action X opens',
          '^because': 'people stall on an empty page, whatever the order of the steps',
          'Smallest test': 'The sample project for half of Segment S',
          'How deep': 'Structure',
        },
      });
      stage.expects(titles.checklist, /Minority report: Stop/);
    },
  },
  {
    caption:
      'Ben’s page is faster by a third, and no more reports get opened. His rule is not met.',
    async run(stage) {
      await addsReadings(stage, stage.ben, {
        'p95.*now': '310 ms',
        'Reports opened.*now': '91.2%',
        'Reports opened.*out of how many': '1180',
        'errors.*now': '0.05%',
        '^Why': 'Warm pages are quick; the first visit of the day is not',
      });
      const { ana, ben, mia } = stage;
      const on = titles.cache;
      stage.expects(on, /users didn’t/);
      await votes(stage, ana, { on, choice: 'Stop', because: 'Faster, and nobody noticed' });
      await votes(stage, mia, { on, choice: 'Stop', because: 'The slow query is still there' });
      await votes(stage, ben, { on, choice: 'Continue' });
    },
  },
  {
    caption:
      'Ben wants to go on against the rule. He needs a because, and one other person’s vote.',
    async run(stage) {
      const { ben } = stage;
      await fillsDecision(stage, ben, {
        on: titles.cache,
        choice: 'Continue',
        fields: {
          '^Against the rule': 'The cache filled up only on Friday; one more week of data',
          'New gate': stage.dayAfter(20),
        },
      });
      await ben.submits({ mayFail: true });
      await stage.beat();
    },
  },
  {
    caption: 'Nobody else has voted for it yet, so the form says no. Theo is convinced and votes.',
    async run(stage) {
      const { ben, mia, theo } = stage;
      await saysInReview(stage, ben, 'One week, please. It only warmed up on Friday.');
      await saysInReview(stage, mia, 'Then find one of us who agrees.');
      await saysInReview(stage, theo, 'I do. One week, and then we call it.');
      await votes(stage, theo, { on: titles.cache, choice: 'Continue' });
      await submitsAndCloses(ben);
      stage.expects(titles.cache, /against the rule/);
    },
  },
  {
    caption:
      'Going against the rule is allowed, once it is said out loud. It stays marked for good.',
    run: (stage) => stage.reviewCloses(),
  },
  {
    caption:
      'The roll-up says what moved users, from where to where. Its thread holds what argues against us.',
    run: (stage) => stage.rollupComes(),
  },
]);
