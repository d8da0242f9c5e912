import { invariant } from '../../lib/invariant.ts';
import { toInstant } from './instant.ts';
import type { Db, Tx } from './open.ts';
import { transact } from './transact.ts';

/** Records the workspace that Slack says we are in; a token that works again ends its parking. */
export async function saveWorkspace(
  db: Db,
  workspace: { id: string; botUserId: string; now: Date },
): Promise<void> {
  await transact(db, (tx) =>
    tx
      .insertInto('workspace')
      .values({
        id: workspace.id,
        bot_user_id: workspace.botUserId,
        next_number: 1,
        parked_reason: null,
        created_at: toInstant(workspace.now),
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ bot_user_id: workspace.botUserId, parked_reason: null }),
      )
      .execute(),
  );
}

/**
 * Takes the workspace's next short number (`#12`), from 1. A number is never re-used, not even when what took it is gone;
 * only a transaction that is rolled back gives it back. (product.md *Write*)
 */
export async function takeNumber(tx: Tx, workspaceId: string): Promise<number> {
  const row = await tx
    .updateTable('workspace')
    .set((eb) => ({ next_number: eb('next_number', '+', 1) }))
    .where('id', '=', workspaceId)
    .returning('next_number')
    .executeTakeFirst();
  invariant(row !== undefined, `workspace ${workspaceId} is not recorded`);
  return row.next_number - 1;
}
