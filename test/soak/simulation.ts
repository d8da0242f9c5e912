import { simulate } from '../simulation/run.ts';
import type { SoakPart } from './part.ts';

const startAt = new Date('2026-01-05T07:00:00.000Z');

/** Weeks of random people in random trouble, from one seed after another. (reliability.md section 7) */
export const simulationPart: SoakPart = {
  name: 'year',
  run: async ({ seeds, weeks }) => {
    const total: Record<string, number> = {};
    for (let seed = 1; seed <= seeds; seed += 1) {
      const figures = await simulate({ seed, startAt, days: weeks * 7 });
      for (const [what, figure] of Object.entries(figures))
        total[what] = (total[what] ?? 0) + figure;
    }
    return { seeds, weeks: seeds * weeks, ...total };
  },
};
