import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findStatusTheatre, type ReviewFacts } from './theatre-rules.ts';

const closedAt = (week: number) => new Date(Date.UTC(2026, 0, 7 * week));

/** Closed reviews, week by week from 1: how many of how many cards were decided. */
function reviews(all: readonly [decided: number, cards: number][]): ReviewFacts[] {
  return all.map(([decided, cards], index) => {
    return { id: `rv_${index + 1}`, closedAt: closedAt(index + 1), decided, cards };
  });
}

describe('findStatusTheatre', () => {
  it.each<[string, [number, number][], string | undefined]>([
    ['one review is not enough', [[0, 3]], undefined],
    [
      'two in a row',
      [
        [0, 3],
        [0, 1],
      ],
      'from review rv_1',
    ],
    [
      'one card decided in the first',
      [
        [1, 3],
        [0, 3],
      ],
      undefined,
    ],
    [
      'one card decided in the last',
      [
        [0, 3],
        [1, 3],
      ],
      undefined,
    ],
    [
      'a review without cards neither counts nor breaks',
      [
        [0, 3],
        [0, 0],
        [0, 2],
      ],
      'from review rv_1',
    ],
    [
      'reviews without cards make none',
      [
        [0, 0],
        [0, 0],
      ],
      undefined,
    ],
    [
      'a decision before two empty ones',
      [
        [2, 2],
        [0, 2],
        [0, 2],
      ],
      'from review rv_2',
    ],
  ])('%s', (_, all, facts) => {
    expect(findStatusTheatre({ closed: reviews(all), decidedInOpen: 0 })?.facts).toBe(facts);
  });

  it('is cleared at once by a card that is decided in the open review', () => {
    const closed = reviews([
      [0, 3],
      [0, 3],
    ]);
    expect(findStatusTheatre({ closed, decidedInOpen: 1 })).toBeUndefined();
  });

  it('fires exactly when the last two reviews with cards decided none, counted after an answer', () => {
    const review = fc
      .nat({ max: 3 })
      .chain((cards) => fc.tuple(fc.nat({ max: cards }), fc.constant(cards)));
    fc.assert(
      fc.property(
        fc.array(review, { maxLength: 10 }),
        fc.nat({ max: 1 }),
        fc.nat({ max: 10 }),
        (all, decidedInOpen, week) => {
          const closed = reviews(all).toReversed();
          const finding = findStatusTheatre({ closed, decidedInOpen, after: closedAt(week) });
          const lastTwo = all
            .slice(week)
            .filter(([, cards]) => cards > 0)
            .slice(-2);
          const holds = lastTwo.length === 2 && lastTwo.every(([decided]) => decided === 0);
          expect(finding !== undefined).toBe(holds && decidedInOpen === 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
