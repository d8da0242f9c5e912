import type { Feature } from '../../platform/slack/feature.ts';
import { onepagerActions } from '../onepager/messages.ts';
import { assumptionCallbackId } from './form.ts';
import { openMark, submitMark } from './handlers.ts';

/** What a bet takes for granted holds, or does not, with the evidence. */
export const assumptionFeature: Feature = {
  name: 'assumption',
  actions: { [onepagerActions.assumption]: openMark },
  opens: [onepagerActions.assumption],
  submits: { [assumptionCallbackId]: submitMark },
};
