import type { Selectable } from 'kysely';
import type { NudgeId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { TakenPlace } from '../budget/rules.ts';
import type { Nudge } from './rules.ts';

/** The places of a person's week that are used up; `weekOn` is its Monday in the person's zone. */
export async function listTakenPlaces(
  db: Db,
  week: { workspaceId: string; userId: string; weekOn: LocalDate },
): Promise<TakenPlace[]> {
  const rows = await db
    .selectFrom('nudge')
    .select(['slot', 'kind'])
    .where('workspace_id', '=', week.workspaceId)
    .where('user_id', '=', week.userId)
    .where('week_on', '=', week.weekOn)
    .orderBy('slot')
    .execute();
  return rows.map(({ slot, kind }) => ({ slot, isQuestion: kind === 'revisit' }));
}

/** Takes a place of the week for a message; false when the subject was asked about before, or another was first. */
export async function insertNudge(
  tx: Tx,
  nudge: Omit<Nudge, 'isDismissed' | 'settledAt'>,
): Promise<boolean> {
  const result = await tx
    .insertInto('nudge')
    .values({
      id: nudge.id,
      workspace_id: nudge.workspaceId,
      team_id: nudge.teamId,
      user_id: nudge.userId,
      kind: nudge.kind,
      subject: nudge.subject,
      week_on: nudge.weekOn,
      slot: nudge.slot,
      at: toInstant(nudge.at),
      is_dismissed: 0,
      settled_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The message with this id, or undefined when the workspace has none. */
export async function findNudge(
  db: Db,
  workspaceId: string,
  id: NudgeId,
): Promise<Nudge | undefined> {
  const row = await db
    .selectFrom('nudge')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toNudge(row);
}

/** Who was asked about a subject already, by whatever kind of message. */
export async function listAsked(
  db: Db,
  about: { workspaceId: string; subject: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('nudge')
    .select('user_id')
    .distinct()
    .where('workspace_id', '=', about.workspaceId)
    .where('subject', '=', about.subject)
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

/** The questions about a subject that were sent. */
export async function listPrompts(
  db: Db,
  about: { workspaceId: string; subject: string },
): Promise<Nudge[]> {
  const rows = await db
    .selectFrom('nudge')
    .selectAll()
    .where('workspace_id', '=', about.workspaceId)
    .where('subject', '=', about.subject)
    .where('kind', '=', 'revisit')
    .orderBy('id')
    .execute();
  return rows.map(toNudge);
}

/** The messages of a workspace's teams about which there was something left to do, oldest first. */
export async function listUnsettled(db: Db, workspaceId: string): Promise<Nudge[]> {
  const rows = await db
    .selectFrom('nudge')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('settled_at', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(toNudge);
}

/** Marks a message as settled; false when it was before. `isDismissed`: the person said *not this time*. */
export async function settleNudge(
  tx: Tx,
  settled: { id: NudgeId; isDismissed?: boolean },
  at: Date,
): Promise<boolean> {
  const result = await tx
    .updateTable('nudge')
    .set({
      settled_at: toInstant(at),
      ...(settled.isDismissed === true ? { is_dismissed: 1 } : {}),
    })
    .where('id', '=', settled.id)
    .where('settled_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Who wants no reminders of a team's reviews. */
export async function listMuted(db: Db, teamId: TeamId): Promise<string[]> {
  const rows = await db
    .selectFrom('nudge_mute')
    .select('user_id')
    .where('team_id', '=', teamId)
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

/** Keeps that a person wants no reminders of a team's reviews; doing it twice changes nothing more. */
export async function saveMute(
  tx: Tx,
  mute: { teamId: TeamId; userId: string },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('nudge_mute')
    .values({ team_id: mute.teamId, user_id: mute.userId, at: toInstant(at) })
    .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doNothing())
    .execute();
}

/** Lets reminders of a team's reviews come again. */
export async function deleteMute(tx: Tx, mute: { teamId: TeamId; userId: string }): Promise<void> {
  await tx
    .deleteFrom('nudge_mute')
    .where('team_id', '=', mute.teamId)
    .where('user_id', '=', mute.userId)
    .execute();
}

function toNudge(row: Selectable<Tables['nudge']>): Nudge {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    userId: row.user_id,
    kind: row.kind,
    subject: row.subject,
    weekOn: row.week_on,
    slot: row.slot,
    at: fromInstant(row.at),
    isDismissed: row.is_dismissed === 1,
    ...(row.settled_at === null ? {} : { settledAt: fromInstant(row.settled_at) }),
  };
}
