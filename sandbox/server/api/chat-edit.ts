import { messagePayload } from '../payload.ts';
import { dropMessage, saveMessage } from '../post.ts';
import type { MessageRecord } from '../workspace/record.ts';
import type { World } from '../world.ts';
import { visibleChannel } from './access.ts';
import type { Args } from './args.ts';
import { readBlocks, readMetadata, readText } from './content.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';

const maxText = 4000;

/** `chat.update`. What is not given stays as it was. */
export const updateMessage: Method = {
  token: 'bot',
  scope: 'chat:write',
  required: ['channel', 'ts'],
  args: {
    channel: 'string',
    ts: 'string',
    text: 'string',
    blocks: 'json',
    metadata: 'json',
    parse: 'string',
    link_names: 'boolean',
    reply_broadcast: 'boolean',
  },
  run(world, args) {
    const message = ownMessage(world, args, 'cant_update_message');
    if (!args.has('text') && !args.has('blocks') && !args.has('metadata')) {
      throw new SlackError('no_text');
    }
    const text = args.has('text') ? readText(args.string('text'), maxText) : message.text;
    const blocks = args.has('blocks') ? readBlocks(args.json('blocks')) : message.blocks;
    if (text === '' && blocks.length === 0) throw new SlackError('no_text');
    const changed: MessageRecord = {
      ...message,
      text,
      blocks,
      isBroadcast: message.isBroadcast || args.isTrue('reply_broadcast'),
      editedAt: world.workspace.now.toISOString(),
    };
    if (args.has('metadata')) changed.metadata = readMetadata(args.json('metadata'));
    saveMessage(world, changed);
    return {
      channel: message.channel,
      ts: message.ts,
      text,
      message: messagePayload(world.workspace, changed, true),
    };
  },
};

/** `chat.delete`. */
export const deleteMessage: Method = {
  token: 'bot',
  scope: 'chat:write',
  required: ['channel', 'ts'],
  args: { channel: 'string', ts: 'string' },
  run(world, args) {
    const message = ownMessage(world, args, 'cant_delete_message');
    dropMessage(world, message);
    return { channel: message.channel, ts: message.ts };
  },
};

function ownMessage(world: World, args: Args, refusal: string): MessageRecord {
  const channel = visibleChannel(world, args.string('channel'));
  const message = world.workspace.findMessage(channel.id, args.string('ts'));
  if (!message || message.ephemeralFor) throw new SlackError('message_not_found');
  if (!message.isByApp) throw new SlackError(refusal);
  if (channel.isArchived) throw new SlackError('is_archived');
  return message;
}
