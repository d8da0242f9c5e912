import type { Feature } from '../../platform/slack/feature.ts';
import { findNextCycleClose, openFirstCycles } from './jobs.ts';

/** The periods over which daring and killing are counted. They are closed by the roll-up that is due at their end. */
export const cycleFeature: Feature = {
  name: 'cycle',
  jobs: [
    {
      name: 'cycle.open',
      run: openFirstCycles,
      nextDue: findNextCycleClose,
      restsUntil: 'changed',
    },
  ],
};
