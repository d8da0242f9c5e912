import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedText } from '../../../test/harness/typed-text.ts';
import { nothingTyped, readDeviation, type TypedDeviation, typedFrom } from './rules.ts';

const team = {
  floor: [{ id: 'df_1', area: 'Outreach' } as const],
  ownAreas: ['Prices'],
};
const typed: TypedDeviation = {
  area: 'habit:send-more',
  areaOther: '',
  deviation: 'One line on their own work first',
  because: 'people answer when they see why them',
  benefit: 'screens 6 → 9 per 100',
  risk: 'slower writing',
  isReversible: 'yes',
};

describe('readDeviation', () => {
  it('reads the whole departure', () => {
    expect(readDeviation(typed, team)).toEqual({
      words: {
        ...{ area: 'Send more', deviation: typed.deviation, because: typed.because },
        ...{ benefit: typed.benefit, risk: typed.risk, isReversible: true },
      },
    });
  });

  it.each([
    ['other', ' kick-offs', ' kick-offs'],
    ['floor:df_1', '', 'Outreach'],
    ['protected:user data', '', 'User data'],
    ['protected:prices', '', 'Prices'],
  ])('knows the area %s', (area, areaOther, name) => {
    expect(readDeviation({ ...typed, area, areaOther }, team)).toMatchObject({
      words: { area: name },
    });
  });

  it.each([
    ['area', '', 'area', 'missing'],
    ['area', 'habit:none', 'area', 'gone'],
    ['area', 'floor:df_2', 'area', 'gone'],
    ['area', 'protected:cats', 'area', 'gone'],
    ['area', 'other', 'areaOther', 'missing'],
    ['deviation', ' \u200b', 'deviation', 'missing'],
    ['because', '', 'because', 'missing'],
    ['because', 'one line on their own work, first', 'because', 'repeats'],
    ['benefit', '\n', 'benefit', 'missing'],
    ['risk', '', 'risk', 'missing'],
    ['isReversible', '', 'isReversible', 'missing'],
    ['isReversible', 'no', 'isReversible', 'irreversible'],
  ] as const)('says at the field what is short: %s as “%s”', (name, value, field, why) => {
    expect(readDeviation({ ...typed, [name]: value }, team)).toEqual({ errors: { [field]: why } });
  });

  it('lets nothing through that is empty or cannot be undone, and reads back what it refilled', () => {
    const text = fc.oneof(fc.constant(''), typedText());
    const form = fc.record({
      area: fc.oneof(fc.constantFrom('other', 'habit:rewrite', 'protected:security'), typedText()),
      ...{ areaOther: text, deviation: text, because: text, benefit: text, risk: text },
      isReversible: fc.constantFrom('', 'yes', 'no', 'maybe'),
    });
    fc.assert(
      fc.property(form, (given) => {
        const read = readDeviation(given, team);
        if ('errors' in read) {
          expect(Object.keys(read.errors).length).toBeGreaterThan(0);
          return;
        }
        expect(given.isReversible).toBe('yes');
        for (const one of Object.values(read.words)) expect(one).not.toBe('');
        expect(readDeviation(typedFrom(read.words, team.ownAreas), team)).toEqual(read);
      }),
    );
  });

  it('asks for everything when nothing is typed', () => {
    expect(readDeviation(nothingTyped, team)).toEqual({
      errors: {
        ...{ area: 'missing', deviation: 'missing', because: 'missing', benefit: 'missing' },
        ...{ risk: 'missing', isReversible: 'missing' },
      },
    });
  });
});
