import { expect, it } from 'vitest';
import { simulate } from './run.ts';

/** Another seed tells another year; a failure names its own. */
const seed = Number(process.env.BARBELL_SEED ?? 1);
/** From autumn into spring, over the turn of the year: the clocks change twice for each team. 371 days are a whole year. */
const days = Number(process.env.BARBELL_DAYS ?? 168);
const startAt = new Date('2025-10-20T07:00:00.000Z');

/** Longer than the budget of the group, which is what says so: a busy machine is slow, not wrong. */
const timeout = 900_000;

it('half a year of three teams loses nothing, doubles nothing, and every week has its outcome', {
  timeout,
}, async () => {
  const figures = await simulate({ seed, startAt, days });
  process.stderr.write(`seed ${seed}: ${JSON.stringify(figures)}\n`);
  // Weeks in which nobody did anything would prove nothing.
  const weeks = Math.floor(days / 7);
  expect(figures.review ?? 0).toBeGreaterThan(weeks);
  expect(figures.vote ?? 0).toBeGreaterThan(4 * weeks);
  expect(figures.decision ?? 0).toBeGreaterThan(weeks);
});
