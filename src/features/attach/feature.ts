import type { Feature } from '../../platform/slack/feature.ts';
import { evidenceFormId } from './form.ts';
import { openEvidence, submitEvidence } from './handlers.ts';

/** Add as evidence: a message is kept with a one-pager where the work happens. */
export const attachFeature: Feature = {
  name: 'attach',
  submits: { [evidenceFormId]: submitEvidence },
  shortcuts: { 'evidence.add': openEvidence },
};
