import { isId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type ShortcutAct,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { oldFormText } from '../../platform/slack/metadata.ts';
import { once } from '../../platform/slack/once.ts';
import { isFullMember } from '../../platform/slack/people.ts';
import { findTeamNamed, nameTeams, warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam, listTeams, listTeamsOfPerson } from '../team/store.ts';
import { listReadableCases } from './access.ts';
import {
  type HatForm,
  type HatMetadata,
  hatErrors,
  hatForm,
  parseHat,
  parseHatMetadata,
} from './form.ts';
import { keptView } from './message-case.ts';
import { hatWords } from './messages.ts';
import { checkCase, emptyTyped, findHints, type HatCase, type HatTyped } from './rules.ts';
import { dropTyped, findCase, keepTyped, saveCase } from './store.ts';

/** *Anthropologist hat* on Home, on an alarm or anywhere: the form, with what was left in it. The value is a team's id. */
export async function openHat(deps: Deps, act: ActionAct): Promise<Reply> {
  const reply = await open(deps, act, act.value);
  return reply.reply === 'show' && act.place.at === 'modal'
    ? { reply: 'replace', view: reply.view }
    : reply;
}

/** The global shortcut: the same, from nowhere in particular. */
export function putHatOn(deps: Deps, act: ShortcutAct): Promise<Reply> {
  return open(deps, act, '');
}

/** *Change* and *Go on*: an own case in the form. */
export async function editHat(deps: Deps, act: ActionAct): Promise<Reply> {
  await deps.people.find(act.workspaceId, act.userId);
  const own = await findOwn(deps.db, act, act.value);
  if (own === undefined) return tell(hatWords.gone);
  const view = hatForm(formOf(own));
  return act.place.at === 'modal' ? { reply: 'replace', view } : { reply: 'show', view };
}

/** *Drop these changes*: the form shows the case as it was saved. */
export async function dropChanges(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId, value } = act;
  if (!isId('ht', value)) return tell(hatWords.gone);
  await transact(deps.db, (tx) => dropTyped(tx, { workspaceId, authorId: userId, id: value }));
  return editHat(deps, act);
}

/** Keeps what is typed; no idempotency row, because keeping the same twice changes nothing. */
export async function typeHat(deps: Deps, act: ActionAct): Promise<Reply> {
  const form = act.place.at === 'modal' ? await readForm(deps.db, act, act.place) : undefined;
  if (form === undefined) return { reply: 'done' };
  await transact(deps.db, (tx) => keepForm(tx, act, form));
  return { reply: 'done' };
}

/** Other loops, or other readers: kept, and the form drawn with what that suggests or asks. */
export async function reshapeHat(deps: Deps, act: ActionAct): Promise<Reply> {
  const form = act.place.at === 'modal' ? await readForm(deps.db, act, act.place) : undefined;
  if (form === undefined) return tell(oldFormText);
  await transact(deps.db, (tx) => keepForm(tx, act, form));
  const { metadata, typed, before } = form;
  const teams = metadata.hasTeams === true ? await listChoices(deps.db, act) : undefined;
  const isSaved = before?.savedAt !== undefined;
  const drawn = { metadata, typed, isSaved, ...(teams === undefined ? {} : { teams }) };
  return { reply: 'replace', view: hatForm(drawn) };
}

/** *Save*: the case is kept for those whom its author chose, and nothing is posted anywhere. */
export async function submitHat(deps: Deps, act: SubmitAct): Promise<Reply> {
  const form = await readForm(deps.db, act, act);
  if (form === undefined) return tell(oldFormText);
  const team = await findTeam(deps.db, act.workspaceId, form.metadata.teamId);
  if (team === undefined) return tell(hatWords.noTeam);
  await warmPeople(deps, act, team);
  const full = await lookUpFull(deps, act, form.typed.readerIds);
  return once(deps, act, async (tx) => {
    await keepForm(tx, act, form);
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'write-case')) return tell(hatWords.notMember);
    const { typed, metadata } = form;
    const people = { isFull: (userId: string) => full.has(userId), authorId: act.userId };
    const errors = hatErrors(checkCase(typed, people));
    if (errors !== undefined) return { reply: 'fix', errors: atFields(errors, act.values) };
    const typedCase = { ...keyOf(act, metadata), typed };
    if (!(await saveCase(tx, typedCase, act.now))) return tell(hatWords.gone);
    const saved = await findCase(tx, act.workspaceId, typedCase.id);
    if (saved === undefined) return tell(hatWords.gone);
    return { reply: 'replace', view: keptView(saved, findHints(typed)) };
  });
}

interface ReadForm {
  metadata: HatMetadata;
  typed: HatTyped;
  before?: HatCase;
}

