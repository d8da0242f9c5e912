import { randomBytes } from 'node:crypto';
import { isRecord, type Json, recordsOf } from '../json.ts';
import { elementsOf, flatten } from './blocks.ts';

/** Blocks as Slack gives them back: with ids, `emoji` and `verbatim` filled in. */
export function completeBlocks(blocks: unknown): Json[] {
  const completed = recordsOf(completeText(blocks));
  for (const block of flatten(completed)) {
    block.block_id ??= randomBytes(3).toString('base64url');
    for (const element of elementsOf(block)) {
      element.action_id ??= randomBytes(3).toString('base64url');
    }
  }
  return completed;
}

/** Any JSON with text objects completed; a copy. */
export function completeText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(completeText);
  if (!isRecord(value)) return value;
  const copy: Json = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, completeText(one)]),
  );
  if (copy.type === 'plain_text') copy.emoji ??= true;
  if (copy.type === 'mrkdwn') copy.verbatim ??= false;
  return copy;
}
