import { expect, it } from 'vitest';
import { simulate } from './run.ts';

/** Another seed tells another year; a failure names its own. */
const seed = Number(process.env.BARBELL_SEED ?? 1);
/** From the first Monday of a year into the next one: the clocks change twice for each team. */
const days = Number(process.env.BARBELL_DAYS ?? 371);
const startAt = new Date('2026-01-05T07:00:00.000Z');

/** Longer than the budget of the group, which is what says so: a busy machine is slow, not wrong. */
const timeout = 900_000;

it('a year of three teams loses nothing, doubles nothing, and every week has its outcome', {
  timeout,
}, async () => {
  const figures = await simulate({ seed, startAt, days });
  process.stderr.write(`seed ${seed}: ${JSON.stringify(figures)}\n`);
  // A year in which nobody did anything would prove nothing.
  const weeks = Math.floor(days / 7);
  expect(figures.review ?? 0).toBeGreaterThan(weeks);
  expect(figures.vote ?? 0).toBeGreaterThan(4 * weeks);
  expect(figures.decision ?? 0).toBeGreaterThan(weeks);
});
