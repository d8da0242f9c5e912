import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listMinorityLines, parseSearch, searchLimits, toWords } from './rules.ts';

describe('toWords', () => {
  it('folds case, accents and signs', () => {
    expect(toWords('Ångström: the "Read-through" CACHE, 27%!')).toEqual([
      'angstrom',
      'the',
      'read',
      'through',
      'cache',
      '27',
    ]);
  });

  it('gives one word a character where a script has no spaces', () => {
    expect(toWords('決定 log')).toEqual(['決', '定', 'log']);
  });

  it('gives only letters and digits, for any text, and is its own fixed point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const words = toWords(text);
        for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
        expect(toWords(words.join(' '))).toEqual(words);
      }),
    );
  });
});

describe('parseSearch', () => {
  it('reads words and drops every sign of a query language', () => {
    expect(parseSearch('"cache" AND (stop* OR -x) NEAR/2')).toEqual({
      words: ['cache', 'and', 'stop', 'or', 'x', 'near', '2'],
      wasCut: false,
    });
  });

  it('finds everything when nothing is typed', () => {
    expect(parseSearch('  ')).toEqual({ words: [], wasCut: false });
  });

  it('refuses a search without a letter or digit', () => {
    expect(parseSearch('"*" -')).toEqual({ refused: 'no-words' });
  });

  it('cuts 3,000 characters and says so; the beginning of the last word still finds it', () => {
    const search = parseSearch('cache '.repeat(500));
    expect(search).toEqual({ words: ['cache', 'ca'], wasCut: true });
  });

  it('cuts too many words and says so', () => {
    expect(parseSearch('a b c d e f g h i')).toEqual({
      words: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
      wasCut: true,
    });
  });

  it('stays within its limits for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
        const search = parseSearch(text);
        if ('refused' in search) return;
        expect(search.words.length).toBeLessThanOrEqual(searchLimits.words);
        for (const word of search.words) {
          expect([...word].length).toBeLessThanOrEqual(searchLimits.wordCharacters);
        }
      }),
    );
  });
});

describe('listMinorityLines', () => {
  it('gives the losing lines without blanks', () => {
    const texts = { minority: 'Stop: no user gained\n\n  Change: wrong segment ' };
    expect(listMinorityLines({ texts })).toEqual(['Stop: no user gained', 'Change: wrong segment']);
    expect(listMinorityLines({ texts: {} })).toEqual([]);
  });
});
