import type { Feature } from '../../platform/slack/feature.ts';
import { answerLookback } from './handlers.ts';
import { lookbackActions } from './messages.ts';

/** One past decision each cycle: was it right? */
export const lookbackFeature: Feature = {
  name: 'lookback',
  actions: { [lookbackActions.answer]: answerLookback },
};
