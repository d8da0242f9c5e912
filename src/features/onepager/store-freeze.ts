import type { Selectable } from 'kysely';
import type { DecisionId, FreezeId, OnePagerId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Freeze } from './freeze-rules.ts';

/** Keeps a freeze; false when the one-pager is frozen already. */
export async function insertFreeze(
  tx: Tx,
  freeze: Omit<Freeze, 'openedAt' | 'saidOn' | 'ended'>,
): Promise<boolean> {
  const result = await tx
    .insertInto('onepager_freeze')
    .values({
      id: freeze.id,
      workspace_id: freeze.workspaceId,
      team_id: freeze.teamId,
      onepager_id: freeze.onepagerId,
      by_user_id: freeze.byUserId,
      reason: freeze.reason,
      at: toInstant(freeze.at),
      review_at: toInstant(freeze.reviewAt),
      minutes: freeze.minutes,
      opened_at: null,
      said_on: null,
      ended_at: null,
      decision_id: null,
    })
    .onConflict((conflict) =>
      conflict.column('onepager_id').where('ended_at', 'is', null).doNothing(),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The freeze with this id, or undefined when the workspace has none. */
export async function findFreeze(
  db: Db,
  workspaceId: string,
  id: FreezeId,
): Promise<Freeze | undefined> {
  const row = await db
    .selectFrom('onepager_freeze')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toFreeze(row);
}

/** The freeze that one of these decisions ended, or undefined when none did. */
export async function findFreezeEndedBy(
  db: Db,
  workspaceId: string,
  decisionIds: readonly DecisionId[],
): Promise<Freeze | undefined> {
  const row = await db
    .selectFrom('onepager_freeze')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('decision_id', 'in', decisionIds)
    .executeTakeFirst();
  return row === undefined ? undefined : toFreeze(row);
}

/** When the freezes of a one-pager ended, and by which decision, the newest in front. */
export async function listFreezeEnds(
  db: Db,
  workspaceId: string,
  onepagerId: OnePagerId,
): Promise<NonNullable<Freeze['ended']>[]> {
  const rows = await db
    .selectFrom('onepager_freeze')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('onepager_id', '=', onepagerId)
    .where('ended_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.flatMap((row) => toFreeze(row).ended ?? []);
}

const openFreezeOf = prepared<{ workspaceId: string; onepagerId: OnePagerId }>()((db, at) =>
  db
    .selectFrom('onepager_freeze')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('onepager_id', '=', at('onepagerId'))
    .where('ended_at', 'is', null),
);

/** The freeze that a one-pager is under now. */
export async function findOpenFreeze(
  db: Db,
  workspaceId: string,
  onepagerId: OnePagerId,
): Promise<Freeze | undefined> {
  const [row] = await openFreezeOf(db, { workspaceId, onepagerId });
  return row === undefined ? undefined : toFreeze(row);
}

const openFreezesOf = prepared<{ teamId: TeamId }>()((db, at) =>
  db
    .selectFrom('onepager_freeze')
    .selectAll()
    .where('team_id', '=', at('teamId'))
    .where('ended_at', 'is', null)
    .orderBy('review_at')
    .orderBy('id'),
);

/** Every freeze of a team that lasts, the earliest evidence review in front. */
export async function listOpenFreezes(db: Db, teamId: TeamId): Promise<Freeze[]> {
  const rows = await openFreezesOf(db, { teamId });
  return rows.map(toFreeze);
}

/** The freezes of all teams of a workspace that have not ended, in the order of their evidence reviews. */
export async function listAllOpenFreezes(db: Db, workspaceId: string): Promise<Freeze[]> {
  const rows = await db
    .selectFrom('onepager_freeze')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .orderBy('review_at')
    .orderBy('id')
    .execute();
  return rows.map(toFreeze);
}

/** A team's freezes that began with `from <= at < to`, oldest first. */
export async function listFreezes(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<Freeze[]> {
  const rows = await db
    .selectFrom('onepager_freeze')
    .selectAll()
    .where('team_id', '=', question.teamId)
    .where('at', '>=', toInstant(question.from))
    .where('at', '<', toInstant(question.to))
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(toFreeze);
}

/** Gives an evidence review another time; false when it has begun or the freeze is over. */
export async function moveEvidenceReview(tx: Tx, id: FreezeId, at: Date): Promise<boolean> {
  const result = await updateOpen(tx, id)
    .set({ review_at: toInstant(at) })
    .where('opened_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Opens an evidence review; false when another process was first or the freeze is over. */
export async function openEvidenceReview(tx: Tx, id: FreezeId, at: Date): Promise<boolean> {
  const result = await updateOpen(tx, id)
    .set({ opened_at: toInstant(at) })
    .where('opened_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Keeps that a freeze was said to be overdue on a day; false when it was said on it before, or is over. */
export async function keepSaid(tx: Tx, id: FreezeId, on: LocalDate): Promise<boolean> {
  const result = await updateOpen(tx, id)
    .set({ said_on: on })
    .where((eb) => eb.or([eb('said_on', 'is', null), eb('said_on', '<', on)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Ends a freeze with its decision; false when it is over already. */
export async function endFreeze(
  tx: Tx,
  id: FreezeId,
  ended: { at: Date; decisionId: DecisionId },
): Promise<boolean> {
  const result = await updateOpen(tx, id)
    .set({ ended_at: toInstant(ended.at), decision_id: ended.decisionId })
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function updateOpen(tx: Tx, id: FreezeId) {
  return tx.updateTable('onepager_freeze').where('id', '=', id).where('ended_at', 'is', null);
}

function toFreeze(row: Selectable<Tables['onepager_freeze']>): Freeze {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    onepagerId: row.onepager_id,
    byUserId: row.by_user_id,
    reason: row.reason,
    at: fromInstant(row.at),
    reviewAt: fromInstant(row.review_at),
    minutes: row.minutes,
    ...(row.opened_at === null ? {} : { openedAt: fromInstant(row.opened_at) }),
    ...(row.said_on === null ? {} : { saidOn: row.said_on }),
    ...(row.ended_at === null || row.decision_id === null
      ? {}
      : { ended: { at: fromInstant(row.ended_at), decisionId: row.decision_id } }),
  };
}
