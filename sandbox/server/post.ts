import type { Json } from './json.ts';
import type { ChannelRecord, FileRecord, MessageRecord } from './workspace/record.ts';
import type { World } from './world.ts';

/** What a new message needs beyond its place. */
export interface NewMessage {
  channel: ChannelRecord;
  userId: string;
  text: string;
  isByApp: boolean;
  blocks?: Json[];
  threadTs?: string | undefined;
  isBroadcast?: boolean;
  ephemeralFor?: string | undefined;
  metadata?: MessageRecord['metadata'];
  files?: FileRecord[];
}

/** Stores a message and tells the open pages. */
export function storeMessage(world: World, message: NewMessage): MessageRecord {
  const { workspace, stream } = world;
  const record: MessageRecord = {
    channel: message.channel.id,
    ts: workspace.nextTs(),
    userId: message.userId,
    text: message.text,
    blocks: message.blocks ?? [],
    isByApp: message.isByApp,
    isBroadcast: message.isBroadcast ?? false,
    files: message.files ?? [],
    ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    ...(message.ephemeralFor ? { ephemeralFor: message.ephemeralFor } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
  };
  workspace.putMessage(record);
  stream.send(lineOf(record), record.ephemeralFor);
  return record;
}

/** Stores a changed message and tells the open pages. */
export function saveMessage(world: World, record: MessageRecord): void {
  world.workspace.putMessage(record);
  world.stream.send(lineOf(record), record.ephemeralFor);
}

/** Takes a message away and tells the open pages. */
export function dropMessage(world: World, record: MessageRecord): void {
  world.workspace.removeMessage(record);
  world.stream.send(lineOf(record), record.ephemeralFor);
}

function lineOf(record: MessageRecord) {
  return {
    type: 'message' as const,
    channel: record.channel,
    ts: record.ts,
    ...(record.threadTs ? { threadTs: record.threadTs } : {}),
  };
}
