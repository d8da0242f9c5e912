import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checklistOf, countPages, readPlace, windowOf, writePlace } from './rules.ts';

describe('pages', () => {
  it('show everything once, in order, and no page is empty of all lists', () => {
    const list = fc.record({
      all: fc.array(fc.integer(), { maxLength: 60 }),
      size: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 4 }), (lists) => {
        const pages = countPages(lists.map(({ all, size }) => ({ length: all.length, size })));
        const numbers = Array.from({ length: pages }, (_, page) => page);
        for (const { all, size } of lists) {
          const shown = numbers.map((page) => windowOf(all, page, size));
          expect(shown.flat()).toEqual(all);
          expect(shown.every((window) => window.length <= size)).toBe(true);
        }
        const last = lists.some(({ all, size }) => windowOf(all, pages - 1, size).length > 0);
        expect(last || pages === 1).toBe(true);
      }),
    );
  });

  it('are remembered by buttons, and nonsense is the first page', () => {
    const place = fc.record({
      page: fc.integer({ min: 0, max: 9999 }),
      teamId: fc.constantFrom('', 'tm_1', 'tm_x9'),
    });
    fc.assert(
      fc.property(place, (one) => {
        expect(readPlace(writePlace(one))).toEqual(one);
      }),
    );
    for (const value of ['', 'first', '-1', '99999', '1e3']) expect(readPlace(value).page).toBe(0);
  });
});

describe('the checklist of a new team', () => {
  it('ticks what is done and disappears with the first decision', () => {
    const nothing = { hasOnePager: false, hasReview: false, hasDecision: false };
    const done = (steps: typeof nothing) => checklistOf(steps)?.map((line) => line.isDone);
    expect(done(nothing)).toEqual([true, false, false, false]);
    expect(done({ ...nothing, hasOnePager: true })).toEqual([true, true, false, false]);
    expect(done({ ...nothing, hasOnePager: true, hasReview: true })).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(checklistOf({ ...nothing, hasDecision: true })).toBeUndefined();
  });
});
