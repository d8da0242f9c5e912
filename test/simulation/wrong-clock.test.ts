import { describe, expect, it } from 'vitest';
import { playSeeds, runsOf } from './ritual/random.ts';
import { jumps, liveWithWrongClock } from './ritual/wrong-clock.ts';

describe('a machine whose clock leaps', () => {
  const runs = runsOf({ few: 4, all: 200 });
  it.each(jumps)(
    '%s says exactly what one with a right clock says, and somebody is told (P19, F-61)',
    { timeout: 10_000_000 },
    async (_what, jumpMs) => {
      let leaps = 0;
      await playSeeds(runs, async (random) => {
        const lived = await liveWithWrongClock(random, jumpMs);
        expect(lived.errors).toEqual([]);
        expect(lived.said).toEqual(lived.foretold);
        expect(lived.untold).toEqual([]);
        leaps += lived.leaps;
      });
      expect(leaps).toBeGreaterThan(runs);
    },
  );
});
