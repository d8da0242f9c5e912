import type { Feature } from '../../platform/slack/feature.ts';
import { decideCallbackId } from './form.ts';
import { reshapeActionId } from './form-field.ts';
import { openDecide, reshapeDecide, submitDecide } from './handlers.ts';

/** Log decision: the owner or a leader closes a card, with all that follows from it. */
export const decideFeature: Feature = {
  name: 'decide',
  actions: { 'decide.open': openDecide, [reshapeActionId]: reshapeDecide },
  opens: ['decide.open'],
  submits: { [decideCallbackId]: submitDecide },
};
