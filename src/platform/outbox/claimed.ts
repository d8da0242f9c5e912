import { z } from 'zod';
import type { MessageId } from '../../lib/ids.ts';
import { fromInstant } from '../db/instant.ts';
import type { Tables } from '../db/tables.ts';
import type { ChartBlock } from '../slack/chart.ts';
import type { MessageContent } from '../slack/feature.ts';
import { restored } from './store-recovery.ts';

// A message in the hands of the sender. Every instant is the machine's.

/** A message that a sender has taken. `ts` is there once it has been posted. */
export interface Claimed {
  id: MessageId;
  workspaceId: string;
  address: string;
  channelId?: string;
  userId?: string;
  threadTs?: string;
  isBroadcast: boolean;
  policy: 'at-least-once' | 'at-most-once';
  /** What it should show, as it is kept; `readContent` reads it. */
  wanted: string;
  version: number;
  /** Its place in the order in which things happened. */
  position: number;
  shownChannelId?: string;
  ts?: string;
  /** When it was taken last, machine time: nothing of it can be in Slack from before. */
  calledAt?: Date;
  /** Tries so far; of an uncertain message: looks so far. */
  attempts: number;
  /** A reply whose thread has not started. */
  waitsForThread: boolean;
  /** It came out of a backup, or was wanted again after one: the time in between may have posted it. */
  isRestored: boolean;
  /** Why another copy of it stands, or may stand: it says so as long as it stands. */
  mark?: Mark;
}

/** The `last_error` of a message that is posted, or stands, a second time without anybody knowing about the first. */
export const repeated = 'repeat';

/** The `last_error` of a message that took the place of one which Slack lets nobody change any more. (F-42) */
export const replaced = 'replaced';

/** Stands in the `last_error` of a dead message that may have arrived where nobody could look: it is looked for before it is sent. */
export const unseen = 'unseen';

/** The `last_error` of a dead message of which nobody can tell whether it arrived. */
export const perhapsPosted = 'perhaps_posted';

/** Why there are two. */
export type Mark = typeof repeated | typeof replaced;

const marks: readonly Mark[] = [repeated, replaced];

/**
 * The `last_error` of a message that nobody sends any more: why, and behind it what has to be known of it when it is sent after
 * all. (P08)
 */
export function deadAs(error: string, known: Mark | typeof unseen | undefined): string {
  return known === undefined || error === perhapsPosted ? error : `${error} ${known}`;
}

const contentSchema = z.object({
  text: z.string(),
  blocks: z.array(z.custom<MessageContent['blocks'][number]>((block) => typeof block === 'object')),
  charts: z.array(z.custom<ChartBlock>((block) => typeof block === 'object')).exactOptional(),
});

/** What a message should show; throws when nobody can read it, which must not hold up the others (F-93). */
export function readContent({ wanted }: Pick<Claimed, 'wanted'>): MessageContent {
  return contentSchema.parse(JSON.parse(wanted));
}

/** Reads a row of the outbox, with the post that its thread starts from. */
export function toClaimed(row: Tables['message'] & { thread_ts: string | null }): Claimed {
  const mark = marks.find((one) => one === row.last_error);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    address: row.address,
    isBroadcast: row.is_broadcast === 1,
    policy: row.policy,
    wanted: row.wanted,
    version: row.wanted_version,
    position: Number(row.position),
    attempts: row.attempts,
    waitsForThread: row.thread_address !== null && row.thread_ts === null,
    isRestored: row.ts === null && row.last_error === restored,
    ...(mark === undefined ? {} : { mark }),
    ...(row.called_at === null ? {} : { calledAt: fromInstant(row.called_at) }),
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.thread_ts === null ? {} : { threadTs: row.thread_ts }),
    ...(row.shown_channel_id === null ? {} : { shownChannelId: row.shown_channel_id }),
    ...(row.ts === null ? {} : { ts: row.ts }),
  };
}
