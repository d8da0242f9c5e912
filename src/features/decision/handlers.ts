import { isId } from '../../lib/ids.ts';
import {
  type Act,
  type ActionAct,
  type CommandAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { clean } from '../../platform/slack/text.ts';
import { askSearch } from './access.ts';
import { type LogState, logView, parseLogSearch, parseLogState, writeLogState } from './form.ts';
import {
  type LogPage,
  logAnswer,
  noTeamText,
  notReadableText,
  searchRefusalText,
  stalePageText,
} from './messages.ts';
import type { SearchRefusal } from './search-rules.ts';
import { searchDecisions } from './store-search.ts';

/** A table has its own paging; a window shows every entry in several lines. */
const tableSize = 20;
const windowSize = 5;

/** `/onepager decisions [words]`: the first page of what was found, to this person alone. */
export async function runDecisions(deps: Deps, act: CommandAct): Promise<Reply> {
  return answerPage(deps, act, { state: { text: clean(act.rest) }, isInPlace: false });
}

/** *More* under an answer in a channel, or in the window: the next page, where the person is. */
export async function turnPage(deps: Deps, act: ActionAct): Promise<Reply> {
  const state = parseLogState(act.value);
  if (state === undefined) return tell(stalePageText);
  if (act.place.at === 'modal') return replaceWindow(deps, act, state);
  return answerPage(deps, act, { state, isInPlace: true });
}

/** *Open the log* on a message: the team's log in a window. */
export async function openLog(deps: Deps, act: ActionAct): Promise<Reply> {
  if (!isId('tm', act.value)) return tell(stalePageText);
  const state: LogState = { text: '', teamId: act.value };
  const page = await readPage(deps, act, { state, size: windowSize });
  if ('none' in page) return tell(notReadableText);
  return { reply: 'show', view: logView(state, 'refused' in page ? whyOf(page) : page) };
}

/** Enter in the window's search field: the same window with what was found. */
export async function searchLog(deps: Deps, act: ActionAct): Promise<Reply> {
  if (act.place.at !== 'modal') return tell(stalePageText);
  return replaceWindow(deps, act, typedState(act.place));
}

/** The window's *Search* button does the same. */
export async function submitLog(deps: Deps, act: SubmitAct): Promise<Reply> {
  return replaceWindow(deps, act, typedState(act));
}

function typedState(form: Pick<SubmitAct, 'metadata' | 'values'>): LogState {
  const { teamId } = parseLogState(form.metadata) ?? {};
  const text = clean(parseLogSearch(form.values));
  return { text, ...(teamId === undefined ? {} : { teamId }) };
}

async function answerPage(
  deps: Deps,
  act: Act,
  asked: { state: LogState; isInPlace: boolean },
): Promise<Reply> {
  const page = await readPage(deps, act, { state: asked.state, size: tableSize });
  if ('none' in page) return tell(noTeamText);
  if ('refused' in page) return tell(searchRefusalText(page));
  return { reply: 'tell', ...logAnswer(page), isInPlace: asked.isInPlace };
}

async function replaceWindow(deps: Deps, act: Act, state: LogState): Promise<Reply> {
  const page = await readPage(deps, act, { state, size: windowSize });
  if ('none' in page) return tell(notReadableText);
  return { reply: 'replace', view: logView(state, 'refused' in page ? whyOf(page) : page) };
}

function whyOf(refusal: SearchRefusal): { why: string } {
  return { why: searchRefusalText(refusal) };
}

async function readPage(
  deps: Deps,
  act: Act,
  wanted: { state: LogState; size: number },
): Promise<LogPage | SearchRefusal | { none: true }> {
  const { state, size } = wanted;
  const asked = await askSearch(deps, act, state);
  if ('none' in asked || 'refused' in asked) return asked;
  const after = state.place === undefined ? {} : { after: state.place };
  const found = await searchDecisions(deps.db, { ...asked.question, limit: size, ...after });
  const { place: _place, ...start } = state;
  return {
    decisions: found.decisions,
    search: asked.search,
    state: writeLogState(start),
    isFirst: state.place === undefined,
    today: asked.today,
    ...(found.next === undefined ? {} : { next: writeLogState({ ...start, place: found.next }) }),
  };
}
