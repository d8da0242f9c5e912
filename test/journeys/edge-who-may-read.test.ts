import { describe, expect, it } from 'vitest';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { openCrew, publish, setUp, told } from '../harness/crew.ts';
import { enterReview } from '../harness/review-room.ts';

const secret = 'Halve the price in secret';
const aim = { 'Who will do what differently': secret, 'We believe': secret };

describe('who may read and vote', () => {
  it('the words of a private team are found by nobody outside it', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const { lena, ben } = crew;
    await setUp(crew, lena, { channel: 'C0LEADS' });
    const number = await publish(lena, { scene: 'Sales', aim }, 'growth-leads');
    const show = `/onepager show ${number}`;
    expect(told(await lena.runs(show, { channel: 'growth-leads' }))).toContain(secret);

    const asked = [show, `/onepager show ${number + 1}`, '/onepager list'];
    for (const line of [...asked, '/onepager decisions secret', '/onepager decisions']) {
      expect(told(await ben.runs(line)), line).not.toContain(secret);
    }
    const home = await ben.opensHome();
    expect(wordsOf(home.view)).not.toContain(secret);
  });

  it('a guest is told kindly that votes and decisions are for full members', async () => {
    await using crew = await openCrew({ transport: 'socket' });
    const { ana, gil, client } = crew;
    await setUp(crew, ana);
    await publish(ana, { scene: 'Product' });
    await client.change({ change: 'join', channel: 'C0GROWTH', userId: 'U0GIL' });
    await client.advance({ next: 'review' });
    const review = await enterReview(crew);
    expect(await review.seeCard(1, /voted/)).toContain('0 of 5 voted');
    const labels = ['Continue', 'Stop', 'Log decision', 'Readings'];
    for (const [index, label] of labels.entries()) {
      await gil.presses(label, review.card(1));
      await client.until(`an answer to ${label}`, async () => {
        const thread = await client.messages('C0GROWTH', 'U0GIL', review.root.ts);
        const whispers = thread.filter((one) => one.ephemeralFor === 'U0GIL').map(messageWords);
        const answered = whispers.filter((words) => words.includes('for full members'));
        return answered.length === index + 1 ? true : undefined;
      });
      expect((await client.views('U0GIL')).stack, label).toEqual([]);
    }
    expect(await review.seeCard(1, /voted/)).toContain('0 of 5 voted');
  });
});
