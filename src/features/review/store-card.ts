import type { ExpressionBuilder } from 'kysely';
import type { CardId, DecisionId, ReviewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';

/** Marks a card decided; false when somebody else decided it, or the review closed, in the meantime. */
export async function decideCard(tx: Tx, id: CardId, decisionId: DecisionId): Promise<boolean> {
  const result = await tx
    .updateTable('card')
    .set((eb) => ({
      state: 'decided' as const,
      decision_id: decisionId,
      ended_version: versionNow(eb),
    }))
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Ends the cards of a review that nobody decided. */
export async function endOpenCards(tx: Tx, reviewId: ReviewId): Promise<void> {
  await tx
    .updateTable('card')
    .set((eb) => ({ state: 'no-decision' as const, ended_version: versionNow(eb) }))
    .where('review_id', '=', reviewId)
    .where('state', '=', 'open')
    .execute();
}

/** The version in force at this moment of the transaction; the decision's own amendment comes after. */
function versionNow(eb: ExpressionBuilder<Tables, 'card'>) {
  return eb
    .selectFrom('onepager')
    .select('onepager.version')
    .whereRef('onepager.id', '=', 'card.onepager_id');
}
