import type { Selectable } from 'kysely';
import type { DecisionId, NewId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { DefaultDraft, Deviation, DeviationDraft, FloorDefault, Settlement } from './rules.ts';
import { listStatesBefore } from './rules.ts';

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

/**
 * Settles the deviation that is attached to a one-pager and answers it as it is now; undefined when none is attached
 * that may still go there, so that deciding twice settles once.
 */
export async function settleDeviation(
  tx: Tx,
  settlement: {
    workspaceId: string;
    onepagerId: OnePagerId;
    state: Settlement;
    outcome: string;
    lesson: string;
    at: Date;
  },
): Promise<Deviation | undefined> {
  const row = await tx
    .updateTable('deviation')
    .set({
      state: settlement.state,
      outcome: settlement.outcome,
      lesson: settlement.lesson,
      settled_at: toInstant(settlement.at),
    })
    .where('workspace_id', '=', settlement.workspaceId)
    .where('onepager_id', '=', settlement.onepagerId)
    .where('state', 'in', listStatesBefore(settlement.state))
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

/** Adds a line to the team's floor. */
export async function insertDefault(
  tx: Tx,
  newId: NewId,
  draft: DefaultDraft,
): Promise<FloorDefault> {
  const id = newId('df');
  await tx
    .insertInto('floor_default')
    .values({
      id,
      workspace_id: draft.workspaceId,
      team_id: draft.teamId,
      area: draft.area,
      statement: draft.statement,
      segment: draft.segment,
      since_at: toInstant(draft.sinceAt),
      deviation_id: draft.deviationId ?? null,
      decision_id: draft.decisionId ?? null,
      retired_at: null,
    })
    .execute();
  return { ...draft, id };
}

/** Takes the lines that these decisions wrote off the floor; they stay on record as no longer held. */
export async function retireDefaults(
  tx: Tx,
  what: { workspaceId: string; decisionIds: readonly DecisionId[]; at: Date },
): Promise<void> {
  if (what.decisionIds.length === 0) return;
  await tx
    .updateTable('floor_default')
    .set({ retired_at: toInstant(what.at) })
    .where('workspace_id', '=', what.workspaceId)
    .where('decision_id', 'in', [...what.decisionIds])
    .where('retired_at', 'is', null)
    .execute();
}

/** The team's floor as it stands, oldest line first. */
export async function listDefaults(db: Db, teamId: TeamId): Promise<FloorDefault[]> {
  const rows = await db
    .selectFrom('floor_default')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('retired_at', 'is', null)
    .orderBy('since_at')
    .orderBy('id')
    .execute();
  return rows.map(toDefault);
}

/** The lines of the floor that came or went with `from <= since_at or retired_at < to`, oldest first. */
export async function listDefaultsChanged(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<FloorDefault[]> {
  const from = toInstant(question.from);
  const to = toInstant(question.to);
  const rows = await db
    .selectFrom('floor_default')
    .selectAll()
    .where('team_id', '=', question.teamId)
    .where((e) =>
      e.or([
        e.and([e('since_at', '>=', from), e('since_at', '<', to)]),
        e.and([e('retired_at', '>=', from), e('retired_at', '<', to)]),
      ]),
    )
    .orderBy('since_at')
    .orderBy('id')
    .execute();
  return rows.map(toDefault);
}

function toDeviation(row: Selectable<Tables['deviation']>): Deviation {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    area: row.area,
    deviation: row.deviation,
    because: row.because,
    benefit: row.benefit,
    risk: row.risk,
    isReversible: row.is_reversible === 1,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
    state: row.state,
    outcome: row.outcome,
    lesson: row.lesson,
    ...(row.onepager_id === null ? {} : { onepagerId: row.onepager_id }),
    ...(row.settled_at === null ? {} : { settledAt: fromInstant(row.settled_at) }),
  };
}

function toDefault(row: Selectable<Tables['floor_default']>): FloorDefault {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    area: row.area,
    statement: row.statement,
    segment: row.segment,
    sinceAt: fromInstant(row.since_at),
    ...(row.deviation_id === null ? {} : { deviationId: row.deviation_id }),
    ...(row.decision_id === null ? {} : { decisionId: row.decision_id }),
    ...(row.retired_at === null ? {} : { retiredAt: fromInstant(row.retired_at) }),
  };
}
