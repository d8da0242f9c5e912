import { refreshStorm } from '../protocol/refresh-storm.ts';
import type { SoakPart } from './part.ts';

/** Twenty clicks a second over real sockets, while Slack renews its connections. (reliability.md P04) */
export const refreshPart: SoakPart = {
  name: 'refresh',
  run: async ({ clicks }) => {
    const figures = await refreshStorm({ clicks, perSecond: 20 });
    const { lost, doubled, slowestMs } = figures;
    if (lost + doubled > 0) throw new Error(JSON.stringify(figures));
    return { clicks, refreshes: figures.refreshes, lost, doubled, 'slowest answer, ms': slowestMs };
  },
};
