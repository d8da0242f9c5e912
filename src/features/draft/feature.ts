import type { Feature } from '../../platform/slack/feature.ts';
import { draftActions, formCallbackId } from './form.ts';
import {
  changeChoice,
  choosePair,
  chooseWayOut,
  closeForm,
  goBack,
  saveTyping,
  shorten,
  startFrom,
  submitForm,
} from './handlers.ts';
import {
  discard,
  openEdit,
  resume,
  runOnePager,
  startFresh,
  writeOnePager,
} from './open-handlers.ts';
import { segmentCallbackId } from './segment-form.ts';
import { openSegment, submitSegment } from './segment-handlers.ts';
import { sharpenCallbackId } from './sharpen-form.ts';
import { changeLens, openSharpen, saveSharpen } from './sharpen-handlers.ts';

/** Writing and changing one-pagers: the three steps, drafts, *Edit* and *Sharpen*. */
export const draftFeature: Feature = {
  name: 'draft',
  commands: { '': runOnePager },
  actions: {
    [draftActions.start]: startFresh,
    [draftActions.fresh]: startFresh,
    [draftActions.resume]: resume,
    [draftActions.discard]: discard,
    [draftActions.edit]: openEdit,
    [draftActions.sharpen]: openSharpen,
    [draftActions.segment]: openSegment,
    [draftActions.type]: saveTyping,
    [draftActions.scene]: startFrom,
    [draftActions.change]: changeChoice,
    [draftActions.pair]: choosePair,
    [draftActions.lens]: changeLens,
    [draftActions.back]: goBack,
    [draftActions.shorten]: shorten,
    [draftActions.wayOut]: chooseWayOut,
  },
  opens: [
    '',
    draftActions.start,
    draftActions.resume,
    draftActions.edit,
    draftActions.sharpen,
    draftActions.segment,
  ],
  submits: {
    [formCallbackId]: submitForm,
    [sharpenCallbackId]: saveSharpen,
    [segmentCallbackId]: submitSegment,
  },
  shortcuts: { 'onepager.write': writeOnePager },
  closes: { [formCallbackId]: closeForm },
};
