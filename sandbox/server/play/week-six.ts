import { numberOf, startsOnePager, writesOnePager } from './ritual.ts';
import { week } from './story.ts';
import { titles } from './week-one.ts';

const nextTitle = 'Quick first query';

/** The log answers, the next bet starts where it ends, and the cycle closes in a quiet week. */
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
      'A quiet week is one line. In its thread the third cycle closes: what was dared, stopped and promoted.',
    run: (stage) => stage.rollupComes(),
  },
  {
    caption:
      'Six weeks, three bets: one stopped with thanks, two that moved users and became defaults. Now try it yourself.',
    run: (stage) => stage.beat(),
  },
]);
