import { expect, it } from 'vitest';
import { openCrew, setUpWith } from '../harness/crew.ts';
import { printFigure } from '../harness/figure.ts';
import { countAtTheEnd } from '../harness/final-count.ts';
import { holdTable } from '../harness/held-table.ts';
import { enterReview } from '../harness/review-room.ts';
import { createPostgres } from '../stores/engines.ts';
import { isDone, patienceMs } from './patience.ts';
import { letRest, untilUnderWay } from './under-way.ts';

const voters = ['BEN', 'MIA', 'NOOR', 'THEO'];
const pages = 4;

it('a deployment that stops and starts one of two processes while people press loses nothing and doubles nothing (P44)', {
  timeout: 600_000,
}, async () => {
  const databaseUrl = await createPostgres();
  await using crew = await openCrew({ transport: 'socket', databaseUrl });
  const { client, world } = crew;
  client.patienceMs = patienceMs;
  const numbers = await setUpWith(crew, pages);
  await world.startTwin();
  await client.advance({ next: 'review' });
  const review = await enterReview(crew);
  let unanswered = 0;
  const vote = async (name: string): Promise<void> => {
    for (const number of numbers) {
      while (!(await isDone(crew.at(name).presses('Continue', review.card(number)))))
        unanswered += 1;
    }
  };

  await letRest(crew);
  // Each connection of both processes is in the middle of an act when one is told to stop, and can end it only after that.
  const keys = await holdTable(databaseUrl, 'action_key');
  const [first = 0] = numbers;
  const asked = voters.map((name) => crew.at(name).presses('Continue', review.card(first)));
  await untilUnderWay(crew, asked);
  const ending = world.endBot('SIGTERM');
  await client.until('the first on its way out', async () => {
    const [heard] = await Promise.allSettled([fetch(world.healthUrl)]);
    return heard.status === 'rejected' ? true : undefined;
  });
  const voting = Promise.all(voters.slice(0, 2).map(vote));
  await keys.letGo();
  expect(await ending).toEqual({ code: 0, signal: null });
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ acked: true });
  await world.startBot();
  await Promise.all([voting, ...voters.slice(2).map(vote)]);

  const votes = numbers.flatMap((number) => voters.map((name) => `#${number}/U0${name} continue`));
  await countAtTheEnd(crew, { votes, decisions: [], readings: [], skips: [] });
  // It would say so if it had needed more than ten seconds to stop.
  expect(world.botLog()).not.toMatch(/stopping took too long/);
  printFigure('one of two restarted', { acked: votes.length, unanswered, lost: 0, doubled: 0 });
});
