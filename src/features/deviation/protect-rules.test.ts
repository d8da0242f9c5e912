import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedText } from '../../../test/harness/typed-text.ts';
import {
  areaKey,
  checkArea,
  findProtected,
  longestAreaName,
  mostOwnAreas,
  PROTECTED_AREAS,
} from './protect-rules.ts';

describe('findProtected', () => {
  it.each([
    ['Security', 'Security'],
    ['the security review before launch', 'Security'],
    ['USER-DATA handling', 'User data'],
    ['ｃｏｍｐｌｉａｎｃｅ', 'Compliance'],
    ['how we set prices', 'Prices'],
    ['安全检查', '安全'],
  ])('finds what %s touches', (area, name) => {
    expect(findProtected(area, ['Prices', '安全'])).toBe(name);
  });

  it.each(['send more', 'insecurity', 'user stories about data', 'cybersecurityish', '', '🚀'])(
    'leaves %s free',
    (area) => {
      expect(findProtected(area, ['Prices'])).toBeUndefined();
    },
  );

  it('finds every protected name again, in any case and between any words', () => {
    const wordOf = fc.constantFrom('the', 'our', 'x1', 'über', 'план');
    fc.assert(
      fc.property(
        fc.constantFrom(...PROTECTED_AREAS, 'Price list'),
        fc.boolean(),
        fc.array(wordOf),
        fc.array(wordOf),
        (name, isLoud, before, after) => {
          const said = [...before, isLoud ? name.toUpperCase() : name.toLowerCase(), ...after];
          expect(findProtected(said.join(' – '), ['Price list'])).toBe(name);
        },
      ),
    );
  });
});

describe('checkArea', () => {
  it('takes a name once, whatever its case, and none of those that everybody protects', () => {
    expect(checkArea('  Price\tlist ', [])).toEqual({ name: 'Price list', key: 'price list' });
    expect(checkArea('PRICE-LIST', ['Price list'])).toEqual({ refused: 'known' });
    expect(checkArea('user data', [])).toEqual({ refused: 'known' });
    expect(checkArea(' \u200b ', [])).toEqual({ refused: 'blank' });
    expect(checkArea('!!!', [])).toEqual({ refused: 'blank' });
    expect(checkArea('x'.repeat(longestAreaName + 1), [])).toEqual({ refused: 'too-long' });
    const many = Array.from({ length: mostOwnAreas }, (_, index) => `area ${index}`);
    expect(checkArea('one more', many)).toEqual({ refused: 'too-many' });
  });

  it('answers a name that fits a menu and protects what is called so', () => {
    fc.assert(
      fc.property(typedText(), (typed) => {
        const checked = checkArea(typed, []);
        if ('refused' in checked) return;
        expect(`protected:${checked.key}`.length).toBeLessThanOrEqual(75);
        expect(checked.key).toBe(areaKey(checked.name));
        expect([...PROTECTED_AREAS, checked.name]).toContain(
          findProtected(checked.name, [checked.name]),
        );
      }),
    );
  });
});
