import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { ApprovalId, DeviationId, DraftId, NewId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Approval, ApprovalDraft } from './approval-rules.ts';

/** Writes a request down; it starts waiting. */
export async function insertApproval(
  tx: Tx,
  newId: NewId,
  draft: ApprovalDraft,
): Promise<Approval> {
  const id = newId('ap');
  await tx
    .insertInto('approval')
    .values({
      id,
      workspace_id: draft.workspaceId,
      team_id: draft.teamId,
      draft_id: draft.draftId ?? null,
      protects: draft.protects,
      area: draft.area,
      deviation: draft.deviation,
      because: draft.because,
      benefit: draft.benefit,
      risk: draft.risk,
      is_reversible: draft.isReversible ? 1 : 0,
      asked_by: draft.askedBy,
      asked_at: toInstant(draft.askedAt),
      asked_of: JSON.stringify(draft.askedOf),
      state: 'waiting',
      answered_by: null,
      answered_at: null,
      reason: '',
      deviation_id: null,
    })
    .execute();
  return { ...draft, id, state: 'waiting', reason: '' };
}

/** The request with this id, or undefined when the workspace has none. */
export async function findApproval(
  db: Db,
  workspaceId: string,
  id: ApprovalId,
): Promise<Approval | undefined> {
  const row = await db
    .selectFrom('approval')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toApproval(row);
}

/** Ends a request; false when it was ended before, by this or another process, and then nothing changes. */
export async function endApproval(
  tx: Tx,
  end: {
    workspaceId: string;
    id: ApprovalId;
    state: 'approved' | 'refused' | 'withdrawn';
    byUserId: string;
    reason: string;
  },
  at: Date,
): Promise<boolean> {
  const result = await tx
    .updateTable('approval')
    .set({
      state: end.state,
      answered_by: end.byUserId,
      answered_at: toInstant(at),
      reason: end.reason,
    })
    .where('workspace_id', '=', end.workspaceId)
    .where('id', '=', end.id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Remembers what an approved request became. */
export async function linkApproval(
  tx: Tx,
  link: { workspaceId: string; id: ApprovalId; deviationId: DeviationId },
): Promise<void> {
  await tx
    .updateTable('approval')
    .set({ deviation_id: link.deviationId })
    .where('workspace_id', '=', link.workspaceId)
    .where('id', '=', link.id)
    .where('state', '=', 'approved')
    .execute();
}

/** A team's requests, oldest first; only those that still wait when `isWaiting`. */
export async function listApprovals(
  db: Db,
  question: { teamId: TeamId; isWaiting?: boolean },
): Promise<Approval[]> {
  let query = db.selectFrom('approval').selectAll().where('team_id', '=', question.teamId);
  if (question.isWaiting === true) query = query.where('state', '=', 'waiting');
  return (await query.orderBy('asked_at').orderBy('id').execute()).map(toApproval);
}

/** The requests of a workspace that still wait, oldest first. */
export async function listWaitingApprovals(db: Db, workspaceId: string): Promise<Approval[]> {
  const rows = await db
    .selectFrom('approval')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'waiting')
    .orderBy('asked_at')
    .orderBy('id')
    .execute();
  return rows.map(toApproval);
}

/** The requests for the one-pager of a draft, oldest first. */
export async function listDraftApprovals(
  db: Db,
  draft: { workspaceId: string; draftId: DraftId },
): Promise<Approval[]> {
  const rows = await db
    .selectFrom('approval')
    .selectAll()
    .where('workspace_id', '=', draft.workspaceId)
    .where('draft_id', '=', draft.draftId)
    .orderBy('asked_at')
    .orderBy('id')
    .execute();
  return rows.map(toApproval);
}

const asked = z.array(z.string());

function toApproval(row: Selectable<Tables['approval']>): Approval {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    protects: row.protects,
    area: row.area,
    deviation: row.deviation,
    because: row.because,
    benefit: row.benefit,
    risk: row.risk,
    isReversible: row.is_reversible === 1,
    askedBy: row.asked_by,
    askedAt: fromInstant(row.asked_at),
    askedOf: asked.parse(JSON.parse(row.asked_of)),
    state: row.state,
    reason: row.reason,
    ...(row.draft_id === null ? {} : { draftId: row.draft_id }),
    ...(row.answered_by === null ? {} : { answeredBy: row.answered_by }),
    ...(row.answered_at === null ? {} : { answeredAt: fromInstant(row.answered_at) }),
    ...(row.deviation_id === null ? {} : { deviationId: row.deviation_id }),
  };
}
