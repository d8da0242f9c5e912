import { simulate } from '../../test/simulation/run.ts';
import type { Row } from '../row.ts';

const startAt = new Date('2026-01-05T07:00:00.000Z');
const seed = 1;

/** Teams that live in a simulated workspace, with everything that people do and crashes of the bot, on the sandbox's clock. */
export const yearRow: Row = {
  id: 'YEAR',
  run: async (plan) => {
    const days = plan.isQuick ? 7 : 28;
    const startedMs = performance.now();
    await simulate({ seed, startAt, days });
    const seconds = (performance.now() - startedMs) / 1000;
    const weeks = days / 7;
    const what = `simulated weeks of three teams a second, over ${weeks} weeks`;
    return [{ id: 'YEAR', what, unit: '/s', ours: [weeks / seconds] }];
  },
};
