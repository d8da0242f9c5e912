import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachOf } from '../signal/reach.ts';
import { appendNote, type CardNote, latestOf, readReading, wouldReplace } from './rules.ts';

const percent = { value: 41, unit: 'percent', suffix: '%' } as const;
const plain = { value: 120, unit: 'plain', suffix: '' } as const;

function read(value: string, counted = '') {
  return readReading({ value, counted }, percent);
}

describe('readReading', () => {
  it('takes nothing typed for no new number', () => {
    expect(read(' ', '')).toEqual({ reading: { isMissing: true } });
  });

  it('reads numbers as people write them', () => {
    expect(read('46%')).toEqual({ reading: { value: 46, isMissing: false } });
    expect(read('46,5 %')).toEqual({ reading: { value: 46.5, isMissing: false } });
    expect(readReading({ value: '1,234', counted: '' }, plain)).toEqual({
      reading: { value: 1234, isMissing: false },
    });
  });

  it('makes a share from its count, which is exact where the typed share is rounded', () => {
    const reading = { value: 46.116505, numerator: 190, denominator: 412, isMissing: false };
    expect(read('', '190 / 412')).toEqual({ reading });
    expect(read('46.1%', '190 of 412')).toEqual({ reading });
    expect(read('46%', '412')).toEqual({
      reading: { value: 46, denominator: 412, isMissing: false },
    });
  });

  it.each([
    ['a word', 'good', '', 'value'],
    ['another unit', '46 ms', '', 'value'],
    ['out of nothing', '', '3 / 0', 'counted'],
    ['more than all', '', '500 / 412', 'counted'],
    ['half a person', '', '1.5 / 412', 'counted'],
    ['a count that is none', '', 'many', 'counted'],
    ['three numbers', '', '1 / 2 / 3', 'counted'],
    ['all of it without the part', '', '412', 'counted'],
    ['a share that its count contradicts', '50%', '190 / 412', 'value'],
  ])(
    'refuses %s at its field, with an example or what would be right',
    (_what, value, counted, field) => {
      const result = read(value, counted);
      expect(result).toMatchObject({ refused: field });
      expect('why' in result && /\d/.test(result.why)).toBe(true);
    },
  );

  it.each(['NaN', 'Infinity', '1e9', '1e3', '0x10', '1_000', '٤٦', '4 6', '--46', '46-', '4.6.1'])(
    'takes %s for no number, and says how one is written (B-68)',
    (value) => {
      expect(read(value)).toMatchObject({ refused: 'value', why: expect.stringMatching(/\d/) });
    },
  );

  it('never answers a number that is none, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, counted) => {
        const result = read(value, counted);
        if ('refused' in result) {
          expect(result.why.length).toBeGreaterThan(10);
          return;
        }
        const { reading } = result;
        expect(reading.isMissing).toBe(reading.value === undefined);
        if (reading.value !== undefined) expect(Number.isFinite(reading.value)).toBe(true);
        expect(reading.denominator ?? 1).toBeGreaterThan(0);
      }),
    );
  });

  it('reads every whole count back as its share', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 10_000 }), (part, all) => {
        const result = read('', `${part} / ${all}`);
        if (part > all) {
          expect(result).toMatchObject({ refused: 'counted' });
          return;
        }
        expect(result).toMatchObject({ reading: { numerator: part, denominator: all } });
      }),
    );
  });
});

const by = { byUserId: 'U1', at: new Date('2026-12-01T10:00:00.000Z') };

describe('latestOf', () => {
  it('passes over answers without a number', () => {
    const latest = latestOf([
      { signalId: 'sg_1', isMissing: true, ...by },
      { signalId: 'sg_1', value: 44, isMissing: false, ...by },
      { signalId: 'sg_1', value: 41, isMissing: false, ...by },
    ]);
    expect(latest.get('sg_1')?.value).toBe(44);
  });
});

