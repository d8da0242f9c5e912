import type { Selectable } from 'kysely';
import { z } from 'zod';
import { type DraftId, isId, type OnePagerId, type TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { toFields } from '../onepager/rules.ts';
import type { Draft, Step } from './rules.ts';

/** The draft, published or not, for ids that come from a form or a button. */
export async function findDraft(
  db: Db,
  workspaceId: string,
  id: DraftId,
): Promise<Draft | undefined> {
  const row = await db
    .selectFrom('draft')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toDraft(row);
}

/** A person's drafts that are not published yet, the newest first. */
export async function listDrafts(db: Db, workspaceId: string, userId: string): Promise<Draft[]> {
  const rows = await db
    .selectFrom('draft')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .where('onepager_id', 'is', null)
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(toDraft);
}

/** Keeps a draft as it stands; one that is published already is left alone. */
export async function saveDraft(tx: Tx, draft: Draft): Promise<void> {
  const columns = {
    team_id: draft.teamId,
    step: draft.step,
    fields: JSON.stringify({
      fields: draft.fields,
      ...(draft.editing === undefined ? {} : { editing: draft.editing }),
      ...(draft.following === undefined ? {} : { following: draft.following }),
    }),
    updated_at: toInstant(draft.updatedAt),
  };
  await tx
    .insertInto('draft')
    .values({
      id: draft.id,
      workspace_id: draft.workspaceId,
      user_id: draft.userId,
      onepager_id: null,
      ...columns,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(columns).where('draft.onepager_id', 'is', null),
    )
    .execute();
}

/** Marks a draft as published; the unique index lets one draft become one one-pager, once. */
export async function savePublished(tx: Tx, id: DraftId, onepagerId: OnePagerId): Promise<void> {
  await tx.updateTable('draft').set({ onepager_id: onepagerId }).where('id', '=', id).execute();
}

/** Throws away an unpublished draft of this person; false when there is none (any more). */
export async function deleteDraft(
  tx: Tx,
  draft: { workspaceId: string; userId: string; id: DraftId },
): Promise<boolean> {
  const result = await tx
    .deleteFrom('draft')
    .where('workspace_id', '=', draft.workspaceId)
    .where('user_id', '=', draft.userId)
    .where('id', '=', draft.id)
    .where('onepager_id', 'is', null)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

const onepagerId = z.custom<OnePagerId>((value) => typeof value === 'string' && isId('op', value));

const contentSchema = z.object({
  fields: z.record(z.string(), z.string()).transform(toFields),
  editing: z.object({ onepagerId, version: z.number().int() }).exactOptional(),
  following: z.object({ onepagerId, segment: z.string() }).exactOptional(),
});

function toDraft(row: Selectable<Tables['draft']>): Draft {
  const { fields, editing, following } = contentSchema.parse(JSON.parse(row.fields));
  const teamId: TeamId = row.team_id;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId,
    userId: row.user_id,
    step: toStep(row.step),
    fields,
    updatedAt: fromInstant(row.updated_at),
    ...(editing === undefined ? {} : { editing }),
    ...(following === undefined ? {} : { following }),
    ...(row.onepager_id === null ? {} : { onepagerId: row.onepager_id }),
  };
}

function toStep(step: number): Step {
  if (step === 2 || step === 3) return step;
  return 1;
}
