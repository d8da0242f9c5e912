import type { Json } from '../json.ts';
import { messagePayload } from '../payload.ts';
import { storeMessage } from '../post.ts';
import type { ChannelRecord } from '../workspace/record.ts';
import { botUserId } from '../workspace/workspace.ts';
import type { World } from '../world.ts';
import { isMember, postingChannel, visibleChannel } from './access.ts';
import type { ArgKind, Args } from './args.ts';
import { readBlocks, readMetadata, readText } from './content.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';

const maxText = 40_000;

const contentArgs: Record<string, ArgKind> = {
  channel: 'string',
  text: 'string',
  blocks: 'json',
  thread_ts: 'string',
  parse: 'string',
  link_names: 'boolean',
  username: 'string',
  icon_emoji: 'string',
  icon_url: 'string',
};

/** `chat.postMessage`. */
export const postMessage: Method = {
  token: 'bot',
  scope: 'chat:write',
  required: ['channel'],
  args: {
    ...contentArgs,
    reply_broadcast: 'boolean',
    metadata: 'json',
    unfurl_links: 'boolean',
    unfurl_media: 'boolean',
    mrkdwn: 'boolean',
  },
  run(world, args) {
    refuseDisguise(args);
    const channel = postingChannel(world, args.string('channel'));
    const content = readContent(args);
    const threadTs = readThread(world, channel, args);
    const record = storeMessage(world, {
      channel,
      userId: botUserId,
      isByApp: true,
      ...content,
      threadTs,
      isBroadcast: threadTs !== undefined && args.isTrue('reply_broadcast'),
      ...(args.has('metadata') ? { metadata: readMetadata(args.json('metadata')) } : {}),
    });
    const message = messagePayload(world.workspace, record, true);
    return { channel: channel.id, ts: record.ts, message };
  },
};

/** `chat.postEphemeral`. */
export const postEphemeral: Method = {
  token: 'bot',
  scope: 'chat:write',
  required: ['channel', 'user'],
  args: { ...contentArgs, user: 'string' },
  run(world, args) {
    refuseDisguise(args);
    const channel = visibleChannel(world, args.string('channel'));
    if (channel.isArchived) throw new SlackError('is_archived');
    if (!isMember(channel, botUserId)) throw new SlackError('not_in_channel');
    const person = world.workspace.people.find(args.string('user'));
    if (!person) throw new SlackError('user_not_found');
    if (!isMember(channel, person.id)) throw new SlackError('user_not_in_channel');
    const record = storeMessage(world, {
      channel,
      userId: botUserId,
      isByApp: true,
      ...readContent(args),
      threadTs: readThread(world, channel, args),
      ephemeralFor: person.id,
    });
    return { message_ts: record.ts };
  },
};

/** `chat.getPermalink`. */
export const getPermalink: Method = {
  token: 'bot',
  required: ['channel', 'message_ts'],
  args: { channel: 'string', message_ts: 'string' },
  run(world, args) {
    const channel = visibleChannel(world, args.string('channel'));
    const message = world.workspace.findMessage(channel.id, args.string('message_ts'));
    if (!message || message.ephemeralFor) throw new SlackError('message_not_found');
    const path = `/archives/${channel.id}/p${message.ts.replace('.', '')}`;
    const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
    return { channel: channel.id, permalink: `${world.url}${path}${thread}` };
  },
};

/** The text and blocks of a call; one of them must be there. */
function readContent(args: Args): { text: string; blocks: Json[] } {
  const text = readText(args.string('text'), maxText);
  const blocks = args.has('blocks') ? readBlocks(args.json('blocks')) : [];
  if (text === '' && blocks.length === 0) throw new SlackError('no_text');
  return { text, blocks };
}

/** The thread a reply goes to: a message that is there and is no reply itself. */
export function readThread(world: World, channel: ChannelRecord, args: Args): string | undefined {
  const threadTs = args.string('thread_ts');
  if (threadTs === '') return undefined;
  const parent = world.workspace.findMessage(channel.id, threadTs);
  if (!parent || parent.ephemeralFor) throw new SlackError('thread_not_found');
  if (parent.threadTs && parent.threadTs !== parent.ts) {
    throw new SlackError('cannot_reply_to_message');
  }
  return threadTs;
}

/** A name or picture of the app's choosing needs `chat:write.customize`, which it does not ask for. */
function refuseDisguise(args: Args): void {
  if (args.has('username') || args.has('icon_emoji') || args.has('icon_url')) {
    throw new SlackError('missing_scope', { detail: { needed: 'chat:write.customize' } });
  }
}
