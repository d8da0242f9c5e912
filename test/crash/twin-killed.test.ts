import { expect, it } from 'vitest';
import { openCrew, setUpWith } from '../harness/crew.ts';
import { printFigure } from '../harness/figure.ts';
import { countAtTheEnd } from '../harness/final-count.ts';
import { enterReview } from '../harness/review-room.ts';
import { createPostgres } from '../stores/engines.ts';
import { isDone, patienceMs } from './patience.ts';

const voters = ['BEN', 'MIA', 'NOOR', 'THEO'];
const pages = 6;

it('two processes on one PostgreSQL, of which one is killed while people press, lose nothing and double nothing', {
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
  let acked = 0;
  let unanswered = 0;
  await Promise.all(
    voters.map(async (name) => {
      const by = crew.at(name);
      for (const number of numbers) {
        while (!(await isDone(by.presses('Continue', review.card(number))))) unanswered += 1;
        acked += 1;
        // Three others are in the middle of a press.
        if (acked === 9) expect(await world.endBot('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
      }
    }),
  );
  const votes = numbers.flatMap((number) => voters.map((name) => `#${number}/U0${name} continue`));
  await countAtTheEnd(crew, { votes, decisions: [], readings: [], skips: [] });
  printFigure('two processes, one killed', { acked, unanswered, lost: 0, doubled: 0 });
});
