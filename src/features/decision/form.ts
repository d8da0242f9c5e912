import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { TeamId } from '../../lib/ids.ts';
import { isId } from '../../lib/ids.ts';
import { readJson } from '../../lib/json.ts';
import { input, modal, section, textInput } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { decisionActions, type LogPage, logBlocks } from './messages.ts';
import { type SearchPlace, searchLimits } from './search-rules.ts';

/** What a button under a list and the log's window remember between presses. */
export interface LogState {
  /** The search as it was typed. */
  text: string;
  /** Only this team's log; missing: every log that the person may read. */
  teamId?: TeamId;
  place?: SearchPlace;
}

/** The block id of the search field. */
const searchField = 'words';

const stateSchema = z.object({
  text: z.string().max(2 * searchLimits.characters),
  teamId: z.string().optional(),
  place: z.object({ skip: z.int().min(0).max(100_000), untilSeq: z.int().min(0) }).optional(),
});

/** A state as a button's value or a modal's metadata; under 1,000 characters. */
export function writeLogState(state: LogState): string {
  return JSON.stringify(state);
}

/** Reads what `writeLogState` wrote; undefined for anything else. */
export function parseLogState(text: string): LogState | undefined {
  const parsed = stateSchema.safeParse(readJson(text));
  if (!parsed.success) return undefined;
  const { teamId, place } = parsed.data;
  return {
    text: parsed.data.text,
    ...(teamId !== undefined && isId('tm', teamId) ? { teamId } : {}),
    ...(place === undefined ? {} : { place }),
  };
}

/** The window with the log: a search field on top; below it a page of entries, or why the search cannot be done. */
export function logView(state: LogState, shown: LogPage | { why: string }): ModalView {
  const field = input({
    blockId: searchField,
    label: 'Search the log',
    element: textInput({
      actionId: decisionActions.search,
      initial: state.text,
      placeholder: 'Words, @name, stopped, since 1 Nov, due… then Enter',
      maxLength: searchLimits.characters,
      dispatchOn: 'enter',
    }),
    isOptional: true,
    dispatches: true,
  });
  const blocks: KnownBlock[] = 'why' in shown ? [section(shown.why)] : logBlocks(shown);
  return modal({
    callbackId: 'decision.log',
    title: 'Decision log',
    // Slack wants a submit button where there is a field; pressing it searches, like Enter.
    submit: 'Search',
    close: 'Close',
    metadata: writeLogState(state),
    blocks: [field, ...blocks],
  });
}

/** What stands in the search field. */
export function parseLogSearch(values: FormValues): string {
  const typed = values[searchField];
  return typeof typed === 'string' ? typed : '';
}
