import type { ReviewId } from '../../lib/ids.ts';
import { justAfter } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { findOpenReview, listCards, listClosedCards } from '../review/store.ts';
import type { Gatherer, Look } from './gather.ts';
import { type Finding, spokenUntil } from './rules.ts';
import { findStatusTheatre, type ReviewFacts } from './theatre-rules.ts';

/** Status theatre, from the cards of closed reviews and those of the open one. */
export const theatreGatherer: Gatherer = { kinds: ['status-theatre'], find: findTheatre };

async function findTheatre(db: Db, { team, known, now }: Look): Promise<Finding[]> {
  const after = spokenUntil(known, { kind: 'status-theatre', subject: '' });
  const reviews = new Map<ReviewId, ReviewFacts>();
  const to = justAfter(now);
  const window = { teamId: team.id, from: after ?? team.setUpAt, to };
  for (const { reviewId, closedAt, state } of await listClosedCards(db, window)) {
    const review = reviews.get(reviewId) ?? { id: reviewId, closedAt, cards: 0, decided: 0 };
    const decided = review.decided + (state === 'decided' ? 1 : 0);
    reviews.set(reviewId, { ...review, cards: review.cards + 1, decided });
  }
  const open = await findOpenReview(db, team.id);
  const cards = open === undefined ? [] : await listCards(db, open.id);
  const finding = findStatusTheatre({
    closed: [...reviews.values()],
    decidedInOpen: cards.filter(({ state }) => state === 'decided').length,
    ...(after === undefined ? {} : { after }),
  });
  return finding === undefined ? [] : [finding];
}
