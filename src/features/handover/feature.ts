import type { Feature } from '../../platform/slack/feature.ts';
import { onepagerActions } from '../onepager/messages.ts';
import { handOverCallbackId } from './form.ts';
import { handOver, openHandOver } from './handlers.ts';

/** A one-pager gets another owner. */
export const handoverFeature: Feature = {
  name: 'handover',
  actions: { [onepagerActions.handOver]: openHandOver },
  opens: [onepagerActions.handOver],
  submits: { [handOverCallbackId]: handOver },
};
