import type { Feature } from '../../platform/slack/feature.ts';
import { raisedActions } from '../raised/messages.ts';
import { teamActions } from '../team/messages.ts';
import { andonSettingsCallbackId, queueCallbackId, replyCallbackId } from './form.ts';
import {
  hideWords,
  keepWords,
  openAnswer,
  openQueue,
  submitAnswer,
  submitQueue,
  takeAndon,
} from './handlers.ts';
import { askForOwners, keepRosters, showAndons } from './jobs.ts';
import { openAndonSettings, submitAndonSettings } from './setting-handlers.ts';

/** What people do, by name, about andons that were raised. */
export const answerFeature: Feature = {
  name: 'answer',
  actions: {
    [raisedActions.take]: takeAndon,
    [raisedActions.answer]: openAnswer,
    [raisedActions.queue]: openQueue,
    [raisedActions.hide]: hideWords,
    [raisedActions.keep]: keepWords,
    [teamActions.andon]: openAndonSettings,
  },
  opens: [raisedActions.answer, raisedActions.queue, teamActions.andon],
  submits: {
    [replyCallbackId]: submitAnswer,
    [queueCallbackId]: submitQueue,
    [andonSettingsCallbackId]: submitAndonSettings,
  },
  jobs: [showAndons, askForOwners, keepRosters],
};
