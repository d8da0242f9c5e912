import type { Feature } from '../../platform/slack/feature.ts';
import { revisitCallbackId } from './form.ts';
import { answerSame, openRevisit, submitRevisit } from './handlers.ts';
import { askRevisits } from './jobs.ts';
import { revisitActions } from './messages.ts';

/** Would we decide the same? Asked on the day that a decision carries, answered in the log. */
export const revisitFeature: Feature = {
  name: 'revisit',
  actions: { [revisitActions.same]: answerSame, [revisitActions.open]: openRevisit },
  opens: [revisitActions.open],
  submits: { [revisitCallbackId]: submitRevisit },
  jobs: [askRevisits],
};
