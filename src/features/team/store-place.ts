import type { Db, Tx } from '../../platform/db/open.ts';

/** Who the bot is in this workspace. */
export async function findBotUserId(db: Db, workspaceId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('workspace')
    .select('bot_user_id')
    .where('id', '=', workspaceId)
    .executeTakeFirst();
  return row?.bot_user_id;
}

/** Whether we keep anything about this person. */
export async function isKnownPerson(db: Db, workspaceId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select('user_id')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Follows a channel that got another id: teams, their roll-ups and messages that are there or on their way. What was cached
 * under the old id is forgotten and asked of Slack again. (https://docs.slack.dev/reference/events/channel_id_changed)
 */
export async function moveChannel(
  tx: Tx,
  workspaceId: string,
  move: { from: string; to: string },
): Promise<void> {
  const { from, to } = move;
  await tx
    .updateTable('team')
    .set({ channel_id: to })
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', from)
    .execute();
  await tx
    .updateTable('team')
    .set({ rollup_channel_id: to })
    .where('workspace_id', '=', workspaceId)
    .where('rollup_channel_id', '=', from)
    .execute();
  await moveMessages(tx, workspaceId, move);
  for (const table of ['channel_member', 'channel'] as const) {
    await tx
      .deleteFrom(table)
      .where('workspace_id', '=', workspaceId)
      .where('channel_id', '=', from)
      .execute();
  }
}

async function moveMessages(
  tx: Tx,
  workspaceId: string,
  move: { from: string; to: string },
): Promise<void> {
  const { from, to } = move;
  await tx
    .updateTable('message')
    .set({ channel_id: to })
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', from)
    .execute();
  await tx
    .updateTable('message')
    .set({ shown_channel_id: to })
    .where('workspace_id', '=', workspaceId)
    .where('shown_channel_id', '=', from)
    .execute();
  // The card of set-up is addressed by its channel; without this it would be posted a second time.
  const taken = await tx
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', `setup:${to}`)
    .executeTakeFirst();
  if (taken !== undefined) return;
  await tx
    .updateTable('message')
    .set({ address: `setup:${to}` })
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', `setup:${from}`)
    .execute();
}
