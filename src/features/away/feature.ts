import type { Feature } from '../../platform/slack/feature.ts';
import { awayActions, awayCallbackId } from './form.ts';
import { openAway, removeAway, submitAway, takeWeekOff } from './handlers.ts';

/** Who is away, and when. */
export const awayFeature: Feature = {
  name: 'away',
  commands: { away: openAway },
  actions: { [awayActions.remove]: removeAway, [awayActions.week]: takeWeekOff },
  opens: ['away'],
  submits: { [awayCallbackId]: submitAway },
};
