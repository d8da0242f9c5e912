import type { CardId, ReviewId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared, preparedSend } from '../../platform/db/prepared.ts';
import type { Vote } from './rules.ts';

const upsertVote = preparedSend<Omit<Vote, 'at'> & { cardId: CardId; at: string }>()((db, at) => {
  const columns = { choice: at('choice'), reason: at('reason'), at: at('at') };
  return db
    .insertInto('vote')
    .values({ card_id: at('cardId'), user_id: at('userId'), ...columns })
    .onConflict((conflict) => conflict.columns(['card_id', 'user_id']).doUpdateSet(columns));
});

/** Keeps a person's vote on a card; a later one replaces it. */
export async function saveVote(tx: Tx, cardId: CardId, vote: Vote): Promise<void> {
  const { userId, choice, reason, at } = vote;
  await upsertVote(tx, { cardId, userId, choice, reason, at: toInstant(at) });
}

const votesOf = prepared<{ cardId: CardId }>()((db, at) =>
  db
    .selectFrom('vote')
    .selectAll()
    .where('card_id', '=', at('cardId'))
    .orderBy('at')
    .orderBy('user_id'),
);

/** The votes on a card, one for each person. */
export async function listVotes(db: Db, cardId: CardId): Promise<Vote[]> {
  const rows = await votesOf(db, { cardId });
  return rows.map((row) => ({
    userId: row.user_id,
    choice: row.choice,
    reason: row.reason,
    at: fromInstant(row.at),
  }));
}

/** Who has voted on each card of a review; a card without votes is left out. */
export async function listVoters(db: Db, reviewId: ReviewId): Promise<Map<CardId, string[]>> {
  const rows = await db
    .selectFrom('vote')
    .innerJoin('card', 'card.id', 'vote.card_id')
    .select(['vote.card_id', 'vote.user_id'])
    .where('card.review_id', '=', reviewId)
    .orderBy('vote.user_id')
    .execute();
  const voters = new Map<CardId, string[]>();
  for (const row of rows)
    voters.set(row.card_id, [...(voters.get(row.card_id) ?? []), row.user_id]);
  return voters;
}
