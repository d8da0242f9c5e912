// Status theatre: two reviews in a row closed without a single card decided. A review that had no cards, or was called off,
// neither counts nor breaks. A card that is decided in the open review clears it at once; after an answer, two further
// reviews are counted. (product.md *Alarms*; THRASH-3)

import type { ReviewId } from '../../lib/ids.ts';
import { type Finding, markStreak, takeStreak } from './rules.ts';

/** A closed review, as far as this alarm reads it. */
export interface ReviewFacts {
  id: ReviewId;
  closedAt: Date;
  cards: number;
  decided: number;
}

/** Status theatre; `closed` in any order. `after`: reviews that closed until then were spoken about already. */
export function findStatusTheatre(history: {
  closed: readonly ReviewFacts[];
  /** Cards that were decided in the review that is open now. */
  decidedInOpen: number;
  after?: Date;
}): Finding | undefined {
  const { closed, decidedInOpen, after } = history;
  if (decidedInOpen > 0) return undefined;
  const counted = closed
    .filter(({ cards, closedAt }) => cards > 0 && (after === undefined || closedAt > after))
    .toSorted((one, other) => other.closedAt.getTime() - one.closedAt.getTime());
  const streak = takeStreak(counted, ({ decided }) => decided === 0);
  const marks = markStreak(streak);
  if (marks === undefined) return undefined;
  return {
    kind: 'status-theatre',
    subject: '',
    facts: `from review ${marks.first.id}`,
    sinceAt: marks.fired.closedAt,
    evidence: streak.map(({ closedAt, cards }) => ({
      what: 'review',
      at: closedAt,
      counts: { cards },
    })),
  };
}
