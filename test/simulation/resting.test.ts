import { expect, it } from 'vitest';
import { simulateStorm } from './storm/run.ts';

/** Longer than the budget of the group, which is what says so: a busy machine is slow, not wrong. */
const timeout = 900_000;

it.each([5, 9])(
  'jobs that rest while nothing has changed miss nothing: seed %i',
  { timeout },
  async (seed) => {
    const life = { seed, weeks: 2, sparesStatements: true } as const;
    const resting = await simulateStorm(life);
    expect(await simulateStorm({ ...life, isRestless: true })).toEqual(resting);
  },
);
