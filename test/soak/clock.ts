import { playSeeds } from '../simulation/ritual/random.ts';
import { jumps, liveWithWrongClock } from '../simulation/ritual/wrong-clock.ts';
import type { SoakPart } from './part.ts';

/** A machine whose clock leaps, six ways, so many seeds of each. (reliability.md P19) */
export const clockPart: SoakPart = {
  name: 'clock',
  run: async ({ seeds }) => {
    let [leaps, said] = [0, 0];
    for (const [what, jumpMs] of jumps) {
      await playSeeds(seeds, async (random) => {
        const lived = await liveWithWrongClock(random, jumpMs);
        const isRight = JSON.stringify(lived.said) === JSON.stringify(lived.foretold);
        if (!isRight || lived.untold.length > 0 || lived.errors.length > 0)
          throw new Error(`${what}: ${JSON.stringify(lived)}`);
        leaps += lived.leaps;
        said += lived.said.length;
      });
    }
    return { jumps: jumps.length, leaps, 'due things': said, early: 0, doubled: 0, untold: 0 };
  },
};
