import type { Feature } from '../../platform/slack/feature.ts';
import { deviationActions } from '../deviation/messages.ts';
import { pressApprove, pressNotNow, pressWithdraw, submitNotNow } from './approval-handlers.ts';
import { openAreas, removeArea, submitArea } from './area-handlers.ts';
import { deviationCallbackId } from './form.ts';
import { openAgain, openForm, openShortcut, redrawForm, submitForm } from './handlers.ts';
import { openRetire, submitRetire } from './retire-handlers.ts';
import { areasCallbackId, notNowCallbackId, retireCallbackId } from './short-forms.ts';

/** Departures from a habit that no one-pager has, the areas in which they ask first, and who agrees. */
export const deviateFeature: Feature = {
  name: 'deviate',
  shortcuts: { [deviationActions.log]: openShortcut },
  actions: {
    [deviationActions.log]: openForm,
    [deviationActions.again]: openAgain,
    [deviationActions.area]: redrawForm,
    [deviationActions.team]: redrawForm,
    [deviationActions.retire]: openRetire,
    [deviationActions.approve]: pressApprove,
    [deviationActions.notNow]: pressNotNow,
    [deviationActions.withdraw]: pressWithdraw,
    [deviationActions.areas]: openAreas,
    [deviationActions.unprotect]: removeArea,
  },
  opens: [
    deviationActions.log,
    deviationActions.again,
    deviationActions.retire,
    deviationActions.notNow,
  ],
  submits: {
    [deviationCallbackId]: submitForm,
    [notNowCallbackId]: submitNotNow,
    [retireCallbackId]: submitRetire,
    [areasCallbackId]: submitArea,
  },
};
