import type { Feature } from '../../platform/slack/feature.ts';
import { leaveAsIs, postAgain } from './handlers.ts';
import { settleDelivered } from './jobs.ts';
import { deliveryActions } from './messages.ts';

/** What people do about messages that could not be delivered. */
export const deliveryFeature: Feature = {
  name: 'delivery',
  actions: {
    [deliveryActions.again]: postAgain,
    [deliveryActions.there]: leaveAsIs,
  },
  jobs: [settleDelivered],
};
