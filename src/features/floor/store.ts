import type { Selectable } from 'kysely';
import type { DecisionId, DefaultId, NewId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { DefaultDraft, FloorChange, FloorChangeKind, FloorDefault } from './rules.ts';

/** Adds a line to the team's floor, and to its change log with the reason. */
export async function insertDefault(
  tx: Tx,
  newId: NewId,
  draft: DefaultDraft & { why?: string },
): Promise<FloorDefault> {
  const id = newId('df');
  const { isCandidate, why, ...line } = draft;
  const isProven = isCandidate !== true;
  await tx
    .insertInto('floor_default')
    .values({
      id,
      workspace_id: line.workspaceId,
      team_id: line.teamId,
      area: line.area,
      statement: line.statement,
      segment: line.segment,
      since_at: toInstant(line.sinceAt),
      deviation_id: line.deviationId ?? null,
      decision_id: line.decisionId ?? null,
      retired_at: null,
      proven_at: isProven ? toInstant(line.sinceAt) : null,
      proven_by: null,
      harm: line.harm ?? '',
    })
    .execute();
  await noteChange(tx, {
    id,
    teamId: line.teamId,
    what: isProven ? 'default' : 'candidate',
    at: line.sinceAt,
    why: why ?? '',
    ...(line.decisionId === undefined ? {} : { decisionId: line.decisionId }),
  });
  return { ...line, id, ...(isProven ? { provenAt: line.sinceAt } : {}) };
}

/** Makes a candidate a default, in better words if there are some; undefined when it is none (any more). */
export async function proveDefault(
  tx: Tx,
  proof: {
    workspaceId: string;
    id: DefaultId;
    at: Date;
    why: string;
    decisionId: DecisionId;
    statement?: string;
  },
): Promise<FloorDefault | undefined> {
  const before = await findDefault(tx, proof.workspaceId, proof.id);
  if (before === undefined) return undefined;
  const row = await tx
    .updateTable('floor_default')
    .set({
      proven_at: toInstant(proof.at),
      proven_by: proof.decisionId,
      statement: proof.statement ?? before.statement,
    })
    .where('workspace_id', '=', proof.workspaceId)
    .where('id', '=', proof.id)
    .where('proven_at', 'is', null)
    .where('retired_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const was = row.statement === before.statement ? '' : before.statement;
  await noteChange(tx, { ...proof, teamId: row.team_id, what: 'default', was });
  return toDefault(row);
}

/** Takes one line off the floor; it stays in the change log with its reason. False when it was off already. */
export async function retireDefault(
  tx: Tx,
  leaving: { workspaceId: string; id: DefaultId; at: Date; why: string; decisionId?: DecisionId },
): Promise<boolean> {
  const row = await tx
    .updateTable('floor_default')
    .set({ retired_at: toInstant(leaving.at) })
    .where('workspace_id', '=', leaving.workspaceId)
    .where('id', '=', leaving.id)
    .where('retired_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return false;
  await noteChange(tx, { ...leaving, teamId: row.team_id, what: 'retired' });
  return true;
}

/** Takes the lines that these decisions wrote or proved off the floor; they stay in the change log with the reason. */
export async function retireDefaults(
  tx: Tx,
  what: {
    workspaceId: string;
    decisionIds: readonly DecisionId[];
    at: Date;
    why?: string;
    /** The entry that takes them off. */
    byDecisionId?: DecisionId;
  },
): Promise<void> {
  const { workspaceId, at, why = '', byDecisionId } = what;
  if (what.decisionIds.length === 0) return;
  const decisionIds = [...what.decisionIds];
  const rows = await tx
    .selectFrom('floor_default')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('retired_at', 'is', null)
    .where((e) => e.or([e('decision_id', 'in', decisionIds), e('proven_by', 'in', decisionIds)]))
    .orderBy('id')
    .execute();
  for (const { id } of rows) {
    const by = byDecisionId === undefined ? {} : { decisionId: byDecisionId };
    await retireDefault(tx, { workspaceId, id, at, why, ...by });
  }
}

/** The line with this id, standing or gone, for ids that come from a button or a form. */
export async function findDefault(
  db: Db,
  workspaceId: string,
  id: DefaultId,
): Promise<FloorDefault | undefined> {
  const row = await db
    .selectFrom('floor_default')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toDefault(row);
}

/** The team's floor as it stands, candidates too, oldest line first. */
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

/**
 * The defaults that were proven or went with `from <= proven_at or retired_at < to`, in the order in which they came. A
 * candidate is no default yet, and one that goes is no news.
 */
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
    .where('proven_at', 'is not', null)
    .where((e) =>
      e.or([
        e.and([e('proven_at', '>=', from), e('proven_at', '<', to)]),
        e.and([e('retired_at', '>=', from), e('retired_at', '<', to)]),
      ]),
    )
    .orderBy('since_at')
    .orderBy('id')
    .execute();
  return rows.map(toDefault);
}

/** The floor's change log, the newest first; `limit` of them after `skip`. */
export async function listFloorChanges(
  db: Db,
  question: { teamId: TeamId; limit?: number; skip?: number },
): Promise<FloorChange[]> {
  const rows = await db
    .selectFrom('floor_change')
    .innerJoin('floor_default', 'floor_default.id', 'floor_change.default_id')
    .selectAll('floor_default')
    .select([
      'floor_change.what as change_what',
      'floor_change.at as change_at',
      'floor_change.why as change_why',
      'floor_change.was as change_was',
      'floor_change.decision_id as change_decision_id',
    ])
    .where('floor_change.team_id', '=', question.teamId)
    .orderBy('floor_change.at', 'desc')
    .orderBy('floor_change.default_id')
    // A line that changed twice at one instant was a candidate first and retired last: the words sort that way.
    .orderBy('floor_change.what', 'desc')
    .limit(question.limit ?? 10_000)
    .offset(question.skip ?? 0)
    .execute();
  return rows.map((row) => ({
    line: toDefault(row),
    what: row.change_what,
    at: fromInstant(row.change_at),
    why: row.change_why,
    was: row.change_was,
    ...(row.change_decision_id === null ? {} : { decisionId: row.change_decision_id }),
  }));
}

async function noteChange(
  tx: Tx,
  change: {
    id: DefaultId;
    teamId: TeamId;
    what: FloorChangeKind;
    at: Date;
    why: string;
    was?: string;
    decisionId?: DecisionId;
  },
): Promise<void> {
  await tx
    .insertInto('floor_change')
    .values({
      default_id: change.id,
      team_id: change.teamId,
      what: change.what,
      at: toInstant(change.at),
      why: change.why,
      was: change.was ?? '',
      decision_id: change.decisionId ?? null,
    })
    .execute();
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
    ...(row.proven_at === null ? {} : { provenAt: fromInstant(row.proven_at) }),
    ...(row.proven_by === null ? {} : { provenBy: row.proven_by }),
    ...(row.harm === '' ? {} : { harm: row.harm }),
    ...(row.deviation_id === null ? {} : { deviationId: row.deviation_id }),
    ...(row.decision_id === null ? {} : { decisionId: row.decision_id }),
    ...(row.retired_at === null ? {} : { retiredAt: fromInstant(row.retired_at) }),
  };
}
