import type { Channel, Message, Snapshot } from '../../protocol.ts';
import { repliesOf } from '../payload.ts';
import type { ChannelRecord, MessageRecord } from '../workspace/record.ts';
import { appId, botUserId, teamId, teamName } from '../workspace/workspace.ts';
import type { World } from '../world.ts';
import { askHealth } from './health.ts';

/** The workspace as one person sees it; without a viewer, all of it. */
export async function snapshotFor(
  world: World,
  viewer: string | undefined,
  healthUrl: string | undefined,
): Promise<Snapshot> {
  const { workspace, manifest, deliverer } = world;
  const health = healthUrl ? await askHealth(healthUrl) : undefined;
  return {
    now: workspace.now.toISOString(),
    workspace: { id: teamId, name: teamName },
    app: {
      id: appId,
      name: manifest.name,
      botUserId,
      transport: deliverer.transport.kind,
      isConnected: await deliverer.transport.isConnected(),
      waiting: deliverer.waiting,
      commands: manifest.commands,
      shortcuts: manifest.shortcuts,
      isMessagesTabReadOnly: manifest.isMessagesTabReadOnly,
    },
    people: workspace.people.list().map(({ updatedAt: _updatedAt, ...person }) => person),
    channels: workspace.channels
      .list()
      .filter((channel) => isVisible(channel, viewer))
      .map((channel) => channelFor(world, channel, viewer)),
    next: health?.next ?? {},
  };
}

/** The messages of a channel, or of one thread with its parent, as one person sees them. */
export function messagesFor(
  world: World,
  place: { channel: string; viewer: string | undefined; thread: string | undefined },
): Message[] {
  const { workspace } = world;
  const channel = workspace.channels.find(place.channel);
  if (!channel || !isVisible(channel, place.viewer)) return [];
  const parent = place.thread ? workspace.findMessage(channel.id, place.thread) : undefined;
  const messages = place.thread
    ? [...(parent ? [parent] : []), ...workspace.listReplies(channel.id, place.thread)]
    : workspace.listMessages(channel.id).filter(isInChannel);
  return messages
    .filter((message) => isSeenBy(message, place.viewer))
    .map((message) => messageFor(world, message));
}

function messageFor(world: World, message: MessageRecord): Message {
  const { isByApp: _isByApp, ...rest } = message;
  return { ...rest, ...repliesOf(world.workspace, message) };
}

function channelFor(world: World, channel: ChannelRecord, viewer: string | undefined): Channel {
  const { createdAt: _createdAt, isRestricted: _isRestricted, ...rest } = channel;
  if (viewer === undefined) return { ...rest, unread: 0, mentions: 0 };
  const read = world.workspace.reads.find(`${viewer}:${channel.id}`)?.ts ?? '';
  const unread = channel.memberIds.includes(viewer)
    ? world.workspace
        .listMessages(channel.id)
        .filter((one) => one.ts > read && one.userId !== viewer)
        .filter((one) => isInChannel(one) && isSeenBy(one, viewer))
    : [];
  const mentions = unread.filter((one) => mentionsPerson(one, viewer));
  return { ...rest, unread: unread.length, mentions: mentions.length };
}

function isVisible(channel: ChannelRecord, viewer: string | undefined): boolean {
  return viewer === undefined || channel.kind === 'public' || channel.memberIds.includes(viewer);
}

function isInChannel(message: MessageRecord): boolean {
  return !message.threadTs || message.threadTs === message.ts || message.isBroadcast;
}

function isSeenBy(message: MessageRecord, viewer: string | undefined): boolean {
  return viewer === undefined || !message.ephemeralFor || message.ephemeralFor === viewer;
}

function mentionsPerson(message: MessageRecord, viewer: string): boolean {
  const all = `${message.text}${JSON.stringify(message.blocks)}`;
  return [`<@${viewer}>`, '<!channel>', '<!here>', '<!everyone>', `"user_id":"${viewer}"`].some(
    (mark) => all.includes(mark),
  );
}
