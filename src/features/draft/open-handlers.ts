import { type DraftId, isId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type CommandAct,
  type Deps,
  type Reply,
  type ShortcutAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { withdrawAsked } from '../deviation/project.ts';
import { findOnePager } from '../onepager/store.ts';
import { findTeamNamed } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import {
  findStanding,
  findTeam,
  listTeams,
  type ResolvedTeam,
  resolveTeam,
} from '../team/store.ts';
import { drawStep, listTeamChoices, proposeStopOwner, readDesk, warmNamed } from './desk.ts';
import { type FormMetadata, metadataOf } from './form.ts';
import { type DraftLine, draftsView, draftWords, noDraftsView } from './messages.ts';
import { type Draft, type Step, startFields } from './rules.ts';
import { deleteDraft, findDraft, listDrafts, saveDraft } from './store.ts';
import { refuseEdit } from './submit.ts';

/** `/onepager`: go on with a draft, or start one. */
export function runOnePager(deps: Deps, act: CommandAct): Promise<Reply> {
  return beginIn(deps, act, act.channelId);
}

/** The global shortcut *Write a one-pager*: the same, from nowhere in particular. */
export function writeOnePager(deps: Deps, act: ShortcutAct): Promise<Reply> {
  return beginIn(deps, act, '');
}

async function beginIn(deps: Deps, act: Act, channelId: string): Promise<Reply> {
  const resolved = await findTeamFor(deps, act, channelId);
  if ('none' in resolved) return tell(draftWords.noTeam);
  const drafts = await listDrafts(deps.db, act.workspaceId, act.userId);
  if (drafts.length === 0) return openFresh(deps, act, resolved);
  const lines = await listLines(deps.db, drafts);
  const teamId = 'team' in resolved ? resolved.team.id : '';
  return { reply: 'show', view: draftsView(lines, teamId) };
}

/** *Start a new one*, *New one-pager* and *Write the first one-pager*; the value is a team's id or nothing. */
export async function startFresh(deps: Deps, act: ActionAct): Promise<Reply> {
  const team = await findTeamNamed(deps.db, act.workspaceId, act.value);
  const resolved = team === undefined ? await findTeamFor(deps, act, '') : { team };
  if ('none' in resolved) return tell(draftWords.noTeam);
  return inPlace(act, await openFresh(deps, act, resolved));
}

/** *Resume*: the draft where it was left. */
export async function resume(deps: Deps, act: ActionAct): Promise<Reply> {
  const draft = await findOwn(deps.db, act);
  if (draft === undefined) return tell(draftWords.goneDraft);
  if (draft.onepagerId !== undefined) return tellPublished(deps, act, draft);
  const team = await findTeam(deps.db, act.workspaceId, draft.teamId);
  if (team === undefined) return tell(draftWords.goneDraft);
  const { stopOwnerId } = draft.fields;
  await warmNamed(deps, act, { channelId: team.channelId, stopOwnerId });
  const desk = await readDesk(deps.db, { ...draft, ownerId: draft.userId }, act.now);
  if (desk === undefined) return tell(draftWords.goneOnePager);
  const view = drawStep(desk, { metadata: metadataOf(draft), fields: draft.fields });
  return inPlace(act, { reply: 'show', view });
}

/** *Throw away*: the draft is gone, the list shows what is left. */
export async function discard(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId } = act;
  if (!isId('dr', act.value)) return tell(draftWords.goneDraft);
  return once(deps, act, async (tx) => {
    const draft = await findOwn(tx, act);
    if (draft !== undefined) {
      const asked = { newId: deps.newId, workspaceId, draftId: draft.id, byUserId: userId };
      await withdrawAsked(tx, asked, act.now);
      await deleteDraft(tx, { workspaceId, userId, id: draft.id });
    }
    const rest = await listDrafts(tx, workspaceId, userId);
    const teamId = draft?.teamId ?? '';
    const view =
      rest.length === 0 ? noDraftsView(teamId) : draftsView(await listLines(tx, rest), teamId);
    return inPlace(act, { reply: 'show', view });
  });
}

/**
 * *Edit* on a card: the three steps around the running version, kept as a draft from the start. A button that is about one of
 * them opens there: `draft.edit:3` is the step of safety.
 */
