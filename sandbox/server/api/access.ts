import type { ChannelRecord } from '../workspace/record.ts';
import { botUserId } from '../workspace/workspace.ts';
import type { World } from '../world.ts';
import { SlackError } from './slack-error.ts';

/** The scopes the app has right now. */
export function grantedScopes(world: World): string[] {
  const revoked = new Set(world.workspace.revokedScopes);
  return world.manifest.scopes.filter((scope) => !revoked.has(scope));
}

/** Refuses with `missing_scope` unless the app has the scope. */
export function needScope(world: World, needed: string): void {
  const provided = grantedScopes(world);
  if (provided.includes(needed)) return;
  throw new SlackError('missing_scope', { detail: { needed, provided: provided.join(',') } });
}

/** The scope name of a channel's kind: `channels:read`, `groups:history`, `im:read`… */
export function scopeFor(channel: ChannelRecord, verb: string): string {
  const noun = { public: 'channels', private: 'groups', im: 'im' }[channel.kind];
  return `${noun}:${verb}`;
}

/** A channel the app can see, or `channel_not_found`. */
export function visibleChannel(world: World, id: string): ChannelRecord {
  const channel = world.workspace.channels.find(id);
  const isVisible = channel && (channel.kind === 'public' || isMember(channel, botUserId));
  if (!channel || !isVisible) throw new SlackError('channel_not_found');
  return channel;
}

/** Whether a person is in a channel. */
export function isMember(channel: ChannelRecord, userId: string): boolean {
  return channel.memberIds.includes(userId);
}

/** The direct message between the app and a person, made when there is none. */
export function openDirectMessage(world: World, userId: string): ChannelRecord {
  const { workspace } = world;
  const existing = findDirectMessage(world, userId);
  if (existing) return existing;
  const channel: ChannelRecord = {
    id: workspace.nextId('D'),
    name: world.manifest.botName,
    kind: 'im',
    isArchived: false,
    isExternal: false,
    isRestricted: false,
    memberIds: [userId, botUserId],
    topic: '',
    createdAt: workspace.nowSeconds,
  };
  workspace.channels.put(channel.id, channel);
  world.stream.send({ type: 'state' });
  return channel;
}

/** The direct message between the app and a person, if they ever had one. */
function findDirectMessage(world: World, userId: string): ChannelRecord | undefined {
  return world.workspace.channels
    .list()
    .find((channel) => channel.kind === 'im' && channel.memberIds.includes(userId));
}

/** Where a message goes: a channel the app may post to, or a person's direct message. */
export function postingChannel(world: World, target: string): ChannelRecord {
  if (/^[UW]/.test(target)) {
    const person = world.workspace.people.find(target);
    if (!person || person.isDeleted) throw new SlackError('channel_not_found');
    if (person.isBot) throw new SlackError('cannot_dm_bot');
    if (!world.manifest.hasMessagesTab) throw new SlackError('messages_tab_disabled');
    return openDirectMessage(world, person.id);
  }
  const channel = visibleChannel(world, target);
  if (channel.isArchived) throw new SlackError('is_archived');
  const isOpen = channel.kind === 'public' && grantedScopes(world).includes('chat:write.public');
  if (!isMember(channel, botUserId) && !isOpen) throw new SlackError('not_in_channel');
  if (channel.isRestricted) throw new SlackError('restricted_action');
  return channel;
}
