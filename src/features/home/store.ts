import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { HomePlace } from './rules.ts';

/** Keeps which page of Home a person sees. */
export async function saveHomePlace(
  tx: Tx,
  seen: HomePlace & { workspaceId: string; userId: string },
  at: Date,
): Promise<void> {
  const columns = { page: seen.page, team_id: seen.teamId, seen_at: toInstant(at) };
  await tx
    .insertInto('home_place')
    .values({ workspace_id: seen.workspaceId, user_id: seen.userId, ...columns })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'user_id']).doUpdateSet(columns))
    .execute();
}

/** The page of Home that a person has seen since an instant; undefined when they have not looked. */
export async function findHomePlace(
  db: Db,
  who: { workspaceId: string; userId: string; since: Date },
): Promise<HomePlace | undefined> {
  const row = await db
    .selectFrom('home_place')
    .select(['page', 'team_id'])
    .where('workspace_id', '=', who.workspaceId)
    .where('user_id', '=', who.userId)
    .where('seen_at', '>=', toInstant(who.since))
    .executeTakeFirst();
  return row === undefined ? undefined : { page: row.page, teamId: row.team_id };
}
