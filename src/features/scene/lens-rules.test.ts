import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_FIELDS, LENSES } from '../quality/rules.ts';
import { isSameName } from '../quality/words.ts';
import { findLens, listLenses, pickPair } from './lens-rules.ts';

describe('listLenses', () => {
  it('has the five pairs, each of two different signals', () => {
    expect(listLenses().map(({ id }) => id)).toEqual([...LENSES]);
    for (const { pair } of listLenses()) {
      expect(isSameName(pair.proxyName, pair.outcomeName)).toBe(false);
    }
    expect(findLens('nope')).toBeUndefined();
  });
});

describe('pickPair', () => {
  const lenses = fc.constantFrom(...listLenses());

  it('fills an empty form, and gives way to another pair', () => {
    fc.assert(
      fc.property(lenses, lenses, (first, second) => {
        const { fields } = pickPair(EMPTY_FIELDS, first);
        expect(fields).toMatchObject({ lens: first.id, ...first.pair });
        expect(pickPair(fields, second)).toMatchObject({ fields: second.pair, kept: [] });
      }),
    );
  });

  it('never takes the place of a person’s own words', () => {
    const own = { ...EMPTY_FIELDS, proxyName: 'My own number' };
    fc.assert(
      fc.property(lenses, (lens) => {
        const { fields, kept } = pickPair(own, lens);
        expect([fields.proxyName, fields.outcomeName]).toEqual([
          'My own number',
          lens.pair.outcomeName,
        ]);
        expect(kept).toEqual(['My own number']);
      }),
    );
  });
});
