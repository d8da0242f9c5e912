import { expect, it } from 'vitest';
import { createNearPostgres } from '../stores/engines.ts';
import { simulateStorm } from './storm/run.ts';

const weeks = 2;
const timeout = 900_000;

it('the same seed lives the same storm, to the last word (P45)', { timeout }, async () => {
  const live = () => simulateStorm({ seed: 12, weeks });
  const first = await live();
  expect(await live()).toEqual(first);
  expect((await simulateStorm({ seed: 13, weeks })).history).not.toBe(first.history);
});

it('SQLite and PostgreSQL tell the same history of the same seed (I14, P25)', {
  timeout,
}, async () => {
  for (const seed of [3, 4]) {
    // No fault is aimed at the k-th statement: SQLite's shared commits have savepoints, so the engines count differently.
    const life = { seed, weeks: 1, sparesStatements: true } as const;
    const onSqlite = await simulateStorm(life);
    const onPostgres = await simulateStorm({ ...life, databaseUrl: await createNearPostgres() });
    expect(onPostgres).toEqual(onSqlite);
  }
});
