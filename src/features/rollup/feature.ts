import type { Feature } from '../../platform/slack/feature.ts';
import { askActions } from '../ask/messages.ts';
import { pressDone, pressHelp, pressWithdraw } from './ask-handlers.ts';
import { findNextRollup, postDueRollups } from './jobs.ts';

/** The weekly post: what moved, what was stopped, which defaults changed; and the questions for help in it. */
export const rollupFeature: Feature = {
  name: 'rollup',
  actions: {
    [askActions.help]: pressHelp,
    [askActions.done]: pressDone,
    [askActions.withdraw]: pressWithdraw,
  },
  jobs: [{ name: 'rollup.post', run: postDueRollups, nextDue: findNextRollup, restsUntil: 'due' }],
};
