import { numberOf, startsOnePager, writesOnePager } from './ritual.ts';
import { week } from './story.ts';
import { titles } from './week-one.ts';

const nextTitle = 'Quick first query';
const alarm = /^No deviation in the last/;

/** The log answers, the next bet starts where it ends, and the cycle closes with an alarm that somebody answers. */
export const weekSix = week(6, [
  {
    caption: 'Week six. Nothing is running on Tuesday, so there is no review and nobody is called.',
    run: (stage) => stage.wednesdayComes(),
  },
  {
    caption: ({ channel }) =>
      `On Wednesday somebody asks for a cache once more in #${channel.name}.`,
    run: ({ theo }) => theo.says('The reports page is slow. Should we cache it?'),
  },
  {
    caption:
      'Ana does not argue, she looks it up. The log remembers what was tried, and why it ended.',
    async run(stage) {
      const { ana } = stage;
      await ana.runs('/onepager decisions cache');
      const answer = await ana.sees(/In the log.*“cache”/);
      await stage.beat();
      const stop = /#(\d+) Stop: Read-through cache/.exec(answer.text)?.[1];
      if (stop === undefined) throw new Error('nobody sees in the log how the cache was stopped');
      await ana.runs(`/onepager show ${stop}`);
      await ana.sees(/Learned: The first query/);
      await stage.beat();
      await ana.says('We tried. The first query of the day is slow, and no cache reaches it.');
    },
  },
  {
    caption: 'So Theo’s bet starts where Ben’s ended: at the query.',
    async run(stage) {
      const { theo } = stage;
      await startsOnePager(theo);
      await writesOnePager(stage, theo, {
        scene: 'Platform',
        title: nextTitle,
        aim: {
          'Short name': nextTitle,
          '^We believe': 'an index that the first query of the day can use',
          '^because': 'people leave while that query runs, as the log says',
        },
        safety: {
          'Smallest test': 'The index on a copy of last week’s data',
          'How far': 'One report of Segment S',
          'How undone': 'Drop the index, a minute',
          'Departs from which habit': 'None',
        },
      });
    },
  },
  {
    caption: 'One page holds a whole bet: its rule, every change and every decision.',
    async run({ ana }) {
      const number = await numberOf(ana, titles.checklist);
      await ana.runs(`/onepager show ${number}`);
      await ana.sees(/Amendments/);
    },
  },
  {
    caption:
      'The third cycle closes: in the thread, what was dared, stopped and promoted. And Barbell raises an alarm, about the team and not a person: nothing was dared for two cycles.',
    run: (stage) => stage.rollupComes(),
  },
  {
    caption:
      'It comes with what mends it. Mia presses “Log a deviation”: one small step out of the usual, with why, and what could go wrong.',
    async run(stage) {
      const { mia, channel } = stage;
      await mia.sees(alarm);
      await stage.beat();
      await mia.presses('Log a deviation', { channel: channel.name, in: alarm });
      const form = await mia.seesModal(/Which habit do you depart from/);
      await mia.fills({ 'Which habit': 'Demo first' });
      await mia.seesRedrawn(form);
      await stage.beat();
      await mia.fills({
        'What do you do instead':
          'This Friday two users try the new report before we show it to anybody',
        '^Because': 'a demo shows what works for us, and a first try shows where people stall',
        'What could it bring': 'Two stumbling blocks that no demo has shown',
        'What could go wrong': 'It takes an hour of two users',
        undone: 'Yes',
      });
      await stage.beat();
      await mia.submits();
      await mia.seesModal(/ogged/);
      await mia.closes({ isCleared: true });
    },
  },
  {
    caption: 'Nobody has to tick it off: the facts hold no longer, so the alarm clears itself.',
    run: ({ mia }) => mia.sees(/^(?=.*Cleared).*No deviation in the last/s),
  },
  {
    caption:
      'Six weeks, three bets: one stopped with thanks, two that moved users and became defaults. Now try it yourself.',
    run: (stage) => stage.beat(),
  },
]);
