import type { Feature } from '../../platform/slack/feature.ts';
import { onepagerActions } from '../onepager/messages.ts';
import { parkCallbackId } from './form.ts';
import { bringBack, openPark, park } from './handlers.ts';
import { bringRestedBack } from './jobs.ts';

/** A one-pager rests, once, and comes back by itself. */
export const parkFeature: Feature = {
  name: 'park',
  actions: { [onepagerActions.park]: openPark, [onepagerActions.bringBack]: bringBack },
  opens: [onepagerActions.park],
  submits: { [parkCallbackId]: park },
  jobs: [bringRestedBack],
};
