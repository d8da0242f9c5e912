import { expect, it } from 'vitest';
import { listSeeds, liveSeeds } from './storm/seeds.ts';

// The other half of storm.test.ts, for the second of two cores.

it('storms with even seeds lose and double nothing', { timeout: 900_000 }, async () => {
  const total = await liveSeeds(listSeeds(2, 4, 2), { weeks: 2 });
  process.stderr.write(`even seeds: ${JSON.stringify(total)}\n`);
  expect(total.kills).toBeGreaterThan(10);
});
