import type { Feature } from '../../platform/slack/feature.ts';
import {
  onArchived,
  onBotLeft,
  onChannelMoved,
  onMemberJoined,
  onMemberLeft,
  onOpened,
  onRenamed,
  onShared,
  onUserChanged,
} from './event-handlers.ts';
import { setupCallbackId } from './form.ts';
import { openSetup, submitSetup } from './handlers.ts';
import { teamActions } from './messages.ts';
import { resumeUnshared } from './pause-jobs.ts';
import { rolesCallbackId } from './role-form.ts';
import { acceptRole, declineRole, openRoles, releaseRole, submitRoles } from './role-handlers.ts';
import { endOldAsks } from './role-jobs.ts';
import { roleActions } from './role-messages.ts';
import { settingsCallbackId } from './settings-form.ts';
import { openSettings, runSettings, submitSettings } from './settings-handlers.ts';

/** Who takes part, which channel, which day and zone, who may stop, who leads. */
export const teamFeature: Feature = {
  name: 'team',
  commands: { settings: runSettings },
  actions: {
    [teamActions.setUp]: openSetup,
    [teamActions.settings]: openSettings,
    [roleActions.open]: openRoles,
    [roleActions.release]: releaseRole,
    [roleActions.accept]: acceptRole,
    [roleActions.decline]: declineRole,
  },
  opens: ['settings', teamActions.setUp, teamActions.settings],
  submits: {
    [setupCallbackId]: submitSetup,
    [settingsCallbackId]: submitSettings,
    [rolesCallbackId]: submitRoles,
  },
  jobs: [endOldAsks, resumeUnshared],
  events: {
    member_joined_channel: onMemberJoined,
    member_left_channel: onMemberLeft,
    channel_left: onBotLeft,
    group_left: onBotLeft,
    channel_archive: onArchived,
    group_archive: onArchived,
    channel_unarchive: onOpened,
    group_unarchive: onOpened,
    channel_shared: onShared,
    channel_unshared: onOpened,
    channel_rename: onRenamed,
    group_rename: onRenamed,
    channel_id_changed: onChannelMoved,
    user_change: onUserChanged,
  },
};
