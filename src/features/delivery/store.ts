import type { Selectable } from 'kysely';
import type { MessageId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Trouble } from './rules.ts';

/** What a team's leader is told of on one day that is not settled yet, oldest first. */
export async function listTroubles(db: Db, teamId: TeamId, notedOn: LocalDate): Promise<Trouble[]> {
  const rows = await db
    .selectFrom('trouble')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('noted_on', '=', notedOn)
    .orderBy('at')
    .orderBy('message_id')
    .execute();
  return rows.map(toTrouble);
}

/** Keeps that a message was not taken; the same message again is today's. */
export async function saveTrouble(tx: Tx, trouble: Trouble): Promise<void> {
  const columns = {
    team_id: trouble.teamId,
    noted_on: trouble.notedOn,
    channel_id: 'channelId' in trouble.to ? trouble.to.channelId : null,
    user_id: 'userId' in trouble.to ? trouble.to.userId : null,
    error: trouble.error,
    is_perhaps_posted: trouble.isPerhapsPosted ? 1 : 0,
    at: toInstant(trouble.at),
  };
  await tx
    .insertInto('trouble')
    .values({ message_id: trouble.messageId, ...columns })
    .onConflict((conflict) => conflict.column('message_id').doUpdateSet(columns))
    .execute();
}

/** Forgets what somebody has settled. */
export async function deleteTrouble(tx: Tx, messageId: MessageId): Promise<void> {
  await tx.deleteFrom('trouble').where('message_id', '=', messageId).execute();
}

function toTrouble(row: Selectable<Tables['trouble']>): Trouble {
  return {
    messageId: row.message_id,
    teamId: row.team_id,
    notedOn: row.noted_on,
    to: row.channel_id === null ? { userId: row.user_id ?? '' } : { channelId: row.channel_id },
    error: row.error,
    isPerhapsPosted: row.is_perhaps_posted === 1,
    at: new Date(row.at),
  };
}

/** A day's note of one team. */
export interface NotedDay {
  teamId: TeamId;
  notedOn: LocalDate;
}

/** Whether anything of this workspace is in a note. */
export async function hasTroubles(db: Db, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('trouble')
    .innerJoin('team', 'team.id', 'trouble.team_id')
    .select('trouble.message_id')
    .where('team.workspace_id', '=', workspaceId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The notes in which something stands that Slack shows by now, newest words and all; by team and day. */
export async function listDelivered(db: Db, workspaceId: string): Promise<NotedDay[]> {
  const rows = await db
    .selectFrom('trouble')
    .innerJoin('message', 'message.id', 'trouble.message_id')
    .select(['trouble.team_id', 'trouble.noted_on'])
    .where('message.workspace_id', '=', workspaceId)
    .where('message.state', '=', 'sent')
    .groupBy(['trouble.team_id', 'trouble.noted_on'])
    .orderBy('trouble.noted_on')
    .orderBy('trouble.team_id')
    .execute();
  return rows.map((row) => ({ teamId: row.team_id, notedOn: row.noted_on }));
}

/** Forgets of a team's day what Slack shows by now. */
export async function deleteDelivered(
  tx: Tx,
  workspaceId: string,
  { teamId, notedOn }: NotedDay,
): Promise<void> {
  await tx
    .deleteFrom('trouble')
    .where('team_id', '=', teamId)
    .where('noted_on', '=', notedOn)
    .where('message_id', 'in', (eb) =>
      eb
        .selectFrom('message')
        .select('message.id')
        .where('message.workspace_id', '=', workspaceId)
        .where('message.state', '=', 'sent'),
    )
    .execute();
}
