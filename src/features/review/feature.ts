import type { Feature } from '../../platform/slack/feature.ts';
import { readingsCallbackId } from '../reading/form.ts';
import { openCardReadings, openMyReadings, startClock, submitReadings } from './handlers.ts';
import { closeReviews, openReviews, showClocks } from './jobs.ts';

/** The fifteen minutes: the review opens, is read and closes. Votes and decisions are features of their own. */
export const reviewFeature: Feature = {
  name: 'review',
  actions: {
    'review.clock': startClock,
    'review.readings': openMyReadings,
    'review.card-readings': openCardReadings,
  },
  submits: { [readingsCallbackId]: submitReadings },
  jobs: [closeReviews, openReviews, showClocks],
};
