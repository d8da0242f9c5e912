import { addsReadings, decides, numberOf, saysInReview, seesOnCard, votes } from './ritual.ts';
import { week } from './story.ts';
import { titles } from './week-one.ts';

/** The changed bet moves users; the log answers; the cycle closes. */
export const weekSix = week(6, [
  {
    caption:
      'Somebody asks about caching again. Ana looks it up instead of arguing: the log remembers.',
    async run({ ana, theo }) {
      await theo.says('Should we cache the reports page?');
      await ana.runs('/onepager decisions cache');
      await ana.sees(/In the log, “cache”/);
      await ana.says(
        'We tried in the spring of this channel: the first query is slow, no cache reaches it.',
      );
    },
  },
  {
    caption: 'The last review of this story, with one card left.',
    run: (stage) => stage.reviewOpens(),
  },
  {
    caption: 'Enough people now. The numbers moved, and this time users did too.',
    async run(stage) {
      await addsReadings(stage, stage.ana, {
        'Action X in 24 h: now': '48%',
        'Action X in 24 h: out of how many': '420',
        '14-day activation: now': '30.6%',
        '14-day activation: out of how many': '405',
        'Questions to support.*now': '11',
        'errors.*now': '0.05%',
        '^Why': 'With a sample in front of them people know what to do next',
      });
      await seesOnCard(stage, stage.ana, { of: titles.checklist, words: /Rule says: CONTINUE/ });
      await saysInReview(
        stage,
        stage.mia,
        'I would have stopped it in week three. Glad we changed it.',
      );
    },
  },
  {
    caption: 'Ana continues with the rule and the vote: one press.',
    async run(stage) {
      const { ana, ben, mia, noor, theo } = stage;
      const on = titles.checklist;
      for (const who of [ben, mia, noor, theo]) await votes(stage, who, { on, choice: 'Continue' });
      await decides(stage, ana, { on, fields: { 'How sure': 'High' } });
      await stage.reviewCloses();
    },
  },
  {
    caption: 'One page holds all of it: the bet, its rule, every change and every decision.',
    async run({ ana }) {
      const number = await numberOf(ana, titles.checklist);
      await ana.runs(`/onepager show ${number}`);
      await ana.sees(/Rule/);
    },
  },
  {
    caption:
      'The sixth roll-up closes the team’s third cycle, and counts what was dared and what was stopped.',
    run: (stage) => stage.rollupComes(),
  },
  {
    caption:
      'Six weeks, three bets: one stopped with thanks, one now a default, one changed until it moved users. Try it yourself.',
    run: (stage) => stage.beat(),
  },
]);
