import type { Json } from '../json.ts';
import { joinChannel } from '../membership.ts';
import { channelPayload } from '../payload.ts';
import type { ChannelRecord } from '../workspace/record.ts';
import { botUserId } from '../workspace/workspace.ts';
import type { World } from '../world.ts';
import { isMember, needScope, openDirectMessage, scopeFor, visibleChannel } from './access.ts';
import type { Args } from './args.ts';
import type { Method } from './method.ts';
import { nextCursor, pageOf } from './paging.ts';
import { SlackError } from './slack-error.ts';

/** `conversations.info`. */
export const conversationInfo: Method = {
  token: 'bot',
  required: ['channel'],
  args: { channel: 'string', include_locale: 'boolean', include_num_members: 'boolean' },
  run(world, args) {
    const channel = visibleChannel(world, args.string('channel'));
    needScope(world, scopeFor(channel, 'read'));
    return { channel: channelPayload(channel) };
  },
};

/** `conversations.members`. */
export const conversationMembers: Method = {
  token: 'bot',
  required: ['channel'],
  args: { channel: 'string', cursor: 'string', limit: 'number' },
  run(world, args) {
    const channel = visibleChannel(world, args.string('channel'));
    needScope(world, scopeFor(channel, 'read'));
    const members = channel.memberIds.filter(
      (id) => world.workspace.people.find(id)?.isDeleted === false,
    );
    const { page, next } = pageOf(members, args, { usual: 100, most: 1000 });
    return { members: page, ...nextCursor(next) };
  },
};

const listArgs = {
  cursor: 'string',
  limit: 'number',
  types: 'list',
  exclude_archived: 'boolean',
} as const;

/** `conversations.list`: what the app can see. */
export const conversationList: Method = {
  token: 'bot',
  args: listArgs,
  run(world, args) {
    return listChannels(world, args, () => true);
  },
};

/** `users.conversations`: what a person, or the app, is in. */
export const userConversations: Method = {
  token: 'bot',
  args: { ...listArgs, user: 'string' },
  run(world, args) {
    const userId = args.string('user') || botUserId;
    if (!world.workspace.people.find(userId)) throw new SlackError('user_not_found');
    return listChannels(world, args, (channel) => isMember(channel, userId));
  },
};

/** `conversations.open`: a direct message with one person. */
export const openConversation: Method = {
  token: 'bot',
  scope: 'im:write',
  args: { users: 'list', channel: 'string', return_im: 'boolean', prevent_creation: 'boolean' },
  run(world, args) {
    const users = args.list('users');
    if (args.has('channel')) {
      const channel = visibleChannel(world, args.string('channel'));
      return { channel: { id: channel.id } };
    }
    if (users.length === 0) throw new SlackError('users_list_not_supplied');
    if (users.length > 1) needScope(world, 'mpim:write');
    const person = world.workspace.people.find(users[0] ?? '');
    if (!person) throw new SlackError('user_not_found');
    if (person.isDeleted) throw new SlackError('user_disabled');
    if (person.isBot) throw new SlackError('cannot_dm_bot');
    const channel = openDirectMessage(world, person.id);
    return { channel: args.isTrue('return_im') ? channelPayload(channel) : { id: channel.id } };
  },
};

/** `conversations.join`: public channels only. */
export const joinConversation: Method = {
  token: 'bot',
  scope: 'channels:join',
  required: ['channel'],
  args: { channel: 'string' },
  run(world, args) {
    const channel = visibleChannel(world, args.string('channel'));
    if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
    if (channel.isArchived) throw new SlackError('is_archived');
    if (!isMember(channel, botUserId)) {
      // The event goes out beside the answer, as in Slack; the call does not wait for it.
      void joinChannel(world, channel, { userId: botUserId });
    }
    return { channel: channelPayload(channel) };
  },
};

const kindOfType: Record<string, ChannelRecord['kind']> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
};

function listChannels(
  world: World,
  args: Args,
  isWanted: (channel: ChannelRecord) => boolean,
): Json {
  const types = args.has('types') ? args.list('types') : ['public_channel'];
  if (types.some((type) => type !== 'mpim' && !kindOfType[type])) {
    throw new SlackError('invalid_types');
  }
  const kinds = new Set(types.flatMap((type) => kindOfType[type] ?? []));
  if (kinds.has('public')) needScope(world, 'channels:read');
  if (kinds.has('private')) needScope(world, 'groups:read');
  if (kinds.has('im')) needScope(world, 'im:read');
  const channels = world.workspace.channels
    .list()
    .filter((channel) => kinds.has(channel.kind) && isWanted(channel))
    .filter((channel) => channel.kind === 'public' || isMember(channel, botUserId))
    .filter((channel) => !(args.isTrue('exclude_archived') && channel.isArchived))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const { page, next } = pageOf(channels, args, { usual: 100, most: 1000 });
  return { channels: page.map(channelPayload), ...nextCursor(next) };
}
