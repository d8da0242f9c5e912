import type { Feature } from '../../platform/slack/feature.ts';
import { decideCallbackId } from './form.ts';
import { reshapeActionId } from './form-field.ts';
import { openDecide, reshapeDecide, submitDecide } from './handlers.ts';
import { stopActionId } from './messages.ts';
import { stopCallbackId } from './stop-form.ts';
import { openStop, submitStop } from './stop-handlers.ts';

/** Log decision: the owner or a leader closes a card, with all that follows from it. */
export const decideFeature: Feature = {
  name: 'decide',
  actions: {
    'decide.open': openDecide,
    [reshapeActionId]: reshapeDecide,
    [stopActionId]: openStop,
  },
  opens: ['decide.open', stopActionId],
  submits: { [decideCallbackId]: submitDecide, [stopCallbackId]: submitStop },
};
