import type { Feature } from '../../platform/slack/feature.ts';
import { correctActionId } from '../decision/message-record.ts';
import { correctCallbackId } from './form.ts';
import { openCorrection, submitCorrection } from './handlers.ts';
import { keepQuestions } from './jobs.ts';
import { pressTurn, pressWithdraw, pressWithhold } from './key-handlers.ts';
import { keyActions } from './messages.ts';

/** Corrections of the log, and the two keys that it takes to take a major decision back. */
export const twokeyFeature: Feature = {
  name: 'twokey',
  actions: {
    [correctActionId]: openCorrection,
    [keyActions.turn]: pressTurn,
    [keyActions.withhold]: pressWithhold,
    [keyActions.withdraw]: pressWithdraw,
  },
  opens: [correctActionId],
  submits: { [correctCallbackId]: submitCorrection },
  jobs: [keepQuestions],
};
