import { countCharacters, isRecord, type Json, recordsOf } from '../json.ts';
import { checkBlocks, countBlockText } from '../validate/blocks.ts';
import { completeBlocks } from '../validate/complete.ts';
import { lineOf } from '../validate/problem.ts';
import type { MessageRecord } from '../workspace/record.ts';
import { SlackError } from './slack-error.ts';

const maxBlockText = 10_000;
const maxMetadata = 8000;

/** Blocks ready to be stored; Slack's `invalid_blocks` or `msg_blocks_too_long` otherwise. */
export function readBlocks(blocks: unknown): Json[] {
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const lines = checkBlocks(blocks, 'message', '/blocks').map(lineOf);
  if (lines.length > 0) {
    throw new SlackError('invalid_blocks', {
      detail: {
        errors: lines,
        response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
      },
    });
  }
  if (countBlockText(recordsOf(blocks)) > maxBlockText) throw new SlackError('msg_blocks_too_long');
  return completeBlocks(blocks);
}

/** The text, or `msg_too_long`. */
export function readText(text: string, most: number): string {
  if (countCharacters(text) > most) throw new SlackError('msg_too_long');
  return text;
}

/** Message metadata, or Slack's refusal. */
export function readMetadata(value: unknown): NonNullable<MessageRecord['metadata']> {
  if (!isRecord(value)) throw new SlackError('invalid_metadata_format');
  const { event_type: eventType, event_payload: eventPayload } = value;
  if (typeof eventType !== 'string' || eventType === '' || !isRecord(eventPayload)) {
    throw new SlackError('invalid_metadata_schema');
  }
  if (JSON.stringify(value).length > maxMetadata) throw new SlackError('metadata_too_large');
  return { event_type: eventType, event_payload: eventPayload };
}
