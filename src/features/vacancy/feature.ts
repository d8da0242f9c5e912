import type { Feature } from '../../platform/slack/feature.ts';
import { nameOneCallbackId } from './form.ts';
import { onMembersChanged, onUserChanged, openNameOne, submitNameOne } from './handlers.ts';
import { vacancyActions } from './messages.ts';

/** What somebody's going leaves without a person. */
export const vacancyFeature: Feature = {
  name: 'vacancy',
  actions: { [vacancyActions.nameOne]: openNameOne },
  opens: [vacancyActions.nameOne],
  submits: { [nameOneCallbackId]: submitNameOne },
  events: {
    user_change: onUserChanged,
    member_left_channel: onMembersChanged,
    member_joined_channel: onMembersChanged,
  },
};
