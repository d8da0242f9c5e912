import type { Feature } from '../../platform/slack/feature.ts';
import { companyCallbackId } from './form.ts';
import { openCompany, submitCompany } from './handlers.ts';
import { postCompany } from './jobs.ts';
import { companyActions } from './messages.ts';

/** The weekly post about all teams. */
export const companyFeature: Feature = {
  name: 'company',
  actions: { [companyActions.open]: openCompany },
  opens: [companyActions.open],
  submits: { [companyCallbackId]: submitCompany },
  jobs: [postCompany],
};
