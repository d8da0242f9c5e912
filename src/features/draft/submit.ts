import type { Tx } from '../../platform/db/open.ts';
import { type Act, type Deps, type Reply, tell } from '../../platform/slack/feature.ts';
import { coAuthorsOf, isOnTheTable, type OnePager } from '../onepager/rules.ts';
import type { BetFields, Finding } from '../quality/rules.ts';
import { may } from '../team/rules.ts';
import { findStanding, listReadableTeams } from '../team/store.ts';
import { findConflict, saveAmendment } from './amend.ts';
import { drawStep } from './desk.ts';
import {
  draftWords,
  findingText,
  savedText,
  sayView,
  toMendText,
  tooLongText,
} from './messages.ts';
import { errorsAt, type OpenForm, redraw } from './open-draft.ts';
import { publishDraft } from './publish.ts';
import { blockingAt, type Check, checkDraft, firstBlockedStep, stepAfter } from './rules.ts';
import { deleteDraft, saveDraft } from './store.ts';
import { weighHabit } from './weigh-habit.ts';

/** What a submission is decided on. */
interface Sent {
  deps: Deps;
  act: Act;
  form: OpenForm;
}

/** One step was sent: the reasons at its fields, or the next step, or the end of the form. */
export async function submitStep(tx: Tx, sent: Sent): Promise<Reply> {
  const { metadata, parsed, draft, desk } = sent.form;
  const tooLong = Object.entries(parsed.tooLong);
  if (tooLong.length > 0) {
    return errorsAt(
      metadata,
      tooLong.map(([name, read]) => [name, tooLongText(read)]),
    );
  }
  const check = checkDraft(draft.fields, desk.question);
  const isShown = (finding: Finding) => finding.field !== 'owner' && finding.field in parsed.fields;
  const here = blockingAt(check, metadata.step).filter(isShown);
  if (here.length > 0) {
    return errorsAt(metadata, here.flatMap(toError));
  }
  if (metadata.step !== 3) {
    const step = stepAfter(metadata.step);
    await saveDraft(tx, { ...draft, step });
    return redraw(tx, sent.form, { metadata: { ...metadata, step }, fields: draft.fields });
  }
  if (check.blocking.length > 0) return goToMend(tx, sent.form, check);
  return metadata.editing === undefined ? publish(tx, sent, check) : saveEdit(tx, sent);
}

function toError(finding: Finding): (readonly [keyof BetFields, string])[] {
  return finding.field === 'owner' ? [] : [[finding.field, findingText(finding)]];
}

/** What blocks is on another step, or at a field that this step did not show: the form goes there and says so. */
async function goToMend(tx: Tx, form: OpenForm, check: Check): Promise<Reply> {
  const step = firstBlockedStep(check) ?? 3;
  await saveDraft(tx, { ...form.draft, step });
  return redraw(tx, form, {
    metadata: { ...form.metadata, step },
    fields: form.draft.fields,
    notice: toMendText(check.blocking),
  });
}

async function publish(tx: Tx, sent: Sent, check: Check): Promise<Reply> {
  const { deps, act, form } = sent;
  const { draft, desk } = form;
  const held = await weighHabit(tx, sent);
  if (held !== undefined) return held;
  const outcome = await publishDraft(tx, { deps, act, draft, desk, coaching: check.coaching });
  return 'unreadable' in outcome ? mendUnreadable(tx, form, outcome.unreadable) : outcome;
}

async function saveEdit(tx: Tx, sent: Sent): Promise<Reply> {
  const { deps, act, form } = sent;
  const { draft, desk, metadata } = form;
  const { running, team } = desk;
  if (running === undefined || metadata.editing === undefined) {
    return tell(draftWords.goneOnePager);
  }
  const refusal = await refuseEdit(tx, act, running);
  if (refusal !== undefined) return tell(refusal);
  const edit = {
    onepager: running,
    team,
    seenVersion: metadata.editing.version,
    typed: draft.fields,
    draftId: draft.id,
  };
  const conflict = await findConflict(tx, edit);
  if (conflict !== undefined) {
    const editing = { ...metadata.editing, version: running.version };
    await saveDraft(tx, { ...draft, fields: conflict.fields, editing });
    const view = drawStep(
      desk,
      {
        metadata: { ...metadata, editing, revision: metadata.revision + 1 },
        fields: conflict.fields,
      },
      { notice: conflict.text, submit: 'Save mine anyway' },
    );
    return { reply: 'replace', view };
  }
  const held = await weighHabit(tx, sent);
  if (held !== undefined) return held;
  const outcome = await saveAmendment(tx, { deps, act, edit });
  if ('unreadable' in outcome) return mendUnreadable(tx, form, outcome.unreadable);
  const { workspaceId, userId, id } = draft;
  await deleteDraft(tx, { workspaceId, userId, id });
  return { reply: 'replace', view: sayView('Saved', savedText(running, outcome.changes)) };
}

/** Why this person may not change this one-pager now, in a sentence; undefined when they may. */
export async function refuseEdit(
  tx: Tx,
  act: Act,
  onepager: OnePager,
): Promise<string | undefined> {
  const { workspaceId, userId } = act;
  const { teamId, ownerId } = onepager;
  const readable = await listReadableTeams(tx, workspaceId, userId);
  // A refusal names the one-pager, which is not for everybody's eyes.
  if (!readable.some(({ id }) => id === teamId)) return draftWords.goneOnePager;
  if (!isOnTheTable(onepager)) return draftWords.ended(onepager);
  if (onepager.state === 'frozen') return draftWords.frozen(onepager);
  const coAuthorIds = coAuthorsOf(onepager.bet);
  const standing = await findStanding(tx, { workspaceId, userId, teamId, ownerId, coAuthorIds });
  return may(standing, 'edit-onepager') ? undefined : draftWords.notYours(onepager);
}

/** A field passed the bar and still cannot be read: said in plain words at the place where it is asked. */
function mendUnreadable(tx: Tx, form: OpenForm, field: keyof BetFields): Promise<Reply> {
  const finding: Finding = {
    id: 'unreadable',
    level: 'block',
    field,
    why: 'This cannot be read yet.',
    example: '41% for a number, +10% for a rule, errors <= 0.1% for a limit.',
  };
  return goToMend(tx, form, { blocking: [finding], coaching: [] });
}
