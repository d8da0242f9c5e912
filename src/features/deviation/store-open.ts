import type { DeviationId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { DeviationWords } from './habit-rules.ts';
import type { Deviation } from './rules.ts';
import { toDeviation } from './store-row.ts';

/** A team's deviations that are not settled, oldest first. */
export async function listOpenDeviations(db: Db, teamId: TeamId): Promise<Deviation[]> {
  const rows = await db
    .selectFrom('deviation')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('state', '=', 'open')
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(toDeviation);
}

/** Lets an open deviation follow the changed words of its one-pager; when it was written stays. */
export async function rewordDeviation(
  tx: Tx,
  reworded: { workspaceId: string; id: DeviationId; words: DeviationWords },
): Promise<void> {
  const { isReversible, area, deviation, because, benefit, risk } = reworded.words;
  await tx
    .updateTable('deviation')
    .set({ area, deviation, because, benefit, risk, is_reversible: isReversible ? 1 : 0 })
    .where('workspace_id', '=', reworded.workspaceId)
    .where('id', '=', reworded.id)
    .where('state', '=', 'open')
    .execute();
}

/**
 * Opens the newest deviation of a one-pager again, because the decision that settled it was reversed and the test runs on; what was
 * learned stays in the log. Undefined when there is none, or one is open.
 */
export async function reopenDeviation(
  tx: Tx,
  reversed: { workspaceId: string; onepagerId: OnePagerId },
): Promise<Deviation | undefined> {
  const rows = await tx
    .selectFrom('deviation')
    .select(['id', 'state'])
    .where('workspace_id', '=', reversed.workspaceId)
    .where('onepager_id', '=', reversed.onepagerId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  const newest = rows.at(-1);
  if (newest === undefined || rows.some(({ state }) => state === 'open')) return undefined;
  const row = await tx
    .updateTable('deviation')
    .set({ state: 'open', settled_at: null, outcome: '', lesson: '' })
    .where('workspace_id', '=', reversed.workspaceId)
    .where('id', '=', newest.id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toDeviation(row);
}

/** Retires what a one-pager's promotion had promoted, because the promotion was reversed; its lesson stays. */
export async function unpromoteDeviation(
  tx: Tx,
  reversed: { workspaceId: string; onepagerId: OnePagerId; outcome: string; at: Date },
): Promise<void> {
  await tx
    .updateTable('deviation')
    .set({ state: 'retired', outcome: reversed.outcome, settled_at: toInstant(reversed.at) })
    .where('workspace_id', '=', reversed.workspaceId)
    .where('onepager_id', '=', reversed.onepagerId)
    .where('state', '=', 'promoted')
    .execute();
}
