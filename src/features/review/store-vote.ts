import type { CardId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Vote } from './rules.ts';

/** Keeps a person's vote on a card; a later one replaces it. */
export async function saveVote(tx: Tx, cardId: CardId, vote: Vote): Promise<void> {
  const columns = { choice: vote.choice, reason: vote.reason, at: toInstant(vote.at) };
  await tx
    .insertInto('vote')
    .values({ card_id: cardId, user_id: vote.userId, ...columns })
    .onConflict((conflict) => conflict.columns(['card_id', 'user_id']).doUpdateSet(columns))
    .execute();
}

/** The votes on a card, one for each person. */
export async function listVotes(db: Db, cardId: CardId): Promise<Vote[]> {
  const rows = await db
    .selectFrom('vote')
    .selectAll()
    .where('card_id', '=', cardId)
    .orderBy('at')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    choice: row.choice,
    reason: row.reason,
    at: fromInstant(row.at),
  }));
}
