import type { Tx } from '../../platform/db/open.ts';
import { transact } from '../../platform/db/transact.ts';
import {
  type ActionAct,
  type CloseAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { describeAmendment } from '../onepager/amendment-rules.ts';
import { findOnePager } from '../onepager/store.ts';
import { findLens, pickPair } from '../scene/lens-rules.ts';
import { readDesk } from './desk.ts';
import { parseStep, readFormMetadata } from './form.ts';
import { draftWords, keptText, pairKeptText } from './messages.ts';
import { type FormWork, keepForm, redraw, refill, withForm } from './open-draft.ts';
import {
  type Draft,
  isTouched,
  shortenGate,
  startFields,
  stepBefore,
  takeWayOut,
} from './rules.ts';
import { deleteDraft, findDraft, saveDraft } from './store.ts';
import { submitStep } from './submit.ts';

/** *Next*, *Publish* and *Save*. */
export async function submitForm(deps: Deps, act: SubmitAct): Promise<Reply> {
  return withForm(deps, { act, metadata: act.metadata, values: act.values }, (tx, form) =>
    submitStep(tx, { deps, act, form }),
  );
}

/** *Back*: one step, with nothing checked. */
export async function goBack(deps: Deps, act: ActionAct): Promise<Reply> {
  return inModal(deps, act, async (tx, form) => {
    const step = stepBefore(form.metadata.step);
    await saveDraft(tx, { ...form.draft, step });
    return redraw(tx, form, { metadata: { ...form.metadata, step }, fields: form.draft.fields });
  });
}

/** A menu whose choice changes what else is asked: the same step, drawn anew around what was typed. */
export async function changeChoice(deps: Deps, act: ActionAct): Promise<Reply> {
  return inModal(deps, act, (tx, form) => {
    const { wayOut, ...metadata } = form.metadata;
    const isAsked = form.draft.fields.isReversible === '' && wayOut !== undefined;
    return redraw(tx, form, {
      metadata: isAsked ? form.metadata : metadata,
      fields: form.draft.fields,
    });
  });
}

/** *Gate within 14 days instead*: a bet becomes a probe. */
export async function shorten(deps: Deps, act: ActionAct): Promise<Reply> {
  return inModal(deps, act, (tx, form) =>
    refill(tx, form, { fields: shortenGate(form.draft.fields, form.desk) }),
  );
}

/** *Make it a spike* and *Find a reversible slice*. */
export async function chooseWayOut(deps: Deps, act: ActionAct): Promise<Reply> {
  return inModal(deps, act, (tx, form) => {
    const wayOut = act.variant === 'spike' ? 'spike' : 'slice';
    return refill(tx, form, { fields: takeWayOut(form.draft.fields, wayOut), wayOut });
  });
}

/** *Start from*: fills the form anew; what a person had typed stays behind as a draft of its own. */
export async function startFrom(deps: Deps, act: ActionAct): Promise<Reply> {
  return inModal(deps, act, async (tx, form) => {
    const { draft, desk, metadata } = form;
    const { stopOwnerId } = draft.fields;
    const from = act.value.slice(0, 20);
    const fields = startFields({ ...desk, from, stopOwnerId });
    const isKept = isTouched(draft.fields, desk);
    const fresh = isKept ? { ...draft, id: deps.newId('dr'), fields } : { ...draft, fields };
    await saveDraft(tx, fresh);
    const revision = metadata.revision + 1;
    const drawn = { metadata: { ...metadata, draftId: fresh.id, from, revision }, fields };
    const moved = { ...form, draft: fresh };
    return redraw(tx, moved, isKept ? { ...drawn, notice: keptText } : drawn);
  });
}

/** *Pairs that fit each other*: fills the two names, and says which of the person's own it left alone. */
export async function choosePair(deps: Deps, act: ActionAct): Promise<Reply> {
  return inModal(deps, act, async (tx, form) => {
    const lens = findLens(act.value);
    if (lens === undefined) return { reply: 'done' };
    const { fields, kept } = pickPair(form.draft.fields, lens);
    const notice = kept.length === 0 ? {} : { notice: pairKeptText(kept) };
    return refill(tx, form, { fields, ...notice });
  });
}

/**
 * Saves while a person types. No idempotency row: saving the same twice changes nothing. What comes late, from a step
 * that was left meanwhile, is older than what is saved and is passed over.
 */
export async function saveTyping(deps: Deps, act: ActionAct): Promise<Reply> {
  if (act.place.at !== 'modal') return { reply: 'done' };
  const metadata = readFormMetadata(act.place.metadata);
  if (metadata === undefined) return { reply: 'done' };
  const parsed = parseStep(act.place.values, metadata.step);
  return transact(deps.db, async (tx) => {
    const saved = await findDraft(tx, act.workspaceId, metadata.draftId);
    const isLate =
      saved === undefined
        ? metadata.editing !== undefined
        : saved.step !== metadata.step || saved.onepagerId !== undefined;
    if (!isLate) await keepForm(tx, { act, metadata, parsed });
    return { reply: 'done' };
  });
}

/** The form was closed: the draft stays, unless nothing of the person's own is in it. */
export async function closeForm(deps: Deps, act: CloseAct): Promise<Reply> {
  const metadata = readFormMetadata(act.metadata);
  if (metadata === undefined) return { reply: 'done' };
  return transact(deps.db, async (tx) => {
    const { workspaceId } = act;
    const draft = await findDraft(tx, workspaceId, metadata.draftId);
    if (draft === undefined || draft.onepagerId !== undefined) return { reply: 'done' };
    if (!(await isOwnWords(tx, draft, act.now))) {
      await deleteDraft(tx, { workspaceId, userId: draft.userId, id: draft.id });
    }
    return { reply: 'done' };
  });
}

async function isOwnWords(tx: Tx, draft: Draft, now: Date): Promise<boolean> {
  const { workspaceId, teamId, userId: ownerId, fields } = draft;
  if (draft.editing !== undefined) {
    const running = await findOnePager(tx, workspaceId, draft.editing.onepagerId);
    return running === undefined || describeAmendment(running.bet.fields, fields).length > 0;
  }
  const desk = await readDesk(tx, { workspaceId, teamId, ownerId, fields }, now);
  return desk === undefined || isTouched(fields, desk);
}

function inModal(deps: Deps, act: ActionAct, work: FormWork): Promise<Reply> {
  const { place } = act;
  if (place.at !== 'modal') return Promise.resolve(tell(draftWords.oldForm));
  return withForm(deps, { act, metadata: place.metadata, values: place.values }, work);
}
