import type { TeamId } from '../../lib/ids.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';

/** Keeps that a message was put into a team's channel that is no review and no roll-up; the same address counts once. */
export async function noteSaid(
  tx: Tx,
  said: { workspaceId: string; teamId: TeamId; address: string },
  at: Date,
): Promise<void> {
  const { workspaceId, teamId, address } = said;
  await tx
    .insertInto('channel_said')
    .values({ workspace_id: workspaceId, team_id: teamId, address, at: toInstant(at) })
    .onConflict((conflict) => conflict.columns(['team_id', 'address']).doNothing())
    .execute();
}

/** How many such messages a team's channel got with `from <= at < to`. */
export async function countSaid(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<number> {
  const row = await db
    .selectFrom('channel_said')
    .select((eb) => eb.fn.countAll<number>().as('many'))
    .where('team_id', '=', question.teamId)
    .where('at', '>=', toInstant(question.from))
    .where('at', '<', toInstant(question.to))
    .executeTakeFirstOrThrow();
  return Number(row.many);
}
