import type { Feature } from '../../platform/slack/feature.ts';
import { addCallbackId, retireCallbackId, settleCallbackId } from './form.ts';
import { openSettle, reshapeSettle, submitSettle } from './handlers.ts';
import {
  openAdd,
  openFloor,
  openFloorLog,
  openRetire,
  runDefaults,
  submitAdd,
  submitRetire,
} from './list-handlers.ts';
import { floorActions } from './messages.ts';

/** The floor: a team's defaults with their change log, and what a cycle's close settles. */
export const floorFeature: Feature = {
  name: 'floor',
  commands: { defaults: runDefaults },
  actions: {
    [floorActions.open]: openFloor,
    [floorActions.team]: openFloor,
    [floorActions.log]: openFloorLog,
    [floorActions.add]: openAdd,
    [floorActions.retire]: openRetire,
    [floorActions.settle]: openSettle,
    [floorActions.reshape]: reshapeSettle,
  },
  opens: [
    'defaults',
    floorActions.open,
    floorActions.log,
    floorActions.add,
    floorActions.retire,
    floorActions.settle,
  ],
  submits: {
    [settleCallbackId]: submitSettle,
    [addCallbackId]: submitAdd,
    [retireCallbackId]: submitRetire,
  },
};
