import type { DeviationId, NewId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Deviation, DeviationDraft, Settlement } from './rules.ts';
import { listStatesBefore } from './rules.ts';
import { toDeviation } from './store-row.ts';

/** Writes a deviation down; it starts open. */
export async function insertDeviation(
  tx: Tx,
  newId: NewId,
  draft: DeviationDraft,
): Promise<Deviation> {
  const deviation: Deviation = {
    ...draft,
    id: newId('dv'),
    state: 'open',
    outcome: '',
    lesson: '',
  };
  await tx
    .insertInto('deviation')
    .values({
      id: deviation.id,
      workspace_id: draft.workspaceId,
      team_id: draft.teamId,
      onepager_id: draft.onepagerId ?? null,
      area: draft.area,
      deviation: draft.deviation,
      because: draft.because,
      benefit: draft.benefit,
      risk: draft.risk,
      is_reversible: draft.isReversible ? 1 : 0,
      by_user_id: draft.byUserId,
      at: toInstant(draft.at),
      state: 'open',
      settled_at: null,
      outcome: '',
      lesson: '',
    })
    .execute();
  return deviation;
}

/** What a deviation comes to. */
interface Settling {
  workspaceId: string;
  state: Settlement;
  outcome: string;
  lesson: string;
  at: Date;
}

/**
 * Settles the deviation that is attached to a one-pager and answers it as it is now; undefined when none is attached
 * that may still go there, so that deciding twice settles once.
 */
export async function settleDeviation(
  tx: Tx,
  settlement: Settling & { onepagerId: OnePagerId },
): Promise<Deviation | undefined> {
  const row = await updateSettled(tx, settlement)
    .where('onepager_id', '=', settlement.onepagerId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toDeviation(row);
}

/** The deviation attached to a one-pager that is not finally settled, if there is one. */
export async function findOpenDeviation(
  db: Db,
  workspaceId: string,
  onepagerId: OnePagerId,
): Promise<Deviation | undefined> {
  const row = await db
    .selectFrom('deviation')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('onepager_id', '=', onepagerId)
    .where('state', 'in', ['open', 'candidate'])
    .executeTakeFirst();
  return row === undefined ? undefined : toDeviation(row);
}

/** The deviation with this id, for ids that come from a button or a form. */
export async function findDeviation(
  db: Db,
  workspaceId: string,
  id: DeviationId,
): Promise<Deviation | undefined> {
  const row = await db
    .selectFrom('deviation')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toDeviation(row);
}

/**
 * Settles one deviation by its id and answers it as it is now; undefined when it may not go there any more, so that of two
 * people who settle at once one does.
 */
export async function settleDeviationById(
  tx: Tx,
  settlement: Settling & { id: DeviationId },
): Promise<Deviation | undefined> {
  const row = await updateSettled(tx, settlement)
    .where('id', '=', settlement.id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toDeviation(row);
}

/** A team's loose deviations written before an instant that are still open, oldest first: what a cycle's close asks about. */
export async function listLooseOpen(
  db: Db,
  question: { teamId: TeamId; before: Date },
): Promise<Deviation[]> {
  const rows = await db
    .selectFrom('deviation')
    .selectAll()
    .where('team_id', '=', question.teamId)
    .where('onepager_id', 'is', null)
    .where('state', '=', 'open')
    .where('at', '<', toInstant(question.before))
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(toDeviation);
}

/** A team's deviations written with `from <= at < to`, oldest first. */
export async function listDeviations(
  db: Db,
  question: { teamId: TeamId; from?: Date; to?: Date },
): Promise<Deviation[]> {
  let query = db.selectFrom('deviation').selectAll().where('team_id', '=', question.teamId);
  if (question.from !== undefined) query = query.where('at', '>=', toInstant(question.from));
  if (question.to !== undefined) query = query.where('at', '<', toInstant(question.to));
  return (await query.orderBy('at').orderBy('id').execute()).map(toDeviation);
}

/** A team's deviations settled with `from <= settled_at < to`, oldest first. */
export async function listSettledDeviations(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<Deviation[]> {
  const rows = await db
    .selectFrom('deviation')
    .selectAll()
    .where('team_id', '=', question.teamId)
    .where('settled_at', '>=', toInstant(question.from))
    .where('settled_at', '<', toInstant(question.to))
    .orderBy('settled_at')
    .orderBy('id')
    .execute();
  return rows.map(toDeviation);
}

/** A write that changes only what may still go there. */
function updateSettled(tx: Tx, { workspaceId, state, outcome, lesson, at }: Settling) {
  return tx
    .updateTable('deviation')
    .set({ state, outcome, lesson, settled_at: toInstant(at) })
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', listStatesBefore(state));
}
