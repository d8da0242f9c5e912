import { transact } from '../../platform/db/transact.ts';
import {
  type Act,
  type ActionAct,
  type CommandAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { clean } from '../../platform/slack/text.ts';
import { type AskedSearch, askSearch } from '../decision/access.ts';
import { type LogState, parseLogState } from '../decision/form.ts';
import { noTeamText, searchRefusalText, searchWords } from '../decision/messages.ts';
import { isEmptySearch } from '../decision/search-rules.ts';
import { exportForm, parseExportForm } from './form.ts';
import { gatherExport } from './gather.ts';
import { exportNote, exportWords } from './messages.ts';
import { type ExportFormat, fileName, parseFormat } from './rules.ts';
import { takeExportTurn } from './store.ts';
import { writeExport } from './write.ts';

/** `/onepager export [csv|json|md] [search]`: the file at once when its form is named, otherwise the form that asks. */
export async function runExport(deps: Deps, act: CommandAct): Promise<Reply> {
  const [first = '', ...rest] = clean(act.rest).split(/\s+/);
  const format = parseFormat(first);
  if (format !== undefined) return send(deps, act, { state: { text: rest.join(' ') }, format });
  return offer(deps, act, { text: [first, ...rest].join(' ').trim() });
}

/** *Export* under a list: the form, for what that list is about. */
export async function openExport(deps: Deps, act: ActionAct): Promise<Reply> {
  const state = parseLogState(act.value);
  if (state === undefined) return tell(exportWords.stale);
  return offer(deps, act, state);
}

/** *Send me the file*. */
export async function submitExport(deps: Deps, act: SubmitAct): Promise<Reply> {
  const parsed = parseExportForm(act);
  if (parsed === undefined) return tell(exportWords.stale);
  return send(deps, act, parsed);
}

async function offer(deps: Deps, act: Act, state: LogState): Promise<Reply> {
  const asked = await ask(deps, act, state);
  if ('reply' in asked) return asked;
  const about = searchWords(asked.search, asked.today);
  return { reply: 'show', view: exportForm({ state, about, teams: asked.teams }) };
}

async function send(
  deps: Deps,
  act: Act,
  wanted: { state: LogState; format: ExportFormat },
): Promise<Reply> {
  const { state, format } = wanted;
  const asked = await ask(deps, act, state);
  if ('reply' in asked) return asked;
  const turn = await takeTurn(deps, act);
  if (turn !== undefined) return turn;
  const { search, teams, today } = asked;
  const isWhole = isEmptySearch(search);
  const scope = {
    workspaceId: act.workspaceId,
    teams,
    about: state.text,
    readerId: act.userId,
    ...(isWhole ? {} : { question: asked.question }),
  };
  const taken = await transact(deps.db, (tx) => gatherExport(tx, scope, act.now));
  if (taken.teams.every((team) => team.decisions.length === 0)) {
    return tell(isWhole ? exportWords.empty : exportWords.nothingFound);
  }
  const about = searchWords(search, today);
  return {
    reply: 'file',
    file: {
      name: fileName(format, today),
      content: writeExport(taken, format),
      note: exportNote(taken, { format, teams, about }),
    },
    sent: exportWords.sent,
    missingScope: exportWords.missingScope,
    failed: exportWords.failed,
  };
}

/** The logs that this person may take something out of. (reliability.md B-80) */
async function ask(deps: Deps, act: Act, state: LogState): Promise<AskedSearch | Reply> {
  const person = await deps.people.find(act.workspaceId, act.userId);
  if (person === undefined || person.isExternal || person.isBot || person.isDeleted) {
    return tell(exportWords.stranger);
  }
  const asked = await askSearch(deps, act, state);
  if ('none' in asked) return tell(noTeamText);
  if ('refused' in asked) return tell(searchRefusalText(asked));
  return asked;
}

/** Undefined for the first delivery of an act that may go on; the file itself is never kept with the act's key. */
async function takeTurn(deps: Deps, act: Act): Promise<Reply | undefined> {
  let isFirst = false;
  const reply = await once(deps, act, async (tx) => {
    isFirst = true;
    const mayAsk = await takeExportTurn(tx, deps.newId, { ...act, at: act.now });
    return mayAsk ? { reply: 'done' } : tell(exportWords.tooOften);
  });
  return isFirst && reply.reply === 'done' ? undefined : reply;
}
