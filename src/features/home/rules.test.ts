import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takePage } from './rules.ts';

describe('takePage', () => {
  it('shows everything once, in order, when its pages are turned', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (all, size) => {
          const shown: number[] = [];
          let page: number | undefined = 0;
          while (page !== undefined) {
            const cut: { items: number[]; next?: number } = takePage(all, page, size);
            expect(cut.items.length).toBeLessThanOrEqual(size);
            shown.push(...cut.items);
            page = cut.next;
          }
          expect(shown).toEqual(all);
        },
      ),
    );
  });

  it('answers a page that does not exist with the first', () => {
    expect(takePage([1, 2, 3], 7, 2)).toEqual({ items: [1, 2], next: 1 });
    expect(takePage([1, 2, 3], -1, 2)).toEqual({ items: [1, 2], next: 1 });
  });
});
