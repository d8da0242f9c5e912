import type { Feature } from '../../platform/slack/feature.ts';
import { openLog, runDecisions, searchLog, submitLog, turnPage } from './handlers.ts';
import { logCallbackId } from './log-form.ts';
import { openLogMessage, submitLogMessage } from './log-handlers.ts';
import { decisionActions } from './messages.ts';

/** The decision log: append-only, hash-chained, searchable; and any call that was made elsewhere, logged from its message. */
export const decisionFeature: Feature = {
  name: 'decision',
  commands: { decisions: runDecisions },
  actions: {
    [decisionActions.open]: openLog,
    [decisionActions.search]: searchLog,
    [decisionActions.more]: turnPage,
  },
  submits: { 'decision.log': submitLog, [logCallbackId]: submitLogMessage },
  shortcuts: { 'decision.log': openLogMessage },
};
