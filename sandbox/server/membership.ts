import type { ChannelRecord } from './workspace/record.ts';
import { botUserId, strangerTeamId, teamId } from './workspace/workspace.ts';
import type { World } from './world.ts';

/** Puts a person in a channel; the app hears of it when it is there too. */
export async function joinChannel(
  world: World,
  channel: ChannelRecord,
  { userId, inviterId }: { userId: string; inviterId?: string },
): Promise<void> {
  if (channel.memberIds.includes(userId)) return;
  saveChannel(world, { ...channel, memberIds: [...channel.memberIds, userId] });
  if (userId !== botUserId && !channel.memberIds.includes(botUserId)) return;
  await world.events.emit({
    type: 'member_joined_channel',
    user: userId,
    channel: channel.id,
    channel_type: typeLetter(channel),
    team: teamId,
    ...(inviterId ? { inviter: inviterId } : {}),
  });
}

/** Takes a person out of a channel. The app taken out hears that it left. */
export async function leaveChannel(
  world: World,
  channel: ChannelRecord,
  userId: string,
): Promise<void> {
  if (!channel.memberIds.includes(userId)) return;
  const memberIds = channel.memberIds.filter((id) => id !== userId);
  saveChannel(world, { ...channel, memberIds });
  if (userId === botUserId) {
    const type = channel.kind === 'private' ? 'group_left' : 'channel_left';
    await world.events.emit({ type, channel: channel.id, actor_id: memberIds[0] ?? userId });
    return;
  }
  if (!memberIds.includes(botUserId)) return;
  await world.events.emit({
    type: 'member_left_channel',
    user: userId,
    channel: channel.id,
    channel_type: typeLetter(channel),
    team: teamId,
  });
}

/** Archives a channel, or opens it again. */
export async function setArchived(
  world: World,
  channel: ChannelRecord,
  isArchived: boolean,
): Promise<void> {
  saveChannel(world, { ...channel, isArchived });
  await emitChannelEvent(world, channel, {
    verb: isArchived ? 'archive' : 'unarchive',
    channel: channel.id,
    user: channel.memberIds.find((id) => id !== botUserId) ?? '',
  });
}

/**
 * Shares a channel with another organisation, or ends that. `isUntold`: the event about it is lost.
 * https://docs.slack.dev/reference/events/channel_shared
 */
export async function setShared(
  world: World,
  channel: ChannelRecord,
  { isExternal, isUntold }: { isExternal: boolean; isUntold?: boolean },
): Promise<void> {
  saveChannel(world, { ...channel, isExternal });
  const isSeen = channel.kind !== 'private' || channel.memberIds.includes(botUserId);
  if (isUntold === true || !isSeen || channel.isExternal === isExternal) return;
  const about = { channel: channel.id };
  await world.events.emit(
    isExternal
      ? { type: 'channel_shared', ...about, connected_team_id: strangerTeamId }
      : {
          ...{ type: 'channel_unshared', ...about },
          ...{ previously_connected_team_id: strangerTeamId, is_ext_shared: false },
        },
  );
}

/** Renames a channel. */
export async function renameChannel(
  world: World,
  channel: ChannelRecord,
  name: string,
): Promise<void> {
  saveChannel(world, { ...channel, name });
  await emitChannelEvent(world, channel, {
    verb: 'rename',
    channel: { id: channel.id, name, name_normalized: name, created: channel.createdAt },
  });
}

/**
 * Gives a channel another id for good; its messages are found under the new one from then on, and the old one is unknown.
 * The app hears of it where it is a member. https://docs.slack.dev/reference/events/channel_id_changed
 */
export async function reidentifyChannel(
  world: World,
  channel: ChannelRecord,
  to: string,
): Promise<void> {
  const { workspace } = world;
  for (const message of workspace.listMessages(channel.id)) {
    workspace.removeMessage(message);
    workspace.putMessage({ ...message, channel: to });
  }
  workspace.channels.remove(channel.id);
  saveChannel(world, { ...channel, id: to });
  if (!channel.memberIds.includes(botUserId)) return;
  await world.events.emit({
    type: 'channel_id_changed',
    old_channel_id: channel.id,
    new_channel_id: to,
  });
}

/** Stores a channel and tells the open pages. */
export function saveChannel(world: World, channel: ChannelRecord): void {
  world.workspace.channels.put(channel.id, channel);
  world.stream.send({ type: 'state' });
}

async function emitChannelEvent(
  world: World,
  channel: ChannelRecord,
  { verb, ...event }: { verb: 'archive' | 'unarchive' | 'rename'; [key: string]: unknown },
): Promise<void> {
  const isPrivate = channel.kind === 'private';
  if (isPrivate && !channel.memberIds.includes(botUserId)) return;
  await world.events.emit({ type: `${isPrivate ? 'group' : 'channel'}_${verb}`, ...event });
}

function typeLetter(channel: ChannelRecord): string {
  return channel.kind === 'private' ? 'G' : 'C';
}
