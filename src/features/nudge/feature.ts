import type { Feature } from '../../platform/slack/feature.ts';
import { dismissNudge, muteTeam, unmuteTeam } from './handlers.ts';
import { sendNudges, settleNudges } from './jobs.ts';
import { nudgeActions } from './messages.ts';

/** Reminders by direct message, few and at work: numbers the day before, votes two hours before the close. */
export const nudgeFeature: Feature = {
  name: 'nudge',
  actions: {
    [nudgeActions.dismiss]: dismissNudge,
    [nudgeActions.mute]: muteTeam,
    [nudgeActions.unmute]: unmuteTeam,
  },
  jobs: [sendNudges, settleNudges],
};
