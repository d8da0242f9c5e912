import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { SlackFailure, toSlackFailure } from './failures.ts';

// Our own posts as Slack shows them, known by the metadata that they carry. (P10, F-81)

/** A post of ours as a channel or thread shows it. */
export interface Posted {
  ts: string;
  key: string;
  /** Missing on posts from before there was one. */
  purpose?: string;
}

/** Slack's clock may differ from ours by so much, and nobody's verdict is wrong by that. */
const skewMs = 24 * 60 * 60 * 1000;
/** More than anybody writes while one post is looked for; beyond it nobody can tell. */
const mostHistoryPages = 25;

/** How far looks came that Slack broke off, by key; each counts only for the call that it was begun for. */
export type Unfinished = Map<
  string,
  { sinceMs: number; cursor: string; pages: number; found?: string | undefined }
>;

/**
 * A channel is read newest first until its messages are older than the call (`since`, by the machine's clock; unknown: as far as
 * it goes); a thread oldest first, so it is read to its end. Of several copies it is the newest one: an older one with the same key
 * may be what Slack lets nobody change any more. Refuses with `too_far_back` where that is too much to read. What Slack breaks off
 * goes on where it was the next time: where one page a minute is allowed it would never end otherwise. (P10, F-36, F-42)
 */
export async function findPosted(
  client: WebClient,
  place: { channelId: string; threadTs?: string; key: string; since?: Date },
  unfinished: Unfinished,
): Promise<string | undefined> {
  const { threadTs, key, since } = place;
  const common = { channel: place.channelId, limit: 200, include_all_metadata: true };
  const sinceMs = since?.getTime() ?? 0;
  const floor = since === undefined ? 0 : (sinceMs - skewMs) / 1000;
  const left = unfinished.get(key);
  const begun = left?.sinceMs === sinceMs ? left : { cursor: '', pages: 0, found: undefined };
  let { cursor, pages, found } = begun;
  let isAnew = false;
  for (; threadTs !== undefined || pages < mostHistoryPages; pages += 1) {
    if (cursor !== '') unfinished.set(key, { sinceMs, cursor, pages, found });
    const page = await readPage(client, { ...common, threadTs }, { cursor, isAnew });
    unfinished.delete(key);
    if (page === undefined) {
      isAnew = true;
      // The place where it went on is none any more: from the newest, and nothing found before counts.
      [cursor, pages, found] = ['', -1, undefined];
      continue;
    }
    const messages = page.messages ?? [];
    const ours = messages.filter((message) => hasKey(message, key));
    if (threadTs === undefined && ours[0]?.ts !== undefined) return ours[0].ts;
    found = ours.at(-1)?.ts ?? found;
    cursor = page.response_metadata?.next_cursor ?? '';
    // A page may be empty and not be the last one.
    const oldest = messages.at(-1)?.ts;
    const isOlder = threadTs === undefined && oldest !== undefined && Number(oldest) < floor;
    if (cursor === '' || isOlder) return found;
  }
  throw new SlackFailure('too_far_back', 'dead');
}

interface Page {
  messages?: { ts?: string; metadata?: { event_payload?: object } }[];
  response_metadata?: { next_cursor?: string };
}

/**
 * One page of a channel or thread; undefined when Slack does not know the cursor any more, as after a restart of its own. Who has
 * begun anew once in this look gets the failure: of a channel whose cursors never hold nobody would ever see the end.
 */
async function readPage(
  client: WebClient,
  asked: { channel: string; limit: number; threadTs: string | undefined },
  { cursor, isAnew }: { cursor: string; isAnew: boolean },
): Promise<Page | undefined> {
  const { threadTs, ...common } = asked;
  const next = cursor === '' ? common : { ...common, cursor };
  const reading: Promise<Page> =
    threadTs === undefined
      ? client.conversations.history(next)
      : client.conversations.replies({ ...next, ts: threadTs });
  const [read] = await Promise.allSettled([reading]);
  if (read.status === 'fulfilled') return read.value;
  const isForgotten = cursor !== '' && toSlackFailure(read.reason).code === 'invalid_cursor';
  if (isForgotten && !isAnew) return undefined;
  throw read.reason;
}

const mostPages = 5;

/** What a channel or thread shows of ours since an instant, the newest first. */
export interface PostedSince {
  posted: Posted[];
  /** Whether that is all of it. */
  isWhole: boolean;
}

/** Pages that were read before Slack broke a list off, by place and instant. */
export type HalfRead = Map<string, { posted: Posted[]; cursor: string; pages: number }>;

/**
 * Reads a few pages at the most; a channel that saw more since is not one that was quiet for a day. What Slack breaks off goes
 * on where it was the next time. (F-36, F-81)
 */
export async function listPosted(
  client: WebClient,
  place: { channelId: string; threadTs?: string; since: Date },
  halfRead: HalfRead,
): Promise<PostedSince> {
  const { channelId, threadTs, since } = place;
  const oldest = String(since.getTime() / 1000);
  const common = { channel: channelId, limit: 200, include_all_metadata: true, oldest };
  const name = [channelId, threadTs, oldest].join(' ');
  let { posted, cursor, pages } = halfRead.get(name) ?? { posted: [], cursor: '', pages: 0 };
  let isAnew = false;
  while (pages < mostPages) {
    if (cursor !== '') halfRead.set(name, { posted, cursor, pages });
    const page = await readPage(client, { ...common, threadTs }, { cursor, isAnew });
    halfRead.delete(name);
    if (page === undefined) {
      isAnew = true;
      [posted, cursor, pages] = [[], '', 0];
      continue;
    }
    posted = [...posted, ...(page.messages ?? []).flatMap(toPosted)];
    pages += 1;
    cursor = page.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  const newestFirst = posted.toSorted((one, other) => Number(other.ts) - Number(one.ts));
  return { posted: newestFirst, isWhole: cursor === '' };
}

const payloadSchema = z.looseObject({ k: z.string(), a: z.string().exactOptional() });

function toPosted(message: { ts?: string; metadata?: { event_payload?: object } }): Posted[] {
  const read = payloadSchema.safeParse(message.metadata?.event_payload);
  if (!read.success || message.ts === undefined) return [];
  const { k: key, a: purpose } = read.data;
  return [{ ts: message.ts, key, ...(purpose === undefined ? {} : { purpose }) }];
}

function hasKey(message: { metadata?: { event_payload?: object } }, key: string): boolean {
  const payload: unknown = message.metadata?.event_payload;
  return typeof payload === 'object' && payload !== null && 'k' in payload && payload.k === key;
}
