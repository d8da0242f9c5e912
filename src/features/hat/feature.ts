import type { Feature } from '../../platform/slack/feature.ts';
import { followHat, listHats, showHat, throwHatAway } from './case-handlers.ts';
import { hatCallbackId } from './form.ts';
import {
  dropChanges,
  editHat,
  openHat,
  putHatOn,
  reshapeHat,
  submitHat,
  typeHat,
} from './handlers.ts';
import { hatActions } from './messages.ts';

/** The anthropologist hat: one real case of how we work, read by those whom its author chose. */
export const hatFeature: Feature = {
  name: 'hat',
  actions: {
    [hatActions.open]: openHat,
    [hatActions.edit]: editHat,
    [hatActions.type]: typeHat,
    [hatActions.reshape]: reshapeHat,
    [hatActions.list]: listHats,
    [hatActions.show]: showHat,
    [hatActions.drop]: dropChanges,
    [hatActions.throwAway]: throwHatAway,
    [hatActions.follow]: followHat,
  },
  opens: [hatActions.open, hatActions.edit, hatActions.list, hatActions.show],
  submits: { [hatCallbackId]: submitHat },
  shortcuts: { 'hat.open': putHatOn },
};
