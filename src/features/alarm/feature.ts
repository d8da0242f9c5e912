import type { Feature } from '../../platform/slack/feature.ts';
import { dismissCallbackId } from './form.ts';
import { openDismiss, showOpenCards, showRunning, showWeakest, submitDismiss } from './handlers.ts';
import { watchAlarms } from './jobs.ts';
import { alarmActions } from './message-shape.ts';

/** Says when the ritual fails in a named way, with what mends it. */
export const alarmFeature: Feature = {
  name: 'alarm',
  actions: {
    [alarmActions.dismiss]: openDismiss,
    [alarmActions.running]: showRunning,
    [alarmActions.weakest]: showWeakest,
    [alarmActions.decide]: showOpenCards,
  },
  opens: Object.values(alarmActions),
  submits: { [dismissCallbackId]: submitDismiss },
  jobs: [watchAlarms],
};
