import { addsReadings, decides, saysInReview, seesOnCard, votes } from './ritual.ts';
import { week } from './story.ts';
import { titles } from './week-one.ts';

/** What held twice becomes how the team works; a small count is not made to say more than it can. */
export const weekFive = week(5, [
  {
    caption: 'Week five. Noor’s bet reaches its second gate.',
    run: (stage) => stage.reviewOpens(),
  },
  {
    caption: 'It held for four weeks. Noor promotes it: this is how we write to candidates now.',
    async run(stage) {
      const { ana, mia, noor, theo } = stage;
      const on = titles.outreach;
      await addsReadings(stage, noor, {
        'Messages with a personal reason: now': '91%',
        'Qualified screens: now': '11.4',
        'Qualified screens: out of how many': '310',
        'touches.*now': '2',
        '^Why': 'A reason takes four minutes to write, and gets an answer',
      });
      for (const who of [ana, mia, theo]) await votes(stage, who, { on, choice: 'Continue' });
      await decides(stage, noor, {
        on,
        choice: 'Promote',
        fields: {
          'The new default': 'Outreach opens with one line on the person’s own work',
          '^Area': 'Recruiting',
          'which segment': 'Engineering roles',
        },
      });
      await seesOnCard(stage, noor, { of: on, words: /Decided: promote/ });
      await saysInReview(stage, noor, 'No more templates for engineers. :tada:');
    },
  },
  {
    caption:
      'Ana could count only 24 people since her change. That is too few to tell, either way.',
    async run(stage) {
      await addsReadings(stage, stage.ana, {
        'Action X in 24 h: now': '48%',
        'Action X in 24 h: out of how many': '231',
        '14-day activation: now': '33%',
        '14-day activation: out of how many': '24',
        'Questions to support.*now': '12',
        'errors.*now': '0.05%',
        '^Why': 'Only those who came after the change are counted',
      });
      await seesOnCard(stage, stage.ana, { of: titles.checklist, words: /TOO EARLY/ });
      await saysInReview(stage, stage.theo, '33 percent! Can we call it?');
      await saysInReview(stage, stage.ana, 'Of 24 people. Ask me again next week.');
    },
  },
  {
    caption: 'So it goes on to a new gate, one week away.',
    async run(stage) {
      const { ana, ben, mia } = stage;
      const on = titles.checklist;
      for (const who of [ben, mia]) await votes(stage, who, { on, choice: 'Continue' });
      await decides(stage, ana, { on, fields: { 'New gate': stage.dayAfter(34) } });
      await stage.reviewCloses();
    },
  },
  {
    caption:
      'The floor rises by one line: a default for engineering roles, with the bet that proved it.',
    run: (stage) => stage.rollupComes(),
  },
]);
