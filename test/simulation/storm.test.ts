import { expect, it } from 'vitest';
import { listSeeds, liveSeeds, seedsHere } from './storm/seeds.ts';

// Weeks of random people in trouble of every kind, each from a seed; those on PostgreSQL are in
// storm-postgres.test.ts. `npm run soak -- storm seeds=100` lives more.

it('storms lose and double nothing, and every kind of fault strikes', {
  timeout: 900_000,
}, async () => {
  const total = await liveSeeds(listSeeds(1, seedsHere.sqlite), { weeks: 2 });
  process.stderr.write(`on SQLite: ${JSON.stringify(total)}\n`);
  expect(Object.entries(total.faults).filter(([, count]) => count === 0)).toEqual([]);
  expect(total.kills).toBeGreaterThan(60);
});
