import { addsReadings, decides, saysInReview, votes } from './ritual.ts';
import { week } from './story.ts';
import { titles } from './week-one.ts';

/** Sharpened in the open, stopped with thanks, and one card that nobody decided. */
export const weekFour = week(4, [
  {
    caption:
      'Ana sharpens her bet: what might it be hurting? A change while it runs is dated and shown.',
    async run(stage) {
      const { ana, channel } = stage;
      await ana.presses('Sharpen', { channel: channel.id, in: /#\d+ Action X first: / });
      await ana.seesModal(/What we might be hurting/);
      await stage.beat();
      await ana.fills({
        'What we might be hurting': 'Questions to support per 100 signups',
        'Might be hurting: now': '12',
        'Might be hurting: continue if': '<=14',
      });
      await ana.submits();
      await ana.seesModal(/is amended/);
      await stage.beat();
      await ana.closes();
    },
  },
  {
    caption: ({ channel }) =>
      `Tuesday again in #${channel.name}. The card shows what was changed since the last review.`,
    async run(stage) {
      await stage.reviewOpens();
      stage.expects(titles.checklist, /changed since/);
    },
  },
  {
    caption: 'Ben’s extra week is over. The numbers did not follow.',
    async run(stage) {
      await addsReadings(stage, stage.ben, {
        'p95.*now': '300 ms',
        'Reports opened.*now': '91.1%',
        'Reports opened.*out of how many': '1240',
        'errors.*now': '0.05%',
        '^Why': 'People leave while the first query runs, which no cache can reach',
      });
      await saysInReview(stage, stage.ben, 'I was wrong about the cause. It is the query itself.');
    },
  },
  {
    caption: 'He stops it himself, and writes what was learned and what it saves.',
    async run(stage) {
      const { ana, ben, mia, theo } = stage;
      const on = titles.cache;
      for (const who of [ana, mia, theo]) {
        await votes(stage, who, { on, choice: 'Stop', because: 'It was a fair try' });
      }
      await decides(stage, ben, {
        on,
        fields: {
          'What was learned': 'The first query is slow, and no cache reaches it',
          'Time saved': 'about 3 weeks',
        },
      });
      stage.expects(on, /Decided: stop/);
      await saysInReview(stage, ana, 'Thank you, Ben. Now we know what it is not. :raised_hands:');
    },
  },
  {
    caption:
      'Ana’s new version looks splendid: 33 percent. But of 24 people, which is too few to tell.',
    async run(stage) {
      const { ana, theo } = stage;
      await addsReadings(stage, ana, {
        'Action X in 24 h: now': '47%',
        'Action X in 24 h: out of how many': '226',
        '14-day activation: now': '33%',
        '14-day activation: out of how many': '24',
        'Questions to support.*now': '12',
        'errors.*now': '0.05%',
        '^Why': 'Only those who came after the change are counted',
      });
      stage.expects(titles.checklist, /Too few to tell/);
      await saysInReview(stage, theo, '33 percent! Can we call it?');
      await saysInReview(stage, ana, 'Of 24 people. Ask me again at the gate.');
    },
  },
  {
    caption: 'So it simply goes on to its gate.',
    async run(stage) {
      const { ana, mia, noor } = stage;
      const on = titles.checklist;
      for (const who of [mia, noor]) await votes(stage, who, { on, choice: 'Continue' });
      await decides(stage, ana, { on });
    },
  },
  {
    caption: 'Nobody looks at Noor’s card this week. The review closes and says so, without blame.',
    run: (stage) => stage.reviewCloses(),
  },
  {
    caption:
      'A stop is not a failure: the roll-up thanks for it, next to what was learned and the weeks it saves.',
    run: (stage) => stage.rollupComes(),
  },
]);
