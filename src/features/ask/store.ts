import type { Selectable } from 'kysely';
import type { AskId, NewId, TeamId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Ask } from './rules.ts';

/** Keeps a new question; it is open. */
export async function insertAsk(
  tx: Tx,
  newId: NewId,
  draft: Omit<Ask, 'id' | 'state' | 'settledAt'>,
): Promise<Ask> {
  const id = newId('ak');
  await tx
    .insertInto('ask')
    .values({
      id,
      workspace_id: draft.workspaceId,
      team_id: draft.teamId,
      onepager_id: draft.onepagerId ?? null,
      whom: draft.whom,
      what: draft.what,
      is_shared: draft.isShared ? 1 : 0,
      by_user_id: draft.byUserId,
      at: toInstant(draft.at),
      state: 'open',
      settled_at: null,
    })
    .execute();
  return { ...draft, id, state: 'open' };
}

/** The question with this id, or undefined when the workspace has none. */
export async function findAsk(db: Db, workspaceId: string, id: AskId): Promise<Ask | undefined> {
  const row = await db
    .selectFrom('ask')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toAsk(row);
}

/** A team's open questions that were asked before an instant, the oldest first. */
export async function listOpenAsks(db: Db, teamId: TeamId, before?: Date): Promise<Ask[]> {
  let query = db
    .selectFrom('ask')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('state', '=', 'open');
  if (before !== undefined) query = query.where('at', '<', toInstant(before));
  const rows = await query.orderBy('at').orderBy('id').execute();
  return rows.map(toAsk);
}

/** Ends a question; false when it was over before. */
export async function settleAsk(
  tx: Tx,
  settled: { workspaceId: string; id: AskId; state: 'done' | 'withdrawn' },
  at: Date,
): Promise<boolean> {
  const result = await tx
    .updateTable('ask')
    .set({ state: settled.state, settled_at: toInstant(at) })
    .where('workspace_id', '=', settled.workspaceId)
    .where('id', '=', settled.id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Keeps that somebody can help; false when they said so before. */
export async function insertHelp(
  tx: Tx,
  help: { askId: AskId; userId: string; at: Date },
): Promise<boolean> {
  const result = await tx
    .insertInto('ask_help')
    .values({ ask_id: help.askId, user_id: help.userId, at: toInstant(help.at) })
    .onConflict((conflict) => conflict.columns(['ask_id', 'user_id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Who can help with a question, the first in front. */
export async function listHelpers(db: Db, id: AskId): Promise<string[]> {
  const rows = await db
    .selectFrom('ask_help')
    .select('user_id')
    .where('ask_id', '=', id)
    .orderBy('at')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

function toAsk(row: Selectable<Tables['ask']>): Ask {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    whom: row.whom,
    what: row.what,
    isShared: row.is_shared === 1,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
    state: row.state,
    ...(row.onepager_id === null ? {} : { onepagerId: row.onepager_id }),
    ...(row.settled_at === null ? {} : { settledAt: fromInstant(row.settled_at) }),
  };
}
