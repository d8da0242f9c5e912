import { startsOnePager, submitsAndCloses, writesOnePager } from './ritual.ts';
import { week } from './story.ts';

/** Titles of the three bets, by which people find their cards. */
export const titles = {
  checklist: 'Action X first',
  cache: 'Read-through cache',
  outreach: 'Reason-first outreach',
} as const;

/** Set up on a Wednesday, three bets, and the first roll-up. */
export const weekOne = week(1, [
  {
    caption: ({ channel }) =>
      `Wednesday, nine o’clock. A team of five is busy, and nobody knows what it changes for users. Watch #${channel.name}.`,
    run: (stage) => stage.wednesdayComes(),
  },
  {
    caption: 'Ana invites Barbell to the channel. It posts one card.',
    async run({ client, channel, botUserId, ana }) {
      const { userId } = ana;
      await ana.says('I am inviting Barbell. Let’s find out which of our bets hold.');
      await client.change({
        change: 'join',
        channel: channel.id,
        userId: botUserId,
        inviterId: userId,
      });
      await ana.sees(/weekly review that decides/);
    },
  },
  {
    caption:
      'Three questions set it up: when the review is, who may say stop, where the roll-up goes.',
    async run(stage) {
      const { ana, channel } = stage;
      await ana.presses('Set up', { channel: channel.id });
      await ana.seesModal(/Who may say stop/);
      await stage.beat();
      await ana.fills({ 'Review day': 'Tue', 'Review time': '10:00', 'Who may say stop': 'mia' });
      await submitsAndCloses(ana);
      await ana.sees(/Barbell is set up/);
    },
  },
  {
    caption: 'Mia may stop any test that could harm users. She is asked first, and accepts.',
    async run({ mia }) {
      await mia.presses('I accept', { channel: 'dm' });
      await mia.says('Fine with me. I will look at the limits, not over your shoulders.');
    },
  },
  {
    caption:
      'Ana writes the first bet from a worked scene: who will do what differently, why, and how we would know.',
    async run(stage) {
      await startsOnePager(stage.ana, 'Write the first one-pager');
      await writesOnePager(stage, stage.ana, {
        scene: 'Product',
        title: titles.checklist,
        signals: { 'Gate: judge on': stage.dayAfter(13) },
        safety: { 'Departs from which habit': 'None' },
      });
    },
  },
  {
    caption:
      'Her rule is written before the work: which numbers must move, and the day on which they are judged.',
    run: ({ ana }) => ana.sees(/continue if \+3 pts/),
  },
  {
    caption: 'Ben bets that a faster page brings people back.',
    async run(stage) {
      await startsOnePager(stage.ben);
      await writesOnePager(stage, stage.ben, {
        scene: 'Platform',
        title: titles.cache,
        signals: { 'Gate: judge on': stage.dayAfter(13) },
        safety: { 'Departs from which habit': 'None' },
      });
    },
  },
  {
    caption: 'People talk under the card as they always do; Barbell does not listen in.',
    async run(stage) {
      const { ts } = await stage.theo.sees(/#\d+ Read-through cache/);
      await stage.theo.says('Do they leave because it is slow?', { thread: ts });
      await stage.beat();
      await stage.ben.says('I believe so. In two weeks we know, it says so up there.', {
        thread: ts,
      });
    },
  },
  {
    caption:
      'Noor departs from a habit, “template first”. One small dare in each cycle is the idea, and it is written down.',
    async run(stage) {
      await startsOnePager(stage.noor);
      await writesOnePager(stage, stage.noor, {
        scene: 'Recruiting',
        title: titles.outreach,
        signals: { 'Gate: judge on': stage.dayAfter(13) },
        safety: { 'Departs from which habit': 'Template first' },
      });
    },
  },
  {
    caption: 'Thursday brings the first roll-up. It is short: nothing has been judged yet.',
    run: (stage) => stage.rollupComes(),
  },
]);
