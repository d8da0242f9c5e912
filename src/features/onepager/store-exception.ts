import type { OnePagerId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { GuardrailException } from './exception-rules.ts';

/** Keeps an exception; false when the same renewal was logged before. */
export async function insertException(tx: Tx, exception: GuardrailException): Promise<boolean> {
  const result = await tx
    .insertInto('guardrail_exception')
    .values({
      id: exception.id,
      workspace_id: exception.workspaceId,
      team_id: exception.teamId,
      onepager_id: exception.onepagerId,
      indicator: exception.indicator,
      reason: exception.reason,
      until_on: exception.untilOn,
      by_user_id: exception.byUserId,
      at: toInstant(exception.at),
      renewal: exception.renewal,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

const exceptionsOf = prepared<{ workspaceId: string; onepagerId: OnePagerId }>()((db, at) =>
  db
    .selectFrom('guardrail_exception')
    .selectAll()
    .where('workspace_id', '=', at('workspaceId'))
    .where('onepager_id', '=', at('onepagerId'))
    .orderBy('at')
    .orderBy('renewal'),
);

/** The exceptions of a one-pager's guardrails, oldest first. */
export async function listExceptions(
  db: Db,
  workspaceId: string,
  onepagerId: OnePagerId,
): Promise<GuardrailException[]> {
  const rows = await exceptionsOf(db, { workspaceId, onepagerId });
  return rows.map((row) => ({
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    onepagerId: row.onepager_id,
    indicator: row.indicator,
    reason: row.reason,
    untilOn: row.until_on,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
    renewal: row.renewal,
  }));
}
