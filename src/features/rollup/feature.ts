import type { Feature } from '../../platform/slack/feature.ts';
import { findNextRollup, postDueRollups } from './jobs.ts';

/** The weekly post: what moved, what was stopped, which defaults changed. */
export const rollupFeature: Feature = {
  name: 'rollup',
  jobs: [{ name: 'rollup.post', run: postDueRollups, nextDue: findNextRollup }],
};
