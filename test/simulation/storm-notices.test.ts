import { describe, expect, it } from 'vitest';
import { planted } from './storm/mischief.ts';
import { simulateStorm } from './storm/run.ts';

// An invariant that cannot fail says nothing: for each of them a fault is planted that it must notice. (I14: storm-again.test.ts)
// In the weeks of seed 20 everybody does what one of these faults needs, readings among it; not every thin life has that.

describe('in a storm it is noticed', () => {
  it.each(planted)('$id: $what', async ({ id, job, plan }) => {
    const weather = { force: 0.6, processes: 1, ...plan };
    const living = simulateStorm({ seed: 20, weeks: 3, ...weather, plants: [job] });
    await expect(living).rejects.toThrow(new RegExp(`seed 20, at .*: ${id}: `));
  });
});
