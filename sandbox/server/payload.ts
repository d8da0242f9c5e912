import { isRecord, type Json } from './json.ts';
import type { ChannelRecord, MessageRecord, PersonRecord } from './workspace/record.ts';
import {
  appId,
  botId,
  botUserId,
  strangerTeamId,
  teamId,
  type Workspace,
} from './workspace/workspace.ts';

/** A person as `users.info` says it. */
export function userPayload(person: PersonRecord): Json {
  const displayName = person.realName.split(' ')[0] ?? person.name;
  return {
    id: person.id,
    team_id: person.isExternal ? strangerTeamId : teamId,
    name: person.name,
    deleted: person.isDeleted,
    real_name: person.realName,
    tz: person.tz,
    tz_label: person.tz,
    tz_offset: offsetSeconds(person.tz),
    profile: {
      real_name: person.realName,
      display_name: displayName,
      real_name_normalized: person.realName,
      display_name_normalized: displayName,
      team: person.isExternal ? strangerTeamId : teamId,
      ...(person.isBot ? { api_app_id: appId, bot_id: botId } : {}),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isGuest || person.isSingleChannelGuest,
    is_ultra_restricted: person.isSingleChannelGuest,
    is_bot: person.isBot,
    is_app_user: false,
    is_email_confirmed: !person.isBot,
    updated: person.updatedAt,
    ...(person.isExternal ? { is_stranger: true } : {}),
  };
}

/** A channel as `conversations.info` says it to the app. */
export function channelPayload(channel: ChannelRecord): Json {
  const isDirect = channel.kind === 'im';
  const common: Json = {
    id: channel.id,
    created: channel.createdAt,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: isDirect,
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_archived: channel.isArchived,
    is_org_shared: false,
    context_team_id: teamId,
    updated: channel.createdAt * 1000,
  };
  if (isDirect) {
    return { ...common, user: channel.memberIds.find((id) => id !== botUserId), is_open: true };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_general: false,
    is_shared: channel.isExternal,
    is_ext_shared: channel.isExternal,
    is_pending_ext_shared: false,
    is_member: channel.memberIds.includes(botUserId),
    creator: channel.memberIds[0] ?? botUserId,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.memberIds.length,
  };
}

/** A message as the app reads it. Metadata is left out unless asked for. */
export function messagePayload(
  workspace: Workspace,
  message: MessageRecord,
  withMetadata: boolean,
): Json {
  const replies = repliesOf(workspace, message);
  const payload: Json = {
    type: 'message',
    user: message.userId,
    ts: message.ts,
    ...(message.isByApp ? { bot_id: botId, app_id: appId } : {}),
    text: message.text,
    team: teamId,
    blocks: message.blocks,
  };
  if (message.isBroadcast) payload.subtype = 'thread_broadcast';
  if (message.threadTs) payload.thread_ts = message.threadTs;
  if (message.threadTs && message.threadTs !== message.ts) {
    const parent = workspace.findMessage(message.channel, message.threadTs);
    if (parent) payload.parent_user_id = parent.userId;
  }
  if (replies.replyCount > 0) {
    payload.thread_ts = message.ts;
    payload.reply_count = replies.replyCount;
    payload.reply_users = replies.replyUserIds;
    payload.reply_users_count = replies.replyUserIds.length;
    payload.latest_reply = replies.latestReplyTs;
  }
  if (message.editedAt) {
    const seconds = Math.floor(Date.parse(message.editedAt) / 1000);
    payload.edited = { user: message.userId, ts: `${seconds}.000000` };
  }
  if (message.files.length > 0) payload.files = message.files;
  if (withMetadata && isRecord(message.metadata)) payload.metadata = message.metadata;
  return payload;
}

/** How many people answered in a thread, and when last. */
export function repliesOf(
  workspace: Workspace,
  message: MessageRecord,
): { replyCount: number; replyUserIds: string[]; latestReplyTs?: string } {
  const replies = workspace
    .listReplies(message.channel, message.ts)
    .filter((reply) => !reply.ephemeralFor);
  const latest = replies.at(-1)?.ts;
  return {
    replyCount: replies.length,
    replyUserIds: [...new Set(replies.map((reply) => reply.userId))],
    ...(latest ? { latestReplyTs: latest } : {}),
  };
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>();

function offsetSeconds(zone: string): number {
  const format =
    offsetFormats.get(zone) ??
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  offsetFormats.set(zone, format);
  const name = format.formatToParts().find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? '');
  if (!match) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === '-' ? -seconds : seconds;
}
