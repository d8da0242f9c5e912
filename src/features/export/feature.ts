import type { Feature } from '../../platform/slack/feature.ts';
import { decisionActions } from '../decision/messages.ts';
import { exportCallbackId } from './form.ts';
import { openExport, runExport, submitExport } from './handlers.ts';

/** What a team wrote, taken out: CSV, JSON or Markdown, to the direct message of the person who asked. */
export const exportFeature: Feature = {
  name: 'export',
  commands: { export: runExport },
  actions: { [decisionActions.export]: openExport },
  opens: [decisionActions.export],
  submits: { [exportCallbackId]: submitExport },
};
