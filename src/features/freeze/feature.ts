import type { Feature } from '../../platform/slack/feature.ts';
import { endCallbackId } from './end-form.ts';
import { openEnd, reshapeEnd, submitEnd } from './end-handlers.ts';
import { freezeCallbackId, pickCallbackId } from './form.ts';
import { freeze, openFreeze } from './handlers.ts';
import { openEvidenceReviews, sayOverdue, showEvidenceClocks } from './jobs.ts';
import { freezeActions } from './messages.ts';
import { openPick, pickTime, reviewNow, reviewTomorrow } from './time-handlers.ts';

/** Stop-the-line: a one-pager is frozen at once and runs again, altered or not, or is retired, by a logged decision. */
export const freezeFeature: Feature = {
  name: 'freeze',
  actions: {
    [freezeActions.open]: openFreeze,
    [freezeActions.now]: reviewNow,
    [freezeActions.tomorrow]: reviewTomorrow,
    [freezeActions.pick]: openPick,
    [freezeActions.end]: openEnd,
    [freezeActions.reshape]: reshapeEnd,
  },
  opens: [freezeActions.open, freezeActions.pick, freezeActions.end],
  submits: {
    [freezeCallbackId]: freeze,
    [pickCallbackId]: pickTime,
    [endCallbackId]: submitEnd,
  },
  jobs: [openEvidenceReviews, showEvidenceClocks, sayOverdue],
};
