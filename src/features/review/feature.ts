import type { Feature } from '../../platform/slack/feature.ts';
import { readingsCallbackId } from '../reading/form.ts';
import { openAhead } from './ahead-jobs.ts';
import { drawCard } from './card-project.ts';
import { openCardReadings, openMyReadings, startClock, submitReadings } from './handlers.ts';
import { closeReviews, openReviews, showClocks } from './jobs.ts';
import { moveActions } from './messages.ts';
import { moveCallbackId } from './move-form.ts';
import { openMove, submitMove } from './move-handlers.ts';

/** The fifteen minutes: the review opens, is read and closes. Votes and decisions are features of their own. */
export const reviewFeature: Feature = {
  name: 'review',
  actions: {
    'review.clock': startClock,
    'review.readings': openMyReadings,
    'review.card-readings': openCardReadings,
    [moveActions.open]: openMove,
  },
  opens: ['review.readings', 'review.card-readings', moveActions.open],
  submits: { [readingsCallbackId]: submitReadings, [moveCallbackId]: submitMove },
  draws: { card: drawCard },
  jobs: [closeReviews, openReviews, openAhead, showClocks],
};
