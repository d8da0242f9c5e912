import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asks,
  type Crew,
  countSaid,
  openCrew,
  readAll,
  setUp,
  startFrom,
} from '../harness/crew.ts';
import { enterReview, type ReviewRoom } from '../harness/review-room.ts';
import { submitElsewhere } from '../harness/second-device.ts';
import { stopAtFirstFailure } from '../harness/story.ts';

describe.each(['socket', 'http'] as const)(
  'Slack delivers everything twice, over %s',
  (transport) => {
    let crew: Crew;
    let review: ReviewRoom;
    beforeAll(async () => {
      crew = await openCrew({ transport });
      await crew.client.faults([{ kind: 'deliverTwice', times: 1000 }]);
    });
    afterAll(() => crew[Symbol.asyncDispose]());
    stopAtFirstFailure();

    it('an event: one set-up card', async () => {
      const bot = 'U0BARBELL';
      await crew.client.change({ change: 'join', channel: 'C0GROWTH', userId: bot });
      await crew.ana.sees(/Three questions, one minute/);
      await settle();
      expect(await readAll(crew)).toHaveLength(1);
    });

    it('a submitted form: one team, and no complaint that there is one already', async () => {
      await crew.ana.presses('Set up');
      await crew.ana.seesModal(/Set up Barbell/);
      await crew.ana.submits();
      await crew.ana.seesNoModal();
      await crew.ana.sees(/Barbell is set up/);
      await settle();
      expect(await readAll(crew)).toHaveLength(1);
    });

    it('a command: one form, and no word that it could not be opened', async () => {
      await startFrom(crew.ana, 'Product');
      await settle();
      expect((await crew.client.views('U0ANA')).stack).toHaveLength(1);
      expect(await whatOnlySees('U0ANA')).toEqual([]);
    });

    it('*Publish*: one one-pager, one entry in the log, one card', async () => {
      await crew.ana.submits();
      await crew.ana.seesModal(/One-pager 2 of 3/);
      await crew.ana.submits();
      await crew.ana.seesModal(/One-pager 3 of 3/);
      await crew.ana.submits();
      await crew.ana.seesModal(/#1 Action X first\* is running/);
      await crew.ana.closes();
      await crew.ana.sees(/#1 Action X first: running/);
      await settle();
      expect(await countSaid(crew, /#\d+ Action X first: running/)).toBe(1);
      expect(await asks(crew.ana, '/onepager list')).toContain('1 one-pager, 1 running');
      expect(await asks(crew.ana, '/onepager decisions')).toMatch(/: #2 Opened: [^·]*$/m);
    });

    it('a press: the clock starts once, and nobody is told that it runs', async () => {
      await crew.client.advance({ next: 'review' });
      review = await enterReview(crew);
      await crew.mia.presses('Start 15 minutes', { in: /15-minute review/ });
      await crew.mia.sees(/Clock:\* 15 minutes/);
      await settle();
      expect(await whatOnlySees('U0MIA')).toEqual([]);
    });

    it('a vote, with and without a line: one each', async () => {
      await crew.noor.presses('Continue', review.card(1));
      await crew.ben.presses('Stop', review.card(1));
      await crew.ben.seesModal(/in one line/);
      await crew.ben.fills({ 'in one line': 'it pulls nobody' });
      await crew.ben.submits();
      await crew.ben.seesNoModal();
      await review.seeCard(1, /2 of 5 voted/);
      await settle();
      expect(await whatOnlySees('U0BEN')).toEqual([]);
    });

    it('*Log decision*: one entry, and no word that it is decided', async () => {
      await crew.ana.presses('Log decision', review.card(1));
      await crew.ana.seesModal(/How sure are we/);
      await crew.ana.submits();
      await crew.ana.seesNoModal();
      await review.seeCard(1, /Decided: continue\* by <@U0ANA> · log #3/);
      await crew.ana.runs('/onepager decisions');
      await crew.ana.sees(/: #3 Continue: Action X first · #2 Opened: Action X first/);
      await settle();
      expect((await whatOnlySees('U0ANA')).join()).not.toMatch(/is decided|in time|already/);
      expect(crew.world.botLog()).toBe('');
    });

    /** Waits until the bot has nothing left to say, so that a second saying would be there. */
    function settle(): Promise<unknown> {
      return crew.client.advance({ minutes: 0 });
    }

    /** What the bot told one person alone besides the answers to commands that only read. */
    async function whatOnlySees(userId: string): Promise<string[]> {
      const messages = [
        ...(await crew.client.messages('C0GROWTH', userId)),
        ...(review === undefined
          ? []
          : await crew.client.messages('C0GROWTH', userId, review.root.ts)),
      ];
      return messages.filter((one) => one.ephemeralFor === userId).map(({ text }) => text);
    }
  },
);

describe('Slack delivers once more what a bot took that is dead now', () => {
  it('the one that follows gives the first one’s answer and does nothing (B-29)', async () => {
    await using crew = await openCrew({ transport: 'http' });
    const { ana, world } = crew;
    await setUp(crew, ana);
    await startFrom(ana, 'Product');
    await ana.submits();
    await ana.submits();
    const view = await ana.seesModal(/One-pager 3 of 3/);
    const publishing = { view, key: 'once.and.again' };
    const answer = await submitElsewhere(world, 'U0ANA', publishing);
    expect(answer).toContain('*#1 Action X first* is running');
    await ana.sees(/#1 Action X first: running/);
    await world.endBot('SIGKILL');
    await world.startBot();

    expect(await submitElsewhere(world, 'U0ANA', publishing)).toBe(answer);
    expect(await asks(ana, '/onepager list')).toContain('1 one-pager, 1 running');
    await crew.client.advance({ minutes: 0 });
    expect(await countSaid(crew, /Action X first: running/)).toBe(1);
  });
});
