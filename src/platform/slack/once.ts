import { z } from 'zod';
import { toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';
import { preparedWrite } from '../db/prepared.ts';
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
  return transact(deps.db, (tx) => doOnce(tx, act, work));
}

/**
 * As `once`, for an act that mostly finds everything as it should be: `look` reads it in the same transaction and answers what
 * `work` needs. Where it answers undefined nothing is written, not even the key, and undefined is the answer: then the act goes
 * its long way, which asks Slack, or refuses with a sentence.
 */
export async function onceIfReady<Found>(
  deps: Pick<Deps, 'db'>,
  act: Pick<Act, 'workspaceId' | 'key' | 'now'>,
  steps: {
    look: (tx: Tx) => Promise<Found | undefined>;
    work: (tx: Tx, found: Found) => Promise<Reply>;
  },
): Promise<Reply | undefined> {
  return transact(deps.db, async (tx) => {
    const found = await steps.look(tx);
    return found === undefined ? undefined : doOnce(tx, act, () => steps.work(tx, found));
  });
}

const insertKey = preparedWrite<{ workspaceId: string; key: string; at: string }>()((db, at) =>
  db
    .insertInto('action_key')
    .values({ workspace_id: at('workspaceId'), key: at('key'), reply: '', at: at('at') })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'key']).doNothing()),
);

async function doOnce(
  tx: Tx,
  act: Pick<Act, 'workspaceId' | 'key' | 'now'>,
  work: (tx: Tx) => Promise<Reply>,
): Promise<Reply> {
  const { workspaceId, key, now } = act;
  const kept = await insertKey(tx, { workspaceId, key, at: toInstant(now) });
  if (kept !== 1) return readReply(tx, act);
  const reply = await work(tx);
  if (reply.reply !== 'done') {
    await tx
      .updateTable('action_key')
      .set({ reply: JSON.stringify(reply) })
      .where('workspace_id', '=', workspaceId)
      .where('key', '=', key)
      .execute();
  }
  return reply;
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

const keptMs = 7 * 24 * 60 * 60_000;

/** Forgets the keys of acts that Slack will not deliver again; it gives up after minutes, we keep them for a week. */
export const forgetOldKeys: Job = {
  name: 'forget-old-keys',
  restsUntil: 'later',
  run: async ({ db, workspaceId }, now) => {
    const before = toInstant(new Date(now.getTime() - keptMs));
    const old = await db
      .selectFrom('action_key')
      .select('key')
      .where('workspace_id', '=', workspaceId)
      .where('at', '<', before)
      .limit(1)
      .executeTakeFirst();
    if (old === undefined) return;
    await transact(db, (tx) =>
      tx
        .deleteFrom('action_key')
        .where('workspace_id', '=', workspaceId)
        .where('at', '<', before)
        .execute(),
    );
  },
};
