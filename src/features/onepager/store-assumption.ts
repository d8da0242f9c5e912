import type { OnePagerId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { AssumptionMark } from './assumption-rules.ts';

/** Adds somebody's word on an assumption; what was said before stays. */
export async function insertMark(
  tx: Tx,
  where: { workspaceId: string; onepagerId: OnePagerId },
  mark: AssumptionMark,
): Promise<void> {
  await tx
    .insertInto('assumption_mark')
    .values({
      id: mark.id,
      workspace_id: where.workspaceId,
      onepager_id: where.onepagerId,
      assumption_id: mark.assumptionId,
      mark: mark.mark,
      evidence: mark.evidence,
      by_user_id: mark.byUserId,
      at: toInstant(mark.at),
    })
    .execute();
}

const marksOf = prepared<{ workspaceId: string; onepagerId: OnePagerId }>()((db, at) =>
  db
    .selectFrom('assumption_mark')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('onepager_id', '=', at('onepagerId'))
    .orderBy('at')
    .orderBy('id'),
);

/** Every word on a one-pager's assumptions, oldest first. */
export async function listMarks(
  db: Db,
  workspaceId: string,
  onepagerId: OnePagerId,
): Promise<AssumptionMark[]> {
  const rows = await marksOf(db, { workspaceId, onepagerId });
  return rows.map((row) => ({
    id: row.id,
    assumptionId: row.assumption_id,
    mark: row.mark,
    evidence: row.evidence,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
  }));
}
