import { refreshStorm } from '../protocol/refresh-storm.ts';
import type { SoakPart } from './part.ts';

/**
 * Twenty clicks a second over real sockets, while Slack renews each connection every ten seconds and sometimes both at once.
 * (reliability.md P04)
 */
export const refreshPart: SoakPart = {
  name: 'refresh',
  run: async ({ clicks }) => {
    const figures = await refreshStorm({
      ...{ clicks, perSecond: 20, ackWithinMs: 3_000 },
      ...{ refreshEveryMs: 5_000, closesAfterMs: 10_000 },
    });
    const { lost, doubled, slowestMs } = figures;
    if (lost + doubled > 0) throw new Error(JSON.stringify(figures));
    return { clicks, refreshes: figures.refreshes, lost, doubled, 'slowest answer, ms': slowestMs };
  },
};
