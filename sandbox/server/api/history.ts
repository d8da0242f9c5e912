import { messagePayload } from '../payload.ts';
import type { ChannelRecord, MessageRecord } from '../workspace/record.ts';
import { botUserId } from '../workspace/workspace.ts';
import type { World } from '../world.ts';
import { isMember, needScope, scopeFor, visibleChannel } from './access.ts';
import type { Args } from './args.ts';
import type { Method } from './method.ts';
import { nextCursor, pageOf } from './paging.ts';
import { SlackError } from './slack-error.ts';

const rangeArgs = {
  channel: 'string',
  cursor: 'string',
  include_all_metadata: 'boolean',
  inclusive: 'boolean',
  latest: 'string',
  oldest: 'string',
  limit: 'number',
} as const;
const sizes = { usual: 100, most: 999 };

/** `conversations.history`: newest first, replies left out unless broadcast. */
export const conversationHistory: Method = {
  token: 'bot',
  required: ['channel'],
  args: rangeArgs,
  run(world, args) {
    const channel = readableChannel(world, args);
    const messages = world.workspace
      .listMessages(channel.id)
      .filter((message) => !message.threadTs || message.isBroadcast || isParent(message))
      .filter((message) => isInRange(message, args))
      .reverse();
    const { page, next } = pageOf(messages, args, sizes);
    return {
      messages: page.map((message) => payload(world, message, args)),
      has_more: next !== '',
      pin_count: 0,
      ...(next ? nextCursor(next) : {}),
    };
  },
};

/** `conversations.replies`: the parent, then its replies, oldest first. */
export const conversationReplies: Method = {
  token: 'bot',
  required: ['channel', 'ts'],
  args: { ...rangeArgs, ts: 'string' },
  run(world, args) {
    const channel = readableChannel(world, args);
    const asked = world.workspace.findMessage(channel.id, args.string('ts'));
    const parentTs = asked?.threadTs ?? asked?.ts;
    const parent = parentTs && world.workspace.findMessage(channel.id, parentTs);
    if (!parent || parent.ephemeralFor) throw new SlackError('thread_not_found');
    const replies = world.workspace
      .listReplies(channel.id, parent.ts)
      .filter((message) => isInRange(message, args));
    const { page, next } = pageOf([parent, ...replies], args, sizes);
    return {
      messages: page.map((message) => payload(world, message, args)),
      has_more: next !== '',
      ...(next ? nextCursor(next) : {}),
    };
  },
};

function readableChannel(world: World, args: Args): ChannelRecord {
  const channel = visibleChannel(world, args.string('channel'));
  needScope(world, scopeFor(channel, 'history'));
  if (!isMember(channel, botUserId)) throw new SlackError('not_in_channel');
  return channel;
}

function isParent(message: MessageRecord): boolean {
  return message.threadTs === message.ts;
}

function isInRange(message: MessageRecord, args: Args): boolean {
  if (message.ephemeralFor) return false;
  const latest = args.string('latest');
  const oldest = args.string('oldest');
  const isInclusive = args.isTrue('inclusive');
  const isEarly =
    latest === '' || isBefore(message.ts, latest) || (isInclusive && message.ts === latest);
  const isLate =
    oldest === '' || isBefore(oldest, message.ts) || (isInclusive && message.ts === oldest);
  return isEarly && isLate;
}

/** Compares timestamps that may come without a fraction (`1700000000`). */
function isBefore(a: string, b: string): boolean {
  const [aSeconds = '', aMicros = ''] = a.split('.');
  const [bSeconds = '', bMicros = ''] = b.split('.');
  if (Number(aSeconds) !== Number(bSeconds)) return Number(aSeconds) < Number(bSeconds);
  return Number(aMicros.padEnd(6, '0')) < Number(bMicros.padEnd(6, '0'));
}

function payload(world: World, message: MessageRecord, args: Args) {
  return messagePayload(world.workspace, message, args.isTrue('include_all_metadata'));
}
