import type { CardId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { wantRedraw } from '../../platform/outbox/store-redraw.ts';
import type { Drawing } from '../../platform/slack/feature.ts';
import { findPlacedCard } from './access.ts';
import { putCard } from './project.ts';

/** Asks that a card be drawn anew; of a review that is open ahead nothing is posted before its time. */
export async function wantCard(
  tx: Tx,
  workspaceId: string,
  what: { cardId: CardId; isAhead: boolean },
): Promise<void> {
  if (!what.isAhead) await wantRedraw(tx, workspaceId, `card:${what.cardId}`);
}

/** Puts what a card should show now, for those who only asked that it be drawn anew. */
export const drawCard: Drawing = async (tx: Tx, { deps, id }, now) => {
  const placed = await findPlacedCard(tx, deps.workspaceId, id);
  if (placed !== undefined) await putCard(tx, { ...placed, newId: deps.newId }, now);
};
