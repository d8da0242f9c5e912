import { expect, it } from 'vitest';
import { evenSeeds, listSeeds, liveSeeds, seedsHere } from './storm/seeds.ts';

// Weeks of random people in trouble of every kind, each from a seed; most are in storm-more.test.ts, those on
// PostgreSQL are in storm-postgres.test.ts. `npm run soak -- storm seeds=1000` lives more.

it('storms lose and double nothing', {
  timeout: 900_000,
}, async () => {
  const total = await liveSeeds(listSeeds(1, seedsHere.sqlite - evenSeeds, 2), { weeks: 2 });
  process.stderr.write(`on SQLite: ${JSON.stringify(total)}\n`);
  expect(total.kills).toBeGreaterThan(total.seeds);
  // Where nobody does anything there is nothing to lose.
  expect(total.done).toBeGreaterThan(2 * total.seeds);
});