describe('readings for a closed card', () => {
  it('may fill a gap but not replace a number', () => {
    const late = { value: 50, isMissing: false };
    expect(wouldReplace(undefined, late, percent)).toBe(false);
    expect(wouldReplace({ isMissing: true }, late, percent)).toBe(false);
    expect(wouldReplace({ value: 46, isMissing: false }, late, percent)).toBe(true);
    expect(wouldReplace({ value: 50.001, isMissing: false }, late, percent)).toBe(false);
  });

  it('put later words under the earlier ones', () => {
    const note: CardNote = { changed: '', unchanged: '', why: 'first', against: '', ...by };
    const later = { ...note, why: 'second', against: 'one campaign' };
    expect(appendNote(note, later)).toMatchObject({
      why: 'first\nsecond',
      against: 'one campaign',
    });
    expect(appendNote(note, note)).toEqual(note);
  });
});

describe('a number that cannot be', () => {
  const share = { value: 41, unit: 'percent', suffix: '%' } as const;
  const growth = { value: 120, unit: 'percent', suffix: '%' } as const;
  const rate = { value: 6, unit: 'count', suffix: ' per 100' } as const;
  const whyOf = (result: ReturnType<typeof readReading>) => ('why' in result ? result.why : '');

  it('is no share under 0% or over 100%, with a count or without', () => {
    const outside = fc.oneof(
      fc.integer({ min: 101, max: 100_000 }),
      fc.integer({ min: -100_000, max: -1 }),
    );
    const counted = fc.oneof(fc.constant(''), fc.integer({ min: 1 }).map(String));
    fc.assert(
      fc.property(outside, counted, (value, of) => {
        const refused = readReading({ value: `${value}%`, counted: of }, share);
        expect(refused).toMatchObject({ refused: 'value' });
        expect(whyOf(refused)).toMatch(/share/);
      }),
    );
    const all = readReading({ value: '100%', counted: '412' }, share);
    expect(all).toEqual({ reading: { value: 100, denominator: 412, isMissing: false } });
    expect(readReading({ value: '0', counted: '412' }, share)).toHaveProperty('reading');
  });

  it('is asked back when a comma may have been meant as a decimal one', () => {
    const why = whyOf(readReading({ value: '27,400', counted: '' }, share));
    expect(why).toBe(
      'This reads as 27,400%, which no share can be. Write 27.4% with a dot if that is meant.',
    );
    expect(readReading({ value: '27,4 %', counted: '' }, share)).toMatchObject({
      reading: { value: 27.4 },
    });
    expect(readReading({ value: '27,400', counted: '' }, plain)).toMatchObject({
      reading: { value: 27_400 },
    });
  });

  it('may be over 100%, or under zero, where growth is watched', () => {
    for (const value of ['180%', '-12%', '1,234%']) {
      expect(readReading({ value, counted: '' }, growth)).toHaveProperty('reading');
    }
    const named = reachOf(share, { name: 'Growth of revenue' });
    expect(readReading({ value: '-3%', counted: '' }, share, named)).toHaveProperty('reading');
    const aimed = reachOf(share, { standing: [130] });
    expect(readReading({ value: '110%', counted: '' }, share, aimed)).toHaveProperty('reading');
    expect(readReading({ value: '110%', counted: '50' }, share, aimed)).toMatchObject({
      refused: 'value',
    });
  });

  it('is no count and no time under zero; points, money and bare numbers go below', () => {
    const units = [
      [' users', 'count', false],
      [' ms', 'duration', false],
      [' pts', 'points', true],
      [' USD', 'money', true],
      ['', 'plain', true],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.integer({ min: 1, max: 9999 }), (of, size) => {
        const [suffix, unit, mayBe] = of;
        const from = { value: 250, unit, suffix };
        const result = readReading({ value: `-${size}`, counted: '' }, from);
        expect('reading' in result).toBe(mayBe);
        const low = { ...from, value: -250 };
        expect(readReading({ value: `-${size}`, counted: '' }, low)).toHaveProperty('reading');
      }),
    );
  });

  it('is no part of a count that is more than all of it, per hundred too', () => {
    expect(readReading({ value: '', counted: '11/10' }, rate)).toMatchObject({
      refused: 'counted',
    });
    expect(readReading({ value: '110', counted: '10' }, rate)).toMatchObject({ refused: 'value' });
    expect(readReading({ value: '110', counted: '' }, rate)).toHaveProperty('reading');
    const often = { ...rate, value: 130 };
    expect(readReading({ value: '', counted: '11/10' }, often)).toMatchObject({
      reading: { value: 110 },
    });
  });
});
