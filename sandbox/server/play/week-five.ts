import { addsReadings, decides, saysInReview, votes } from './ritual.ts';
import { week } from './story.ts';
import { titles } from './week-one.ts';

/** What moved users becomes how the team works: two bets end as defaults. */
export const weekFive = week(5, [
  {
    caption: ({ channel }) =>
      `Week five in #${channel.name}. Two bets are left, and both are at their gate.`,
    run: (stage) => stage.reviewOpens(),
  },
  {
    caption: 'Noor’s held for four weeks. She promotes it: this is how we write to candidates now.',
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
      stage.expects(on, /Decided: promote/);
      await saysInReview(stage, noor, 'No more templates for engineers. :tada:');
    },
  },
  {
    caption: 'Enough people now for Ana’s. The numbers moved, and this time users did too.',
    async run(stage) {
      const on = titles.checklist;
      await addsReadings(stage, stage.ana, {
        'Action X in 24 h: now': '48%',
        'Action X in 24 h: out of how many': '420',
        '14-day activation: now': '30.6%',
        '14-day activation: out of how many': '405',
        'Questions to support.*now': '11',
        'errors.*now': '0.05%',
        '^Why': 'With a sample in front of them people know what to do next',
      });
      stage.expects(on, /Rule says: CONTINUE/);
      await saysInReview(
        stage,
        stage.mia,
        'I wanted to stop it in week three. Glad we changed it.',
      );
    },
  },
  {
    caption: 'It becomes a default for the segment in which it was proven, not for everybody.',
    async run(stage) {
      const { ana, ben, mia, noor } = stage;
      const on = titles.checklist;
      for (const who of [ben, mia, noor]) await votes(stage, who, { on, choice: 'Continue' });
      await decides(stage, ana, {
        on,
        choice: 'Promote',
        fields: {
          'The new default': 'New signups start from a sample project',
          '^Area': 'Onboarding',
          'which segment': 'Segment S',
          'How sure': 'High',
        },
      });
      await stage.reviewCloses();
    },
  },
  {
    caption: 'The roll-up: what moved users, and two lines by which the floor has risen.',
    run: (stage) => stage.rollupComes(),
  },
]);
