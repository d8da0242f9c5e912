import type { WebClient } from '@slack/web-api';
import { z } from 'zod';

// Our own posts as Slack shows them, known by the metadata that they carry. (P10, F-81)

/** A post of ours as a channel or thread shows it. */
export interface Posted {
  ts: string;
  key: string;
  /** Missing on posts from before there was one. */
  purpose?: string;
}

/** A channel is read newest first, so one page is enough; a thread oldest first, so it is read to its end. */
export async function findPosted(
  client: WebClient,
  place: { channelId: string; threadTs?: string; key: string },
): Promise<string | undefined> {
  const common = { channel: place.channelId, limit: 200, include_all_metadata: true };
  if (place.threadTs === undefined) {
    const { messages } = await client.conversations.history(common);
    return messages?.find((message) => hasKey(message, place.key))?.ts;
  }
  let cursor: string | undefined;
  do {
    const page = await client.conversations.replies({
      ...common,
      ts: place.threadTs,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const found = page.messages?.find((message) => hasKey(message, place.key));
    if (found?.ts !== undefined) return found.ts;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return undefined;
}

const mostPages = 5;

/** Reads a few pages at the most; a channel that saw more since is not one that was quiet for a day. */
export async function listPosted(
  client: WebClient,
  place: { channelId: string; threadTs?: string; since: Date },
): Promise<Posted[]> {
  const common = {
    channel: place.channelId,
    limit: 200,
    include_all_metadata: true,
    oldest: String(place.since.getTime() / 1000),
  };
  const posted: Posted[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const next = cursor === undefined ? {} : { cursor };
    const answer =
      place.threadTs === undefined
        ? await client.conversations.history({ ...common, ...next })
        : await client.conversations.replies({ ...common, ...next, ts: place.threadTs });
    for (const message of answer.messages ?? []) posted.push(...toPosted(message));
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) break;
  }
  return posted.toSorted((one, other) => Number(other.ts) - Number(one.ts));
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
