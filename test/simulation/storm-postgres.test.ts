import { expect, it } from 'vitest';
import { createNearPostgres } from '../stores/engines.ts';
import { listSeeds, liveSeeds, seedsHere } from './storm/seeds.ts';

// The storms of storm.test.ts on PostgreSQL, where a life takes four times as long: each statement is a way there and back.

it('storms on PostgreSQL, also with two processes whose clocks are wrong, lose and double nothing', {
  timeout: 900_000,
}, async () => {
  const makeUrl = () => createNearPostgres();
  const total = await liveSeeds(listSeeds(201, seedsHere.postgres), { weeks: 2, makeUrl });
  process.stderr.write(`on PostgreSQL: ${JSON.stringify(total)}\n`);
  expect(total.kills).toBeGreaterThan(total.seeds);
});
