import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { TeamId } from '../../lib/ids.ts';
import { isId } from '../../lib/ids.ts';
import { input, modal, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import type { LogPage } from './messages.ts';
import { decisionActions, logBlocks } from './messages.ts';
import type { SearchPlace } from './rules.ts';

/** What a *More* button and the log's window remember between presses. */
export interface LogState {
  words: readonly string[];
  /** Only this team's log; missing: every log that the person may read. */
  teamId?: TeamId;
  place?: SearchPlace;
}

/** The block id of the search field. */
const searchField = 'words';

const stateSchema = z.object({
  words: z.array(z.string().max(60)).max(8),
  teamId: z.string().optional(),
  place: z.object({ skip: z.int().min(0).max(100_000), untilSeq: z.int().min(0) }).optional(),
});

/** A state as a button's value or a modal's metadata; under 1,000 characters. */
export function writeLogState(state: LogState): string {
  return JSON.stringify(state);
}

/** Reads what `writeLogState` wrote; undefined for anything else. */
export function parseLogState(text: string): LogState | undefined {
  const parsed = stateSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { words, teamId, place } = parsed.data;
  return {
    words,
    ...(teamId !== undefined && isId('tm', teamId) ? { teamId } : {}),
    ...(place === undefined ? {} : { place }),
  };
}

/** The window with the log: a search field on top, a page of entries below. */
export function logView(state: LogState, page: LogPage): ModalView {
  const field = input({
    blockId: searchField,
    label: 'Search the log',
    element: textInput({
      actionId: decisionActions.search,
      initial: state.words.join(' '),
      placeholder: 'Words, or their beginnings; then Enter',
      maxLength: 200,
      dispatchOn: 'enter',
    }),
    isOptional: true,
    dispatches: true,
  });
  return modal({
    callbackId: 'decision.log',
    title: 'Decision log',
    close: 'Close',
    metadata: writeLogState(state),
    blocks: [field, ...logBlocks(page)],
  });
}

/** What stands in the search field. */
export function parseLogSearch(values: FormValues): string {
  const typed = values[searchField];
  return typeof typed === 'string' ? typed : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
