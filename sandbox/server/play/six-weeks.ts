import type { Step } from './story.ts';

/** A team of five lives through six weeks. */
export const sixWeeks: Step[] = [
  {
    week: 1,
    caption: 'Ana invites Barbell to #growth.',
    async run({ client, ana }) {
      const { app, channels } = await client.state();
      const growth = channels.find((channel) => channel.name === 'growth');
      if (!growth) throw new Error('there is no #growth');
      await client.change({
        change: 'join',
        channel: growth.id,
        userId: app.botUserId,
        inviterId: ana.userId,
      });
    },
  },
  {
    week: 1,
    caption: 'Ana tells the team what the new guest is for.',
    run: ({ ana }) =>
      ana.says('I invited @barbell. It asks us once a week whether our bets still hold.'),
  },
];
