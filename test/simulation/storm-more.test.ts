import { expect, it } from 'vitest';
import { evenSeeds, listSeeds, liveSeeds } from './storm/seeds.ts';

// The seeds between those of storm.test.ts, beside them.

it('storms lose and double nothing, and every kind of fault strikes', {
  timeout: 900_000,
}, async () => {
  const total = await liveSeeds(listSeeds(2, evenSeeds, 2), { weeks: 2 });
  process.stderr.write(`more on SQLite: ${JSON.stringify(total)}\n`);
  expect(Object.entries(total.faults).filter(([, count]) => count === 0)).toEqual([]);
  expect(total.kills).toBeGreaterThan(1.5 * total.seeds);
  // Where nobody does anything there is nothing to lose.
  expect(total.done).toBeGreaterThan(2 * total.seeds);
});