export async function openEdit(deps: Deps, act: ActionAct): Promise<Reply> {
  const { workspaceId, userId, value } = act;
  const known = isId('op', value) ? await findOnePager(deps.db, workspaceId, value) : undefined;
  const team = known && (await findTeam(deps.db, workspaceId, known.teamId));
  if (known === undefined || team === undefined) {
    return tell(draftWords.goneOnePager);
  }
  const { stopOwnerId } = known.bet.fields;
  await warmNamed(deps, act, { channelId: team.channelId, stopOwnerId });
  return once(deps, act, async (tx) => {
    const running = (await findOnePager(tx, workspaceId, known.id)) ?? known;
    const refusal = await refuseEdit(tx, act, running);
    if (refusal !== undefined) return tell(refusal);
    const draft: Draft = {
      id: deps.newId('dr'),
      workspaceId,
      teamId: team.id,
      userId,
      step: stepNamed(act.variant),
      fields: running.bet.fields,
      editing: { onepagerId: running.id, version: running.version },
      updatedAt: act.now,
    };
    await saveDraft(tx, draft);
    return drawEdit(tx, act, draft);
  });
}

async function drawEdit(tx: Tx, act: ActionAct, draft: Draft): Promise<Reply> {
  const desk = await readDesk(tx, { ...draft, ownerId: draft.userId }, act.now);
  if (desk === undefined) return tell(draftWords.goneOnePager);
  const view = drawStep(desk, { metadata: metadataOf(draft), fields: draft.fields });
  return inPlace(act, { reply: 'show', view });
}

function stepNamed(variant: string): Step {
  return variant === '2' ? 2 : variant === '3' ? 3 : 1;
}

/** The team that is meant. The first question of a new team's member may find the cache empty: then Slack is asked. */
async function findTeamFor(deps: Deps, act: Act, channelId: string): Promise<ResolvedTeam> {
  const where = { workspaceId: act.workspaceId, channelId, userId: act.userId };
  const resolved = await resolveTeam(deps.db, where);
  if (!('none' in resolved)) return resolved;
  for (const team of await listTeams(deps.db, act.workspaceId)) {
    await deps.people.listMembers(act.workspaceId, team.channelId);
  }
  return resolveTeam(deps.db, where);
}

async function openFresh(
  deps: Deps,
  act: Act,
  resolved: { team: Team } | { choose: Team[] },
): Promise<Reply> {
  const team = 'team' in resolved ? resolved.team : resolved.choose[0];
  if (team === undefined) return tell(draftWords.noTeam);
  await warmNamed(deps, act, { channelId: team.channelId });
  const { db } = deps;
  const { workspaceId, userId } = act;
  const standing = await findStanding(db, { workspaceId, teamId: team.id, userId });
  if (!may(standing, 'write-onepager')) {
    return tell(draftWords.notMember(team.channelId));
  }
  const stopOwnerId = await proposeStopOwner(db, team, userId);
  const about = { workspaceId, teamId: team.id, ownerId: userId, fields: { stopOwnerId } };
  const desk = await readDesk(db, about, act.now);
  if (desk === undefined) return tell(draftWords.noTeam);
  const isAsking = 'choose' in resolved;
  const metadata: FormMetadata = {
    form: 1,
    draftId: deps.newId('dr'),
    teamId: team.id,
    step: 1,
    revision: 0,
    from: 'blank',
    ...(isAsking ? { hasTeams: true } : {}),
  };
  const fields = startFields({ ...desk, from: 'blank', stopOwnerId });
  const teams = isAsking ? await listTeamChoices(db, workspaceId, userId) : undefined;
  const view = drawStep(desk, { metadata, fields }, teams === undefined ? {} : { teams });
  return { reply: 'show', view };
}

/** A form that was asked for inside a modal takes that modal's place. */
function inPlace(act: ActionAct, reply: Reply): Reply {
  if (reply.reply !== 'show' || act.place.at !== 'modal') return reply;
  return { reply: 'replace', view: reply.view };
}

async function findOwn(db: Db, act: ActionAct): Promise<Draft | undefined> {
  if (!isId('dr', act.value)) return undefined;
  const id: DraftId = act.value;
  const draft = await findDraft(db, act.workspaceId, id);
  return draft?.userId === act.userId ? draft : undefined;
}

async function tellPublished(deps: Deps, act: Act, draft: Draft): Promise<Reply> {
  const { workspaceId } = act;
  const onepager = draft.onepagerId && (await findOnePager(deps.db, workspaceId, draft.onepagerId));
  const team = await findTeam(deps.db, workspaceId, draft.teamId);
  if (!onepager || team === undefined) return tell(draftWords.goneDraft);
  return tell(draftWords.published(onepager.number, team.channelId));
}

async function listLines(db: Db, drafts: readonly Draft[]): Promise<DraftLine[]> {
  const lines: DraftLine[] = [];
  for (const draft of drafts) {
    const edited =
      draft.editing && (await findOnePager(db, draft.workspaceId, draft.editing.onepagerId));
    lines.push({ draft, ...(edited === undefined ? {} : { edits: edited.number }) });
  }
  return lines;
}
