import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared, preparedWrite } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { dayOffSchema } from '../opening/day-rules.ts';
import type { OccurrenceKind, Reason } from './rules.ts';

/** What became of one week's review or roll-up. */
export interface Occurrence {
  weekOn: LocalDate;
  outcome: Tables['occurrence']['outcome'];
  dueAt: Date;
  /** When it came to that. */
  at: Date;
  reason?: Reason;
}

/** What became of each week's review or roll-up, oldest first. */
export async function listOccurrences(
  db: Db,
  teamId: TeamId,
  kind: OccurrenceKind,
): Promise<Occurrence[]> {
  const rows = await db
    .selectFrom('occurrence')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('kind', '=', kind)
    .orderBy('week_on')
    .execute();
  return rows.map(toOccurrence);
}

const lastOf = prepared<{ teamId: TeamId; kind: OccurrenceKind }>()((db, at) =>
  db
    .selectFrom('occurrence')
    .selectAll()
    .where('team_id', '=', at('teamId'))
    .where('kind', '=', at('kind'))
    .orderBy('week_on', 'desc')
    .limit(1),
);

/** The last week that has an outcome, or undefined before the first. */
export async function findLastOccurrence(
  db: Db,
  teamId: TeamId,
  kind: OccurrenceKind,
): Promise<Occurrence | undefined> {
  const [row] = await lastOf(db, { teamId, kind });
  return row === undefined ? undefined : toOccurrence(row);
}

const insertOccurrence = preparedWrite<Omit<Tables['occurrence'], 'is_said'>>()((db, at) =>
  db
    .insertInto('occurrence')
    .values({
      ...{ team_id: at('team_id'), kind: at('kind'), week_on: at('week_on') },
      ...{ due_at: at('due_at'), outcome: at('outcome'), at: at('at'), reason: at('reason') },
      is_said: 0,
    })
    .onConflict((conflict) => conflict.columns(['team_id', 'kind', 'week_on']).doNothing()),
);

/** Records a week's outcome; false when another process, or an earlier tick, was first (P16). */
export async function recordOccurrence(
  tx: Tx,
  occurrence: Occurrence & { teamId: TeamId; kind: OccurrenceKind },
): Promise<boolean> {
  const { teamId, kind, weekOn, outcome, reason } = occurrence;
  const inserted = await insertOccurrence(tx, {
    ...{ team_id: teamId, kind, week_on: weekOn, outcome },
    ...{ due_at: toInstant(occurrence.dueAt), at: toInstant(occurrence.at) },
    reason: reason === undefined ? null : JSON.stringify(reason),
  });
  return inserted === 1;
}

/** Says that a review which had opened was skipped after all; answers whether there was one to say it of. */
export async function recordSkip(
  tx: Tx,
  skip: { teamId: TeamId; weekOn: LocalDate; reason: Reason; at: Date },
): Promise<boolean> {
  const result = await tx
    .updateTable('occurrence')
    .set({
      outcome: 'skipped',
      at: toInstant(skip.at),
      reason: JSON.stringify(skip.reason),
      is_said: 0,
    })
    .where('team_id', '=', skip.teamId)
    .where('kind', '=', 'review')
    .where('week_on', '=', skip.weekOn)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Says that people meet at another time than a review opened; the last that was said counts. */
export async function recordMove(
  tx: Tx,
  move: { teamId: TeamId; weekOn: LocalDate; reason: Reason },
): Promise<void> {
  await tx
    .updateTable('occurrence')
    .set({ reason: JSON.stringify(move.reason), is_said: 0 })
    .where('team_id', '=', move.teamId)
    .where('kind', '=', 'review')
    .where('week_on', '=', move.weekOn)
    .execute();
}

/**
 * What became of the weeks that no roll-up has said yet, oldest first, and marks it as said: each is said once, by whichever
 * roll-up comes after the bot learned of it.
 */
export async function takeUnsaid(
  tx: Tx,
  teamId: TeamId,
): Promise<(Occurrence & { kind: OccurrenceKind })[]> {
  const rows = await tx
    .selectFrom('occurrence')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('is_said', '=', 0)
    .orderBy('week_on')
    .orderBy('kind')
    .execute();
  await tx
    .updateTable('occurrence')
    .set({ is_said: 1 })
    .where('team_id', '=', teamId)
    .where('is_said', '=', 0)
    .execute();
  return rows.map((row) => ({ ...toOccurrence(row), kind: row.kind }));
}

const saidSchema = z.object({
  why: z.literal('said'),
  text: z.string(),
  byUserId: z.string(),
  meetsAt: z.string().exactOptional(),
  dayOff: dayOffSchema.exactOptional(),
});
const otherSchema = z.object({ why: z.enum(['rhythm', 'nothing-running', 'paused']) });
const reasonSchema = z.union([dayOffSchema, saidSchema, otherSchema]);

function toOccurrence(row: Selectable<Tables['occurrence']>): Occurrence {
  return {
    weekOn: row.week_on,
    outcome: row.outcome,
    dueAt: fromInstant(row.due_at),
    at: fromInstant(row.at),
    ...(row.reason === null ? {} : { reason: reasonSchema.parse(JSON.parse(row.reason)) }),
  };
}
