import type { SealedFeature } from '../../platform/slack/sealed.ts';
import { pullAction } from '../raised/concern-messages.ts';
import { andonCallbackId } from './form.ts';
import { chooseTeam, openAndon, sendAndon, showPromise } from './handlers.ts';
import { makeNoises, releaseAndons } from './jobs.ts';
import { andonActions } from './messages.ts';
import { mineCallbackId, receiptCallbackId } from './receipt-form.ts';
import { changeMine, openReceipt, runReceipt, showMine } from './receipt-handlers.ts';

/** The anonymous cord: a sealed room, entered by a door of its own. */
export const andonFeature: SealedFeature = {
  name: 'andon',
  shortcuts: { 'andon.pull': openAndon, 'andon.doubt': openAndon },
  commands: { receipt: runReceipt },
  actions: {
    [pullAction]: openAndon,
    [andonActions.team]: chooseTeam,
    [andonActions.more]: showPromise,
    [andonActions.code]: openReceipt,
  },
  submits: {
    [andonCallbackId]: { counts: 'reports', handler: sendAndon },
    [receiptCallbackId]: { counts: 'tries', handler: showMine },
    [mineCallbackId]: { counts: 'tries', handler: changeMine },
  },
  jobs: [makeNoises, releaseAndons],
};
