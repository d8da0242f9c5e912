import { expect, it } from 'vitest';
import { listSeeds, liveSeeds, seedsHere } from './storm/seeds.ts';

// The other half of storm.test.ts, for the second of two cores.

it('more storms lose and double nothing, and every kind of fault strikes', {
  timeout: 900_000,
}, async () => {
  const half = seedsHere.sqlite / 2;
  const total = await liveSeeds(listSeeds(1 + half, half), { weeks: 2 });
  process.stderr.write(`more on SQLite: ${JSON.stringify(total)}\n`);
  expect(Object.entries(total.faults).filter(([, count]) => count === 0)).toEqual([]);
  expect(total.kills).toBeGreaterThan(60);
});
