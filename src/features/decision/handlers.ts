import type { TeamId } from '../../lib/ids.ts';
import { isId } from '../../lib/ids.ts';
import type { Act, ActionAct, CommandAct, Deps, Reply } from '../../platform/slack/feature.ts';
import { clean } from '../../platform/slack/text.ts';
import { listReadableTeams } from '../team/store.ts';
import type { LogState } from './form.ts';
import { logView, parseLogSearch, parseLogState, writeLogState } from './form.ts';
import type { LogPage } from './messages.ts';
import { logAnswer, noTeamText, notReadableText, noWordsText, stalePageText } from './messages.ts';
import { parseSearch } from './rules.ts';
import { searchDecisions } from './store-search.ts';

const pageSize = 5;

/** `/onepager decisions [words]`: the first page of what was found, to this person alone. */
export async function runDecisions(deps: Deps, act: CommandAct): Promise<Reply> {
  const search = parseSearch(clean(act.rest));
  if ('refused' in search) return { reply: 'tell', text: noWordsText };
  const teamIds = await listReadable(deps, act);
  if (teamIds.length === 0) return { reply: 'tell', text: noTeamText };
  const page = await readPage(deps, act, { teamIds, ...search });
  return { reply: 'tell', ...logAnswer(page) };
}

/** *Open the log* on a message: the team's log in a window. */
export async function openLog(deps: Deps, act: ActionAct): Promise<Reply> {
  if (!isId('tm', act.value)) return { reply: 'tell', text: stalePageText };
  const state: LogState = { words: [], teamId: act.value };
  const teamIds = await listReadable(deps, act, state.teamId);
  if (teamIds.length === 0) return { reply: 'tell', text: notReadableText };
  const page = await readPage(deps, act, { ...state, teamIds, wasCut: false });
  return { reply: 'show', view: logView(state, page) };
}

/** Enter in the window's search field: the same window with what was found. */
export async function searchLog(deps: Deps, act: ActionAct): Promise<Reply> {
  if (act.place.at !== 'modal') return { reply: 'tell', text: stalePageText };
  const search = parseSearch(clean(parseLogSearch(act.place.values)));
  if ('refused' in search) return { reply: 'tell', text: noWordsText };
  const { teamId } = parseLogState(act.place.metadata) ?? {};
  const state = { words: search.words, ...(teamId === undefined ? {} : { teamId }) };
  const teamIds = await listReadable(deps, act, teamId);
  if (teamIds.length === 0) return { reply: 'tell', text: notReadableText };
  const page = await readPage(deps, act, { ...state, teamIds, wasCut: search.wasCut });
  return { reply: 'replace', view: logView(state, page) };
}

/** *More* under a page: the next one, where the person is. */
export async function turnPage(deps: Deps, act: ActionAct): Promise<Reply> {
  const state = parseLogState(act.value);
  if (state === undefined) return { reply: 'tell', text: stalePageText };
  const teamIds = await listReadable(deps, act, state.teamId);
  if (teamIds.length === 0) return { reply: 'tell', text: notReadableText };
  const page = await readPage(deps, act, { ...state, teamIds, wasCut: false });
  if (act.place.at === 'modal') return { reply: 'replace', view: logView(state, page) };
  return { reply: 'tell', ...logAnswer(page) };
}

async function listReadable(deps: Deps, act: Act, only?: TeamId): Promise<TeamId[]> {
  // Looked up now, so that a person who was made a guest or has left is known as such.
  await deps.people.find(act.workspaceId, act.userId);
  const teams = await listReadableTeams(deps.db, act.workspaceId, act.userId);
  return teams.map((team) => team.id).filter((id) => only === undefined || id === only);
}

async function readPage(
  deps: Deps,
  act: Act,
  search: LogState & { teamIds: readonly TeamId[]; wasCut: boolean },
): Promise<LogPage> {
  const { words, teamIds, teamId, place, wasCut } = search;
  const found = await searchDecisions(deps.db, {
    workspaceId: act.workspaceId,
    teamIds,
    words,
    limit: pageSize,
    ...(place === undefined ? {} : { after: place }),
  });
  const next =
    found.next === undefined
      ? {}
      : {
          next: writeLogState({
            words,
            place: found.next,
            ...(teamId === undefined ? {} : { teamId }),
          }),
        };
  return { decisions: found.decisions, words, wasCut, isFirst: place === undefined, ...next };
}