async function open(deps: Deps, act: Act, value: string): Promise<Reply> {
  const team = await findOwnTeam(deps, act, value);
  if ('reply' in team) return team;
  const cases = await listReadableCases(deps.db, act);
  const isOwnDraft = (one: HatCase) => one.authorId === act.userId && one.content === undefined;
  const draft = cases.find((one) => isOwnDraft(one) && one.teamId === team.team.id);
  if (draft !== undefined) return { reply: 'show', view: hatForm(formOf(draft)) };
  const teams = team.isChosen ? undefined : await listChoices(deps.db, act);
  const isAsking = teams !== undefined && teams.length > 1;
  const metadata: HatMetadata = {
    caseId: deps.newId('ht'),
    teamId: team.team.id,
    revision: 0,
    loops: [],
    ...(isAsking ? { hasTeams: true } : {}),
  };
  const form = { metadata, typed: emptyTyped, isSaved: false, ...(isAsking ? { teams } : {}) };
  return { reply: 'show', view: hatForm(form) };
}

/** The team that the button names, otherwise the person's own; whoever may not write there is told so before they do. */
async function findOwnTeam(
  deps: Deps,
  act: Act,
  value: string,
): Promise<{ team: Team; isChosen: boolean } | Reply> {
  const { workspaceId, userId } = act;
  await deps.people.find(workspaceId, userId);
  const named = await findTeamNamed(deps.db, workspaceId, value);
  if (named === undefined) {
    // The first question of a new team's member may find the cache empty: then Slack is asked.
    for (const team of await listTeams(deps.db, workspaceId)) {
      await deps.people.listMembers(workspaceId, team.channelId);
    }
  } else {
    await warmPeople(deps, act, named);
  }
  const [first] = await listTeamsOfPerson(deps.db, workspaceId, userId);
  const team = named ?? first;
  if (team === undefined) return tell(hatWords.noTeam);
  const standing = await findStanding(deps.db, { workspaceId, userId, teamId: team.id });
  return may(standing, 'write-case')
    ? { team, isChosen: named !== undefined }
    : tell(hatWords.notMember);
}

async function listChoices(db: Db, { workspaceId, userId }: Act) {
  return nameTeams(db, workspaceId, await listTeamsOfPerson(db, workspaceId, userId));
}

async function findOwn(db: Db, act: Act, value: string): Promise<HatCase | undefined> {
  if (!isId('ht', value)) return undefined;
  const found = await findCase(db, act.workspaceId, value);
  return found?.authorId === act.userId ? found : undefined;
}

function formOf(one: HatCase): HatForm {
  const typed = typedOf(one);
  return {
    metadata: { caseId: one.id, teamId: one.teamId, revision: 0, loops: typed.loops },
    typed,
    isSaved: one.savedAt !== undefined,
    isResumed: one.typed !== undefined,
  };
}

/** What stands in the form of a case: what was left in it, otherwise what was saved. */
function typedOf({ typed, content, visibility, readerIds }: HatCase): HatTyped {
  if (typed !== undefined) return typed;
  if (content === undefined) return emptyTyped;
  return { ...content, visibility, readerIds: [...readerIds] };
}

/** Reads the open form on top of what is known of its case; undefined when it is not ours, or somebody else's. */
async function readForm(
  db: Db,
  who: Pick<Act, 'workspaceId' | 'userId'>,
  sent: Pick<SubmitAct, 'metadata' | 'values'>,
): Promise<ReadForm | undefined> {
  const metadata = parseHatMetadata(sent.metadata);
  if (metadata === undefined) return undefined;
  const before = await findCase(db, who.workspaceId, metadata.caseId);
  if (before !== undefined && before.authorId !== who.userId) return undefined;
  const known = before === undefined ? emptyTyped : typedOf(before);
  const read = parseHat(sent.values, { metadata, before: known });
  return { ...read, ...(before === undefined ? {} : { before }) };
}

/** What comes after saving and says nothing else than what was saved leaves no unsaved changes behind. */
async function keepForm(tx: Tx, act: Act, form: ReadForm): Promise<void> {
  const now = await findCase(tx, act.workspaceId, form.metadata.caseId);
  const known = now === undefined ? emptyTyped : typedOf(now);
  if (JSON.stringify(sorted(known)) === JSON.stringify(sorted(form.typed))) return;
  await keepTyped(tx, { ...keyOf(act, form.metadata), typed: form.typed }, act.now);
}

function sorted(typed: HatTyped): [string, unknown][] {
  return Object.entries(typed).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function keyOf(act: Act, { caseId, teamId }: HatMetadata) {
  return { id: caseId, workspaceId: act.workspaceId, teamId, authorId: act.userId };
}

async function lookUpFull(
  deps: Deps,
  act: Act,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const full = new Set<string>();
  for (const userId of userIds) {
    const person = await deps.people.find(act.workspaceId, userId);
    if (person !== undefined && isFullMember(person)) full.add(userId);
  }
  return full;
}

/** An error at a field that is not drawn stands at the one that asks who may read. */
function atFields(
  errors: Record<string, string>,
  values: SubmitAct['values'],
): Record<string, string> {
  const { readers, ...others } = errors;
  if (readers === undefined || 'readers' in values) return errors;
  return { ...others, visibility: readers };
}
