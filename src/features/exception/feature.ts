import type { Feature } from '../../platform/slack/feature.ts';
import { exceptionCallbackId } from './form.ts';
import { logException, openException } from './handlers.ts';
import { exceptionActionId } from './messages.ts';

/** A guardrail past its limit may stay there for a while, with a reason and an end. */
export const exceptionFeature: Feature = {
  name: 'exception',
  actions: { [exceptionActionId]: openException },
  opens: [exceptionActionId],
  submits: { [exceptionCallbackId]: logException },
};
