import type { Feature } from '../../platform/slack/feature.ts';
import { openLog, runDecisions, searchLog, turnPage } from './handlers.ts';
import { decisionActions } from './messages.ts';

/** The decision log: append-only, hash-chained, searchable. */
export const decisionFeature: Feature = {
  name: 'decision',
  commands: { decisions: runDecisions },
  actions: {
    [decisionActions.open]: openLog,
    [decisionActions.search]: searchLog,
    [decisionActions.more]: turnPage,
  },
};
