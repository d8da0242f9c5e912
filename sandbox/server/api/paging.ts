import type { Json } from '../json.ts';
import type { Args } from './args.ts';
import { SlackError } from './slack-error.ts';

/** One page of a list and the cursor of the next, as Slack pages. */
export function pageOf<T>(
  items: T[],
  args: Args,
  sizes: { usual: number; most: number },
): { page: T[]; next: string } {
  const asked = args.number('limit', sizes.usual);
  if (asked < 0 || !Number.isInteger(asked)) throw new SlackError('invalid_limit');
  const limit = Math.min(asked === 0 ? sizes.usual : asked, sizes.most);
  const from = readCursor(args.string('cursor'), items.length);
  const page = items.slice(from, from + limit);
  const isLast = from + limit >= items.length;
  return { page, next: isLast ? '' : writeCursor(from + limit) };
}

/** `response_metadata` with the next cursor. */
export function nextCursor(next: string): Json {
  return { response_metadata: { next_cursor: next } };
}

function writeCursor(from: number): string {
  return Buffer.from(`next:${from}`).toString('base64');
}

function readCursor(cursor: string, length: number): number {
  if (cursor === '') return 0;
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  const from = Number(match?.[1] ?? Number.NaN);
  if (Number.isNaN(from) || from > length) throw new SlackError('invalid_cursor');
  return from;
}
