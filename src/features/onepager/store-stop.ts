import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NudgeId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { isStopRole } from '../team/rules.ts';
import type { OnePager } from './rules.ts';
import type { StopAsk } from './stop-rules.ts';

/** One question to one person: which one-pager, in which message, and the answer. */
export interface KeptStopAsk extends StopAsk {
  onepagerId: OnePagerId;
  userId: string;
  nudgeId?: NudgeId;
}

const askOf = prepared<{ onepagerId: OnePagerId; userId: string }>()((db, at) =>
  db
    .selectFrom('stop_ask')
    .selectAll()
    .where('onepager_id', '=', at('onepagerId'))
    .where('user_id', '=', at('userId')),
);

/** What this person was asked about this one-pager; undefined while they were not. */
export async function findStopAsk(
  db: Db,
  asked: { onepagerId: OnePagerId; userId: string },
): Promise<KeptStopAsk | undefined> {
  const [row] = await askOf(db, { onepagerId: asked.onepagerId, userId: asked.userId });
  return row === undefined ? undefined : toAsk(row);
}

/** Everything that was asked in a team, oldest first. */
export async function listStopAsks(db: Db, teamId: TeamId): Promise<KeptStopAsk[]> {
  const rows = await db
    .selectFrom('stop_ask')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('asked_at')
    .orderBy('onepager_id')
    .orderBy('user_id')
    .execute();
  return rows.map(toAsk);
}

/**
 * The teams of a workspace that have a one-pager on the table whose stop-owner was not asked about it and has not said yes to all
 * of the team's. All of them are read at once, because a tick looks at them often.
 */
export async function listTeamsUnasked(db: Db, workspaceId: string): Promise<ReadonlySet<TeamId>> {
  const onTable = await db
    .selectFrom('onepager as o')
    .innerJoin('onepager_version as v', (join) =>
      join.onRef('v.onepager_id', '=', 'o.id').onRef('v.version', '=', 'o.version'),
    )
    .select(['o.id', 'o.team_id', 'v.content'])
    .where('o.workspace_id', '=', workspaceId)
    .where('o.state', 'in', ['running', 'frozen'])
    .execute();
  const asked = await db
    .selectFrom('stop_ask')
    .select(['onepager_id', 'user_id'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const roles = await db
    .selectFrom('team_role')
    .innerJoin('team', 'team.id', 'team_role.team_id')
    .select(['team_role.team_id', 'team_role.user_id', 'team_role.role'])
    .where('team.workspace_id', '=', workspaceId)
    .where('team_role.accepted_at', 'is not', null)
    .execute();
  const done = new Set([
    ...asked.map((row) => `${row.onepager_id} ${row.user_id}`),
    ...roles.flatMap((row) => (isStopRole(row.role) ? [`${row.team_id} ${row.user_id}`] : [])),
  ]);
  const unasked = onTable.filter(({ id, team_id, content }) => {
    const userId = readNamed(content);
    return !done.has(`${id} ${userId}`) && !done.has(`${team_id} ${userId}`);
  });
  return new Set(unasked.map((row) => row.team_id));
}

/** What one person was asked and has not answered, in all teams of a workspace, oldest first. */
export async function listOpenStopAsks(
  db: Db,
  who: { workspaceId: string; userId: string },
): Promise<KeptStopAsk[]> {
  const rows = await db
    .selectFrom('stop_ask')
    .selectAll()
    .where('workspace_id', '=', who.workspaceId)
    .where('user_id', '=', who.userId)
    .where('answer', 'is', null)
    .orderBy('asked_at')
    .orderBy('onepager_id')
    .execute();
  return rows.map(toAsk);
}

/** What one message asks, in the order of the one-pagers' ids. */
export async function listStopAsksOf(db: Db, nudgeId: NudgeId): Promise<KeptStopAsk[]> {
  const rows = await db
    .selectFrom('stop_ask')
    .selectAll()
    .where('nudge_id', '=', nudgeId)
    .orderBy('onepager_id')
    .execute();
  return rows.map(toAsk);
}

/** Keeps that somebody is asked, or with an answer that they named themselves; false when they were asked before. */
export async function insertStopAsk(
  tx: Tx,
  asked: Pick<OnePager, 'workspaceId' | 'teamId'> & {
    onepagerId: OnePagerId;
    userId: string;
    by: { nudgeId: NudgeId } | { answer: 'yes' };
  },
  at: Date,
): Promise<boolean> {
  const { by } = asked;
  const result = await tx
    .insertInto('stop_ask')
    .values({
      onepager_id: asked.onepagerId,
      user_id: asked.userId,
      workspace_id: asked.workspaceId,
      team_id: asked.teamId,
      asked_at: toInstant(at),
      nudge_id: 'nudgeId' in by ? by.nudgeId : null,
      answer: 'answer' in by ? by.answer : null,
      answered_at: 'answer' in by ? toInstant(at) : null,
    })
    .onConflict((conflict) => conflict.columns(['onepager_id', 'user_id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Keeps what somebody says now; false when they said the same before, or were never asked. */
export async function saveStopAnswer(
  tx: Tx,
  answered: { onepagerId: OnePagerId; userId: string; answer: 'yes' | 'no' },
  at: Date,
): Promise<boolean> {
  const { answer } = answered;
  const result = await tx
    .updateTable('stop_ask')
    .set({ answer, answered_at: toInstant(at) })
    .where('onepager_id', '=', answered.onepagerId)
    .where('user_id', '=', answered.userId)
    .where((eb) => eb.or([eb('answer', 'is', null), eb('answer', '<>', answer)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

const namedIn = z.object({ guardrail: z.object({ stopOwnerId: z.string() }) });

const versionsBackwards = prepared<{ onepagerId: OnePagerId }>()((db, at) =>
  db
    .selectFrom('onepager_version')
    .select(['by_user_id', 'at', 'content'])
    .where('onepager_id', '=', at('onepagerId'))
    .orderBy('version', 'desc'),
);

/** Who named the person who may say stop now, and when: the writer of the first version since which it is they. */
export async function findStopNaming(
  db: Db,
  onepager: Pick<OnePager, 'id' | 'bet' | 'ownerId' | 'startedAt'>,
): Promise<{ byUserId: string; at: Date }> {
  const rows = await versionsBackwards(db, { onepagerId: onepager.id });
  const { stopOwnerId } = onepager.bet.guardrail;
  const end = rows.findIndex((row) => readNamed(row.content) !== stopOwnerId);
  const first = (end === -1 ? rows : rows.slice(0, end)).at(-1);
  if (first === undefined) return { byUserId: onepager.ownerId, at: onepager.startedAt };
  return { byUserId: first.by_user_id, at: fromInstant(first.at) };
}

function readNamed(content: string): string {
  return namedIn.parse(JSON.parse(content)).guardrail.stopOwnerId;
}

function toAsk(row: Selectable<Tables['stop_ask']>): KeptStopAsk {
  return {
    onepagerId: row.onepager_id,
    userId: row.user_id,
    askedAt: fromInstant(row.asked_at),
    ...(row.nudge_id === null ? {} : { nudgeId: row.nudge_id }),
    ...(row.answer === null || row.answered_at === null
      ? {}
      : { answer: row.answer, answeredAt: fromInstant(row.answered_at) }),
  };
}
