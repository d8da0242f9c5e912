import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
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

const placeOf = prepared<{ workspaceId: string; userId: string; since: string }>()((db, at) =>
  db
    .selectFrom('home_place')
    .select(['page', 'team_id'])
    .where('workspace_id', '=', at('workspaceId'))
    .where('user_id', '=', at('userId'))
    .where('seen_at', '>=', at('since')),
);

/** The page of Home that a person has seen since an instant; undefined when they have not looked. */
export async function findHomePlace(
  db: Db,
  who: { workspaceId: string; userId: string; since: Date },
): Promise<HomePlace | undefined> {
  const { workspaceId, userId, since } = who;
  const [row] = await placeOf(db, { workspaceId, userId, since: toInstant(since) });
  return row === undefined ? undefined : { page: row.page, teamId: row.team_id };
}
