import type { Anchor } from '../../platform/db/chain.ts';
import type { Db } from '../../platform/db/open.ts';

// The end of each workspace's chain, for those who keep it outside of the database. (P36)

/** The last entry of a workspace's log: its number in the chain and its hash; undefined for an empty log. */
export async function findHead(db: Db, workspaceId: string): Promise<Anchor | undefined> {
  return db
    .selectFrom('decision')
    .select(['seq', 'hash'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The hash of the entry at a place of the chain; undefined past its end. */
export async function findHash(
  db: Db,
  workspaceId: string,
  seq: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('decision')
    .select('hash')
    .where('workspace_id', '=', workspaceId)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.hash;
}
