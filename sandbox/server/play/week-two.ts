import { addsReadings, cardOf, decides, saysInReview, submitsAndCloses, votes } from './ritual.ts';
import { week } from './story.ts';
import { titles } from './week-one.ts';

/** The first review: readings, hidden votes, decisions; and a quiet week. */
export const weekTwo = week(2, [
  {
    caption: ({ channel }) =>
      `Tuesday, ten o’clock: in #${channel.name} the review opens by itself. Its thread has a card for each bet.`,
    run: (stage) => stage.reviewOpens(),
  },
  {
    caption: 'Ana starts the fifteen minutes. Nobody prepares slides.',
    async run(stage) {
      await stage.ana.presses('Start 15 minutes', { thread: stage.review });
      await saysInReview(stage, stage.ana, 'Good morning! Numbers first, then votes.');
    },
  },
  {
    caption: 'Each owner adds the numbers, and one line of why.',
    async run(stage) {
      await addsReadings(stage, stage.ana, {
        'Action X in 24 h: now': '44%',
        'Action X in 24 h: out of how many': '203',
        'errors.*now': '0.06%',
        '^Why': 'People open the list, and most finish its first line',
        'argues against us': 'The people who stall come from one ad campaign',
      });
      await addsReadings(stage, stage.ben, {
        'p95.*now': '440 ms',
        'errors.*now': '0.05%',
        '^Why': 'The cache is on for one report only',
      });
    },
  },
  {
    caption: 'Noor has no number yet. That is an honest answer, and the card says so.',
    async run(stage) {
      await addsReadings(stage, stage.noor, { '^Why': 'The first fifty messages go out today' });
      stage.expects(titles.outreach, /fifty messages/);
    },
  },
  {
    caption:
      'Before its gate a rule only says “on track”, “behind” or “no number yet”. It asks nothing of anybody.',
    async run(stage) {
      stage.expects(titles.checklist, /On track/);
      stage.expects(titles.cache, /Behind/);
    },
  },
  {
    caption: 'Everybody votes: continue, change or stop. How the others voted stays hidden.',
    async run(stage) {
      const { ana, ben, mia, noor } = stage;
      const on = titles.checklist;
      await votes(stage, ana, { on, choice: 'Continue' });
      await votes(stage, ben, { on, choice: 'Continue' });
      await votes(stage, noor, { on, choice: 'Continue' });
      const because = 'The list hides the way to skip it';
      await votes(stage, mia, { on, choice: 'Change', because });
    },
  },
  {
    caption: 'Theo wants to look at the votes first. He may, once he has voted himself.',
    async run(stage) {
      const { theo } = stage;
      await theo.presses('See votes', cardOf(stage, titles.checklist));
      await theo.sees(/Vote first, then look/, { thread: stage.review });
      await stage.beat();
      await votes(stage, theo, { on: titles.checklist, choice: 'Continue' });
      await theo.presses('See votes', cardOf(stage, titles.checklist));
      await theo.seesModal(/^Votes/m);
      await stage.beat();
      await theo.closes();
    },
  },
  {
    caption:
      'Votes advise and the owner decides. Going with the vote is one press, and Mia’s line is kept.',
    async run(stage) {
      await decides(stage, stage.ana, { on: titles.checklist });
      stage.expects(titles.checklist, /Minority report/);
      await saysInReview(stage, stage.ana, 'Mia, your point stands on the card. Let’s watch it.');
    },
  },
  {
    caption: 'The other two go on as well: it is too early to say more.',
    async run(stage) {
      const { ana, ben, mia, noor, theo } = stage;
      for (const who of [mia, theo])
        await votes(stage, who, { on: titles.cache, choice: 'Continue' });
      await decides(stage, ben, { on: titles.cache });
      for (const who of [ana, mia]) {
        await votes(stage, who, { on: titles.outreach, choice: 'Continue' });
      }
      await stage.noor.presses('Log decision', cardOf(stage, titles.outreach));
      await noor.seesModal(/^Log decision/m);
      await stage.beat();
      await submitsAndCloses(noor);
    },
  },
  {
    caption: 'On Wednesday the review closes and tells the channel how it ended.',
    run: (stage) => stage.reviewCloses(),
  },
  {
    caption: 'Thursday’s roll-up is one line: a quiet week. What is not judged yet is not claimed.',
    run: (stage) => stage.rollupComes(),
  },
]);
