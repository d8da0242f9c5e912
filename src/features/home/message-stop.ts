import type { KnownBlock } from '@slack/types';
import { section } from '../../platform/slack/blocks.ts';
import { type AskLine, askBlocks } from '../stop-owner/messages.ts';

/** One-pagers on which the person is named to say stop and has not answered yet. */
export function stopBlocks(stops: readonly AskLine[] = []): KnownBlock[] {
  if (stops.length === 0) return [];
  return [section('*Can you say stop on this?*'), ...stops.flatMap(askBlocks)];
}
