import type { Feature } from '../../platform/slack/feature.ts';
import { evidenceCallbackId } from './form.ts';
import { openEvidence, submitEvidence } from './handlers.ts';

/** Add as evidence: a message is kept with a one-pager where the work happens. */
export const attachFeature: Feature = {
  name: 'attach',
  submits: { [evidenceCallbackId]: submitEvidence },
  shortcuts: { 'evidence.add': openEvidence },
};
