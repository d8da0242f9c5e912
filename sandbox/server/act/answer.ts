import { readBlocks, readMetadata, readText } from '../api/content.ts';
import { SlackError } from '../api/slack-error.ts';
import { isRecord, type Json, textOf } from '../json.ts';
import { dropMessage, saveMessage, storeMessage } from '../post.ts';
import type { ResponseTarget } from '../response-urls.ts';
import type { MessageRecord } from '../workspace/record.ts';
import { botUserId } from '../workspace/workspace.ts';
import type { World } from '../world.ts';

const maxText = 40_000;

/** Whether an acknowledgement of a command carries a message. */
export function hasMessage(body: unknown): body is Json {
  return isRecord(body) && (body.text !== undefined || body.blocks !== undefined);
}

/** Posts, replaces or deletes what an answer to a command or a `response_url` says. */
export function postAnswer(world: World, target: ResponseTarget, body: Json): void {
  const channel = world.workspace.channels.find(target.channel);
  if (!channel) throw new SlackError('channel_not_found');
  const original = target.messageTs
    ? world.workspace.findMessage(target.channel, target.messageTs)
    : undefined;
  if (body.delete_original === true) {
    if (original) dropMessage(world, original);
    return;
  }
  const text = readText(textOf(body.text), maxText);
  const blocks = body.blocks === undefined ? [] : readBlocks(body.blocks);
  if (text === '' && blocks.length === 0) throw new SlackError('no_text');
  if (body.replace_original === true && original) {
    const changed: MessageRecord = { ...original, text, blocks };
    if (!original.ephemeralFor) changed.editedAt = world.workspace.now.toISOString();
    saveMessage(world, changed);
    return;
  }
  const isForAll = body.response_type === 'in_channel';
  const record = storeMessage(world, {
    channel,
    userId: botUserId,
    isByApp: true,
    text,
    blocks,
    threadTs: textOf(body.thread_ts) || target.threadTs,
    ephemeralFor: isForAll ? undefined : target.userId,
    ...(body.metadata === undefined ? {} : { metadata: readMetadata(body.metadata) }),
  });
  // A later `replace_original` means this answer, unless a pressed message is the original.
  target.messageTs ??= record.ts;
}
