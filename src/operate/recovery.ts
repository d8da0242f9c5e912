import type { Db, Tx } from '../platform/db/open.ts';
import { transact } from '../platform/db/transact.ts';
import type { Log } from '../platform/log.ts';
import { doubtUnposted, endRecovery, findRecovery } from '../platform/outbox/store-recovery.ts';

/**
 * The first start on a restored backup, before Slack reaches us and before anything is sent: what is due is asked once, and
 * then everything that was never shown counts as perhaps posted, so that the sender looks for it first. Nothing happens
 * on any other start. (reliability.md F-81)
 */
export async function recoverRestored(parts: {
  db: Db;
  log: Log;
  machineNow: () => Date;
  /** Asks everything that is due. */
  ring: () => Promise<void>;
  /** Tells people, in the transaction that makes the outbox safe. */
  tell: (tx: Tx, backupAt: Date) => Promise<void>;
}): Promise<void> {
  const { db, log, machineNow } = parts;
  const recovery = await findRecovery(db);
  if (recovery === undefined) return;
  const { id, backupAt } = recovery;
  await parts.ring();
  const doubted = await transact(db, async (tx) => {
    const count = await doubtUnposted(tx, machineNow());
    await parts.tell(tx, backupAt);
    await endRecovery(tx, id, machineNow());
    return count;
  });
  log.warn(
    { backupAt: backupAt.toISOString(), messages: doubted },
    'this database was restored from a backup: what may have been posted since is looked for first',
  );
}
