import type { TeamId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';

/** The teams that have an open review, also one that is open ahead of its time. */
export async function listTeamsInReview(db: Db, workspaceId: string): Promise<ReadonlySet<TeamId>> {
  const rows = await db
    .selectFrom('review')
    .select('team_id')
    .distinct()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .execute();
  return new Set(rows.map((row) => row.team_id));
}
