import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { AlarmId, CycleId, DecisionId, NewId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { type Alarm, type Evidence, type Finding, isAlarmKind } from './rules.ts';

const evidenceSchema = z.array(
  z.object({
    what: z.string(),
    at: z.string().optional(),
    number: z.number().optional(),
    title: z.string().optional(),
    said: z.string().optional(),
    counts: z.record(z.string(), z.number()).optional(),
  }),
);

/** Keeps a new alarm; undefined when the team was told of the same facts before, by this or another process. */
export async function insertAlarm(
  tx: Tx,
  newId: NewId,
  draft: Omit<Alarm, 'id' | 'clearedAt' | 'dismissed'>,
): Promise<Alarm | undefined> {
  const alarm: Alarm = { ...draft, id: newId('al') };
  const result = await tx
    .insertInto('alarm')
    .values({
      id: alarm.id,
      workspace_id: alarm.workspaceId,
      team_id: alarm.teamId,
      kind: alarm.kind,
      subject: alarm.subject,
      facts: alarm.facts,
      ...toReading(alarm),
      fired_at: toInstant(alarm.firedAt),
      told: alarm.told,
      cycle_id: alarm.cycleId ?? null,
      cleared_at: null,
      dismissed_at: null,
      decision_id: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? alarm : undefined;
}

/** Lets a standing alarm rest on what holds now; false when it is over. */
export async function saveFinding(
  tx: Tx,
  id: AlarmId,
  finding: Pick<Finding, 'sinceAt' | 'evidence'>,
): Promise<boolean> {
  return saveStanding(tx, id, toReading(finding));
}

/** Ends a standing alarm because its facts hold no longer; false when it was over before. */
export async function clearAlarm(tx: Tx, id: AlarmId, at: Date): Promise<boolean> {
  return saveStanding(tx, id, { cleared_at: toInstant(at) });
}

/** Ends a standing alarm by somebody's reason, which is that entry of the log; false when it was over before. */
export async function dismissAlarm(
  tx: Tx,
  id: AlarmId,
  dismissed: NonNullable<Alarm['dismissed']>,
): Promise<boolean> {
  const { at, decisionId } = dismissed;
  return saveStanding(tx, id, { dismissed_at: toInstant(at), decision_id: decisionId });
}

async function saveStanding(
  tx: Tx,
  id: AlarmId,
  columns: Partial<Tables['alarm']>,
): Promise<boolean> {
  const result = await tx
    .updateTable('alarm')
    .set(columns)
    .where('id', '=', id)
    .where('cleared_at', 'is', null)
    .where('dismissed_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The alarm with this id, or undefined when the workspace has none. */
export async function findAlarm(
  db: Db,
  workspaceId: string,
  id: AlarmId,
): Promise<Alarm | undefined> {
  const row = await db
    .selectFrom('alarm')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toAlarms([row])[0];
}

/** Everything a team was ever told, standing or over, oldest first. */
export async function listAlarms(db: Db, teamId: TeamId): Promise<Alarm[]> {
  return toAlarms(await selectAlarms(db, teamId).execute());
}

/** A team's alarms that are neither cleared nor dismissed, oldest first. */
export async function listStandingAlarms(db: Db, teamId: TeamId): Promise<Alarm[]> {
  const rows = await selectAlarms(db, teamId)
    .where('cleared_at', 'is', null)
    .where('dismissed_at', 'is', null)
    .execute();
  return toAlarms(rows);
}

/** The kinds that got a message of their own while this cycle was open. */
export async function listSpokenIn(db: Db, cycleId: CycleId): Promise<Alarm['kind'][]> {
  const rows = await db
    .selectFrom('alarm')
    .select('kind')
    .where('cycle_id', '=', cycleId)
    .where('told', '=', 'message')
    .execute();
  return rows.map(({ kind }) => kind).filter(isAlarmKind);
}

function selectAlarms(db: Db, teamId: TeamId) {
  return db
    .selectFrom('alarm')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('fired_at')
    .orderBy('id');
}

function toReading({ sinceAt, evidence }: Pick<Finding, 'sinceAt' | 'evidence'>) {
  return { since_at: toInstant(sinceAt), evidence: JSON.stringify(evidence) };
}

/** A kind that this version does not know was written by a newer one, and is left alone. */
function toAlarms(rows: readonly Selectable<Tables['alarm']>[]): Alarm[] {
  return rows.flatMap((row) => (isAlarmKind(row.kind) ? [toAlarm(row, row.kind)] : []));
}

function toAlarm(row: Selectable<Tables['alarm']>, kind: Alarm['kind']): Alarm {
  const decisionId: DecisionId | null = row.decision_id;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    kind,
    subject: row.subject,
    facts: row.facts,
    sinceAt: fromInstant(row.since_at),
    evidence: evidenceSchema.parse(JSON.parse(row.evidence)).map(toEvidence),
    firedAt: fromInstant(row.fired_at),
    told: row.told,
    ...(row.cycle_id === null ? {} : { cycleId: row.cycle_id }),
    ...(row.cleared_at === null ? {} : { clearedAt: fromInstant(row.cleared_at) }),
    ...(row.dismissed_at === null || decisionId === null
      ? {}
      : { dismissed: { at: fromInstant(row.dismissed_at), decisionId } }),
  };
}

function toEvidence(line: z.infer<typeof evidenceSchema>[number]): Evidence {
  const { what, at, number, title, said, counts } = line;
  return {
    what,
    ...(at === undefined ? {} : { at: fromInstant(at) }),
    ...(number === undefined ? {} : { number }),
    ...(title === undefined ? {} : { title }),
    ...(said === undefined ? {} : { said }),
    ...(counts === undefined ? {} : { counts }),
  };
}
