import { expect, it } from 'vitest';
import { createPostgres } from '../stores/engines.ts';
import { simulateStorm } from './storm/run.ts';
import { listSeeds, liveSeeds } from './storm/seeds.ts';

// Weeks of random people in trouble of every kind, each from a seed; the other half of the seeds is in storm-other.test.ts.

const weeks = 2;
const timeout = 900_000;

it('the same seed lives the same storm, to the last word (P45)', { timeout }, async () => {
  const live = () => simulateStorm({ seed: 9, weeks });
  const first = await live();
  expect(await live()).toEqual(first);
  expect((await simulateStorm({ seed: 10, weeks })).history).not.toBe(first.history);
});

it('SQLite and PostgreSQL tell the same history of the same seed (I14, P25)', {
  timeout,
}, async () => {
  for (const seed of [1, 3]) {
    const onSqlite = await simulateStorm({ seed, weeks: 1 });
    const onPostgres = await simulateStorm({ seed, weeks: 1, databaseUrl: await createPostgres() });
    expect(onPostgres).toEqual(onSqlite);
  }
});

it('storms on PostgreSQL, also with two processes, lose and double nothing', {
  timeout,
}, async () => {
  const total = await liveSeeds(listSeeds(201, 2), { weeks, makeUrl: () => createPostgres() });
  process.stderr.write(`on PostgreSQL: ${JSON.stringify(total)}\n`);
  expect(total.kills).toBeGreaterThan(2);
});

it('storms with odd seeds lose and double nothing, and every kind of fault strikes', {
  timeout,
}, async () => {
  const total = await liveSeeds(listSeeds(1, 10, 2), { weeks });
  process.stderr.write(`odd seeds: ${JSON.stringify(total)}\n`);
  expect(Object.entries(total.faults).filter(([, count]) => count === 0)).toEqual([]);
});
