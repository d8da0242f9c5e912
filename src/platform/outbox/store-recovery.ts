import { sql } from 'kysely';
import { fromInstant, toInstant } from '../db/instant.ts';
import type { Db, Tx } from '../db/open.ts';

// What a restored backup cannot know: which of its waiting messages, and of those that time wants again, Slack shows already.
// Instants are the machine's. (reliability.md F-81)

/** The `last_error` of a message that may have been posted in the time that the backup does not know. */
export const restored = 'restored';

/** A restore whose outbox was not made safe yet. */
export interface Recovery {
  id: string;
  /** Until when the database reaches. */
  backupAt: Date;
}

/** Numbers that were given after the backup stand in Slack; as many as this are left out, so that none is given twice. */
const skippedNumbers = 100;

/** Notes in a restored database that it is one, before anything is done with it. */
export async function beginRecovery(
  tx: Tx,
  what: { id: string; backupAt: Date; restoredAt: Date },
): Promise<void> {
  await tx
    .insertInto('recovery')
    .values({
      id: what.id,
      backup_at: toInstant(what.backupAt),
      restored_at: toInstant(what.restoredAt),
      done_at: null,
    })
    .execute();
  await tx
    .updateTable('workspace')
    .set((eb) => ({ next_number: eb('next_number', '+', skippedNumbers) }))
    .execute();
}

/** The restore that waits for its next start, if there is one. */
export async function findRecovery(db: Db): Promise<Recovery | undefined> {
  const row = await db
    .selectFrom('recovery')
    .select(['id', 'backup_at'])
    .where('done_at', 'is', null)
    .orderBy('restored_at')
    .executeTakeFirst();
  return row === undefined ? undefined : { id: row.id, backupAt: fromInstant(row.backup_at) };
}

/** Until when the backup reaches that was put in place last; undefined where none ever was. */
export async function findLastRestore(db: Db): Promise<Date | undefined> {
  const row = await db
    .selectFrom('recovery')
    .select((eb) => eb.fn.max('backup_at').as('at'))
    .executeTakeFirst();
  return row?.at === undefined || row.at === null ? undefined : fromInstant(row.at);
}

/** Makes everything uncertain that was never shown: it is looked for in Slack before it is posted. Answers how much that is. */
export async function doubtUnposted(tx: Tx, now: Date): Promise<number> {
  const result = await tx
    .updateTable('message')
    .set({
      state: 'unknown',
      last_error: restored,
      attempts: 0,
      lease_until: null,
      try_at: toInstant(now),
    })
    .where('state', 'in', ['pending', 'sending', 'unknown'])
    .where('ts', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** What was restored is safe: the next start is an ordinary one. */
export async function endRecovery(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('recovery')
    .set({ done_at: toInstant(now) })
    .where('id', '=', id)
    .execute();
}

/** Which of these keys are messages of ours, and which of these timestamps of a channel are taken by one. */
export async function listKnown(
  db: Db,
  workspaceId: string,
  posted: readonly { key: string; ts: string }[],
): Promise<Set<string>> {
  if (posted.length === 0) return new Set();
  const rows = await db
    .selectFrom('message')
    .select(['id', 'ts'])
    .where('workspace_id', '=', workspaceId)
    .where((eb) =>
      eb.or([
        eb(
          sql<string>`id`,
          'in',
          posted.map(({ key }) => key),
        ),
        eb(
          'ts',
          'in',
          posted.map(({ ts }) => ts),
        ),
      ]),
    )
    .execute();
  return new Set(rows.flatMap(({ id, ts }) => [id, ...(ts === null ? [] : [ts])]));
}

/** What a message is for, without what chance made of its address: `review:rv` of `review:rv_0123…`. */
export function purposeOf(address: string): string {
  return address
    .split(':')
    .map((part) => part.replace(/^([a-z]{2,4})_[0-9a-v]{20,}$/, '$1'))
    .join(':');
}
