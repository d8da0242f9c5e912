import type { ExpressionBuilder, Selectable } from 'kysely';
import type { CardId, DecisionId, ReviewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Card } from './rules.ts';

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

/** Ends the cards of a review that nobody decided; what is frozen is decided elsewhere, so its card is only paused. */
export async function endOpenCards(tx: Tx, reviewId: ReviewId): Promise<void> {
  await tx
    .updateTable('card')
    .set((eb) => ({
      state: 'no-decision' as const,
      ended_version: versionNow(eb),
      is_paused: eb.case().when(stateNow(eb), '=', 'frozen').then(1).else(0).end(),
    }))
    .where('review_id', '=', reviewId)
    .where('state', '=', 'open')
    .execute();
}

/** A row as a card. */
export function toCard(row: Selectable<Tables['card']>): Card {
  return {
    id: row.id,
    reviewId: row.review_id,
    onepagerId: row.onepager_id,
    version: row.version,
    position: row.position,
    state: row.state,
    ...(row.decision_id === null ? {} : { decisionId: row.decision_id }),
    ...(row.ended_version === null ? {} : { endedVersion: row.ended_version }),
    ...(row.is_paused === 1 ? { isPaused: true } : {}),
  };
}

/** The version in force at this moment of the transaction; the decision's own amendment comes after. */
function versionNow(eb: ExpressionBuilder<Tables, 'card'>) {
  return eb
    .selectFrom('onepager')
    .select('onepager.version')
    .whereRef('onepager.id', '=', 'card.onepager_id');
}

function stateNow(eb: ExpressionBuilder<Tables, 'card'>) {
  return eb
    .selectFrom('onepager')
    .select('onepager.state')
    .whereRef('onepager.id', '=', 'card.onepager_id');
}
