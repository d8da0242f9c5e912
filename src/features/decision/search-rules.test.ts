import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/time.ts';
import {
  emptySearch,
  isEmptySearch,
  parseSearch,
  type Search,
  searchLimits,
  toWords,
} from './search-rules.ts';

const today = '2026-12-01';
const people = [
  { userId: 'UANA', name: 'Ana' },
  { userId: 'UBEN', name: 'Ben Okafor' },
  { userId: 'UBEN2', name: 'ben okafor' },
  { userId: 'UZOE', name: 'Zoë Ångström' },
];

const find = (text: string) => parseSearch(text, today, people);
/** What of a search is not empty. */
function found(text: string): Partial<Search> {
  const search = find(text);
  if ('refused' in search) throw new Error(JSON.stringify(search));
  const entries = Object.entries(search).filter(([name, value]) => {
    const empty: unknown = Reflect.get(emptySearch, name);
    return JSON.stringify(value) !== JSON.stringify(empty);
  });
  return Object.fromEntries(entries);
}

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
  it('finds everything when nothing is typed', () => {
    expect(find('  ')).toEqual(emptySearch);
  });

  it.each<[string, Partial<Search>]>([
    ['cache slow', { words: ['cache', 'slow'] }],
    ['"cache" AND (-x) NEAR/2', { words: ['cache', 'and', 'x', 'near', '2'] }],
    ['stopped cache', { kinds: ['stop'], words: ['cache'] }],
    ['STOPPED or Promoted', { kinds: ['stop', 'promote'], words: ['or'] }],
    ['“stopped” “against the rule”', { words: ['stopped', 'against', 'the', 'rule'] }],
    ['due', { isDue: true }],
    ['against the rule, against majority', { isAgainstRule: true, isAgainstMajority: true }],
    ['against us', { words: ['against', 'us'] }],
    ['12', { words: ['12'] }],
    ['#12', { words: ['12'] }],
  ])('reads %s', (text, wanted) => {
    expect(found(text)).toEqual(wanted);
  });

  it.each<[string, Partial<Search>]>([
    ['@ana', { userIds: ['UANA'] }],
    ['by Ana cache', { userIds: ['UANA'], words: ['cache'] }],
    ['cache by @ana', { userIds: ['UANA'], words: ['cache'] }],
    ['owner <@UXYZ1|mia>', { userIds: ['UXYZ1'] }],
    ['from ana since 1 Nov', { userIds: ['UANA'], from: '2026-11-01' }],
    ['@Ben Okafor queue', { userIds: ['UBEN', 'UBEN2'], words: ['queue'] }],
    ['ana', { userIds: ['UANA'] }],
    ['"ana"', { words: ['ana'] }],
    ['zoe angstrom', { userIds: ['UZOE'] }],
    ['by mistake', { words: ['by', 'mistake'] }],
  ])('knows who is meant by %s', (text, wanted) => {
    expect(found(text)).toEqual(wanted);
  });

  it.each<[string, Partial<Search>]>([
    ['since 2026-11-01', { from: '2026-11-01' }],
    ['from 1 Nov until 15 November', { from: '2026-11-01', until: '2026-11-15' }],
    ['from 1 Dec to 5 Dec 2026', { from: '2026-12-01', until: '2026-12-05' }],
    ['since Nov 3rd, 2025', { from: '2025-11-03' }],
    ['since 24 dec', { from: '2025-12-24' }],
    ['since 1.11. until 2.11.2026', { from: '2026-11-01', until: '2026-11-02' }],
    ['after 1 Nov before 5 Nov', { from: '2026-11-02', until: '2026-11-04' }],
    ['on 29 Feb', { from: '2024-02-29', until: '2024-02-29' }],
    ['in March', { from: '2026-03-01', until: '2026-03-31' }],
    ['in dec', { from: '2026-12-01', until: '2026-12-31' }],
    ['in Feb 2024', { from: '2024-02-01', until: '2024-02-29' }],
    ['since may', { from: '2026-05-01' }],
    ['until nov', { until: '2026-11-30' }],
    ['in 2025', { from: '2025-01-01', until: '2025-12-31' }],
    ['since yesterday', { from: '2026-11-30' }],
    ['on today', { from: '2026-12-01', until: '2026-12-01' }],
    [
      'learned from users in production',
      { words: ['learned', 'from', 'users', 'in', 'production'] },
    ],
    ['from 27 to 35', { words: ['from', '27', 'to', '35'] }],
  ])('knows which days are meant by %s', (text, wanted) => {
    expect(found(text)).toEqual(wanted);
  });

  it.each<[string, object]>([
    ['"*" -', { refused: 'no-words' }],
    ['since 1/11', { refused: 'unknown-day', typed: '1/11' }],
    ['since 2026-02-30', { refused: 'unknown-day', typed: '2026-02-30' }],
    ['until 31 Feb', { refused: 'unknown-day', typed: '31 Feb' }],
    ['by @nobody', { refused: 'unknown-person', typed: '@nobody' }],
    [
      'from 5 Nov until 1 Nov',
      { refused: 'days-crossed', from: '2026-11-05', until: '2026-11-01' },
    ],
  ])('refuses %s', (text, wanted) => {
    expect(find(text)).toEqual(wanted);
  });

  it('refuses 3,000 characters, saying how many that is', () => {
    expect(find('x'.repeat(3000))).toEqual({ refused: 'too-long', characters: 3000 });
    expect(find('😀a'.repeat(150))).toMatchObject({ words: ['a'] });
  });

  it('looks for the first eight words and says so', () => {
    expect(found('a b c d e f g h i')).toEqual({
      words: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
      wasCut: true,
    });
  });

  it('stays within its limits for any text, and never has days crossed', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom(
        'since',
        'until',
        'by',
        '@',
        '"',
        '1',
        'Nov',
        '2026',
        'against',
        'the',
        'due',
      ),
      fc.constantFrom(
        '<@U1>',
        '<@U1',
        '<@>',
        '@Ana',
        '2026-13-01',
        '0 Jan',
        'in',
        '“',
        '”',
        '32.1.',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const search = parseSearch(pieces.join(' '), today, people);
        if ('refused' in search) return;
        const { words, from, until } = search;
        expect(words.length).toBeLessThanOrEqual(searchLimits.words);
        for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}]{1,60}$/u);
        if (from !== undefined && until !== undefined) expect(from <= until).toBe(true);
      }),
    );
  });

  it('reads back what a search says, in any order and any case', () => {
    const day = fc.integer({ min: -2000, max: 2000 }).map((days) => addDays(today, days));
    const word = fc.constantFrom('cache', 'queue', 'signup', 'p95', 'angst');
    const wanted = fc.record({
      words: fc.uniqueArray(word, { maxLength: 4 }),
      kinds: fc.uniqueArray(fc.constantFrom('stop', 'promote', 'continue', 'change', 'opened')),
      userIds: fc.uniqueArray(fc.constantFrom('U1', 'U22', 'W3')),
      days: fc.tuple(day, fc.nat(400)),
      marks: fc.record({ isDue: fc.boolean(), isAgainstRule: fc.boolean() }),
      isUpper: fc.boolean(),
      order: fc.array(fc.nat(100), { minLength: 20, maxLength: 20 }),
    });
    fc.assert(
      fc.property(wanted, ({ words, kinds, userIds, days, marks, isUpper, order }) => {
        const [from, length] = days;
        const until = addDays(from, length);
        const parts = [
          ...words.map((one) => `"${one}"`),
          ...kinds,
          ...userIds.map((id) => `by <@${id}>`),
          `since ${from}`,
          `until ${until}`,
          ...(marks.isDue ? ['due'] : []),
          ...(marks.isAgainstRule ? ['against the rule'] : []),
        ];
        const shuffled = parts
          .map((part, index) => ({ part, at: order[index] ?? 0 }))
          .toSorted((one, other) => one.at - other.at)
          .map(({ part }) => (isUpper ? part.toUpperCase() : part));
        const search = parseSearch(shuffled.join(' '), today, people);
        expect(sorted(search)).toEqual(
          sorted({ ...emptySearch, ...marks, words, kinds, userIds, from, until }),
        );
      }),
    );
  });

  it('takes a day without a year for the latest that is not in the future', () => {
    const days = fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 364 }));
    fc.assert(
      fc.property(days, ([start, back]) => {
        const now = addDays('2020-01-01', start);
        const meant = addDays(now, -back);
        const typed = `${Number(meant.slice(8))}.${Number(meant.slice(5, 7))}.`;
        const search = parseSearch(`on ${typed}`, now, []);
        expect('from' in search && search.from).toBe(meant);
      }),
    );
  });

  it('looks for whatever stands in quotes as words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const inside = text.replace(/["“”„«»]/g, ' ');
        const search = parseSearch(`"${inside}"`, today, people);
        const words = [...new Set(toWords(inside))];
        if ('refused' in search) expect(words).toEqual([]);
        else
          expect(search).toEqual({
            ...emptySearch,
            words: words.slice(0, 8),
            wasCut: words.length > 8,
          });
      }),
    );
  });

  it('finds everybody by the name that they have', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(name, (typed) => {
        // A name of signs only, or with quotes in it, cannot be typed as one.
        fc.pre(
          toWords(typed).length > 0 && !/["“”„«»<]/.test(typed) && /^[\p{L}\p{N}]/u.test(typed),
        );
        const search = parseSearch(`@${typed}`, today, [{ userId: 'U9', name: typed }]);
        expect('userIds' in search && search.userIds).toEqual(['U9']);
      }),
    );
  });
});

describe('isEmptySearch', () => {
  it('is true of nothing but a search for nothing', () => {
    expect(isEmptySearch(emptySearch)).toBe(true);
    for (const change of [
      { words: ['a'] },
      { kinds: ['stop' as const] },
      { userIds: ['U1'] },
      { from: today },
      { until: today },
      { isDue: true },
      { isAgainstRule: true },
      { isAgainstMajority: true },
    ]) {
      expect(isEmptySearch({ ...emptySearch, ...change })).toBe(false);
    }
  });
});

/** Lists in one order, so that searches that mean the same are equal. */
function sorted(search: object): object {
  return Object.fromEntries(
    Object.entries(search).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.toSorted() : value,
    ]),
  );
}
