import { z } from 'zod';
import { toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import { transact } from '../db/transact.ts';
import type { Act, Deps, Job, Reply } from './feature.ts';

/**
 * Does a person's act in one transaction, at most once however often Slack delivers it: the act's key is written with its
 * effect, and a second delivery gets the answer of the first. (reliability.md P02, P03)
 */
export async function once(
  deps: Pick<Deps, 'db'>,
  act: Pick<Act, 'workspaceId' | 'key' | 'now'>,
  work: (tx: Tx) => Promise<Reply>,
): Promise<Reply> {
  return transact(deps.db, async (tx) => {
    const claimed = await tx
      .insertInto('action_key')
      .values({ workspace_id: act.workspaceId, key: act.key, reply: '', at: toInstant(act.now) })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'key']).doNothing())
      .executeTakeFirst();
    if (claimed.numInsertedOrUpdatedRows !== 1n) return readReply(tx, act);
    const reply = await work(tx);
    if (reply.reply !== 'done') {
      await tx
        .updateTable('action_key')
        .set({ reply: JSON.stringify(reply) })
        .where('workspace_id', '=', act.workspaceId)
        .where('key', '=', act.key)
        .execute();
    }
    return reply;
  });
}

const replySchema = z.custom<Reply>(
  (value) => z.object({ reply: z.string() }).safeParse(value).success,
);

async function readReply(db: Db, act: Pick<Act, 'workspaceId' | 'key'>): Promise<Reply> {
  const row = await db
    .selectFrom('action_key')
    .select('reply')
    .where('workspace_id', '=', act.workspaceId)
    .where('key', '=', act.key)
    .executeTakeFirst();
  if (row === undefined || row.reply === '') return { reply: 'done' };
  return replySchema.parse(JSON.parse(row.reply));
}

const keptDays = 7;

/** Forgets the keys of acts that Slack will not deliver again; it gives up after minutes, we keep them for a week. */
export const forgetOldKeys: Job = {
  name: 'forget-old-keys',
  run: async (deps, now) => {
    const before = toInstant(new Date(now.getTime() - keptDays * 24 * 60 * 60 * 1000));
    const old = await deps.db
      .selectFrom('action_key')
      .select('key')
      .where('workspace_id', '=', deps.workspaceId)
      .where('at', '<', before)
      .limit(1)
      .executeTakeFirst();
    if (old === undefined) return;
    await transact(deps.db, (tx) =>
      tx
        .deleteFrom('action_key')
        .where('workspace_id', '=', deps.workspaceId)
        .where('at', '<', before)
        .execute(),
    );
  },
};
