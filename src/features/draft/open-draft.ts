import { invariant } from '../../lib/invariant.ts';
import type { Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type Deps,
  type FormValues,
  type Reply,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { blockIdOf } from '../onepager/field-rules.ts';
import { findOnePager } from '../onepager/store.ts';
import type { BetFields } from '../quality/rules.ts';
import { warmRole } from '../team/access.ts';
import { may } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import {
  type Desk,
  drawStep,
  listTeamChoices,
  proposeStopOwner,
  readDesk,
  warmNamed,
} from './desk.ts';
import { type FormMetadata, type ParsedStep, parseStep, readFormMetadata } from './form.ts';
import { draftWords } from './messages.ts';
import { type Draft, startFields } from './rules.ts';
import { findDraft, saveDraft } from './store.ts';

/** A form that a person is in: what it was drawn from, what stands in it, what it is about. */
export interface OpenForm {
  metadata: FormMetadata;
  parsed: ParsedStep;
  /** Saved already, with what stands in the form. */
  draft: Draft;
  desk: Desk;
}

/** What is done in an open form, inside its transaction. */
export type FormWork = (tx: Tx, form: OpenForm) => Promise<Reply>;

/** Reads the form, saves what stands in it, and only then does what was asked. */
export async function withForm(
  deps: Deps,
  sent: { act: Act; metadata: string; values: FormValues },
  work: FormWork,
): Promise<Reply> {
  const { act } = sent;
  const metadata = readFormMetadata(sent.metadata);
  if (metadata === undefined) return tell(draftWords.oldForm);
  const parsed = parseStep(sent.values, metadata.step);
  const team = await findTeam(deps.db, act.workspaceId, teamIdOf(metadata, parsed));
  if (team === undefined) return tell(draftWords.goneDraft);
  const { stopOwnerId } = parsed.fields;
  await warmNamed(deps, act, {
    channelId: team.channelId,
    ...(stopOwnerId === undefined ? {} : { stopOwnerId }),
  });
  // The last step may have to ask the team's approvers, who need not be in its channel.
  if (metadata.step === 3) await warmRole(deps, act, { role: 'approver', team, asked: [] });
  return once(deps, act, async (tx) => {
    const published = await findPublished(tx, act, metadata);
    if (published !== undefined) {
      return tell(draftWords.published(published, team.channelId));
    }
    const draft = await keepForm(tx, { act, metadata, parsed });
    const standing = await findStanding(tx, { ...act, teamId: team.id });
    if (!may(standing, 'write-onepager')) {
      return tell(draftWords.notMember(team.channelId));
    }
    const about = { ...draft, ownerId: draft.userId };
    const desk = await readDesk(tx, about, act.now);
    if (desk === undefined) return tell(draftWords.goneOnePager);
    return work(tx, { metadata, parsed, draft, desk });
  });
}

async function findPublished(
  tx: Tx,
  act: Act,
  metadata: FormMetadata,
): Promise<number | undefined> {
  const saved = await findDraft(tx, act.workspaceId, metadata.draftId);
  if (saved?.onepagerId === undefined) return undefined;
  return (await findOnePager(tx, act.workspaceId, saved.onepagerId))?.number;
}

/** Puts what stands in the form over what was saved of the draft, or over what the form started from. */
export async function keepForm(
  tx: Tx,
  what: { act: Act; metadata: FormMetadata; parsed: ParsedStep },
): Promise<Draft> {
  const { act, metadata, parsed } = what;
  const saved = await findDraft(tx, act.workspaceId, metadata.draftId);
  const draft: Draft = {
    id: metadata.draftId,
    workspaceId: act.workspaceId,
    teamId: teamIdOf(metadata, parsed),
    userId: saved?.userId ?? act.userId,
    step: metadata.step,
    fields: { ...(saved?.fields ?? (await readStart(tx, act, metadata))), ...parsed.fields },
    updatedAt: act.now,
    ...(metadata.editing === undefined ? {} : { editing: metadata.editing }),
    ...(saved?.following === undefined ? {} : { following: saved.following }),
  };
  await saveDraft(tx, draft);
  return draft;
}

async function readStart(tx: Tx, act: Act, metadata: FormMetadata): Promise<BetFields> {
  const { workspaceId, userId } = act;
  const { editing, teamId } = metadata;
  if (editing !== undefined) {
    const running = await findOnePager(tx, workspaceId, editing.onepagerId);
    if (running !== undefined) return running.bet.fields;
  }
  const fields = { stopOwnerId: '' };
  const desk = await readDesk(tx, { workspaceId, teamId, ownerId: userId, fields }, act.now);
  invariant(desk !== undefined, `no team ${teamId}`);
  return startFields({
    ...desk,
    from: metadata.from,
    stopOwnerId: await proposeStopOwner(tx, desk.team, userId),
  });
}

/** Fields changed by us: saved, and drawn under new block ids, because Slack keeps typed values under old ones. */
export async function refill(
  tx: Tx,
  form: OpenForm,
  change: { fields: BetFields; wayOut?: 'spike' | 'slice'; notice?: string },
): Promise<Reply> {
  const { fields, wayOut, notice } = change;
  await saveDraft(tx, { ...form.draft, fields });
  const metadata = {
    ...form.metadata,
    revision: form.metadata.revision + 1,
    ...(wayOut === undefined ? {} : { wayOut }),
  };
  return redraw(tx, form, { metadata, fields, ...(notice === undefined ? {} : { notice }) });
}

/** The form as it is now, in place of the one that is open. */
export async function redraw(
  tx: Tx,
  form: OpenForm,
  drawn: { metadata: FormMetadata; fields: BetFields; notice?: string; submit?: string },
): Promise<Reply> {
  const { draft, desk } = form;
  const isAsking = drawn.metadata.step === 1 && drawn.metadata.hasTeams === true;
  const teams = isAsking ? await listTeamChoices(tx, draft.workspaceId, draft.userId) : undefined;
  const { fields, notice, submit } = drawn;
  const metadata = { ...drawn.metadata, teamId: draft.teamId };
  const extra = {
    ...(teams === undefined ? {} : { teams }),
    ...(notice === undefined ? {} : { notice }),
    ...(submit === undefined ? {} : { submit }),
  };
  return { reply: 'replace', view: drawStep(desk, { metadata, fields }, extra) };
}

function teamIdOf(metadata: FormMetadata, parsed: ParsedStep): FormMetadata['teamId'] {
  return metadata.hasTeams === true ? (parsed.teamId ?? metadata.teamId) : metadata.teamId;
}

/** Errors at the fields of a form, by block id. */
export function errorsAt(
  metadata: FormMetadata,
  errors: readonly (readonly [string, string])[],
): Reply {
  return {
    reply: 'fix',
    errors: Object.fromEntries(
      // The first sentence about a field is the one that is shown.
      errors.toReversed().map(([name, text]) => [blockIdOf(name, metadata.revision), text]),
    ),
  };
}
