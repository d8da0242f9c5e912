import type { Feature } from '../../platform/slack/feature.ts';
import { answerStop } from './handlers.ts';
import { askStopOwners } from './jobs.ts';
import { stopOwnerActions } from './messages.ts';

/** *Can you say stop on this?*, asked of whoever is named on a one-pager. */
export const stopOwnerFeature: Feature = {
  name: 'stop-owner',
  actions: { [stopOwnerActions.answer]: answerStop },
  jobs: [askStopOwners],
};
