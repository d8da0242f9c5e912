import { describe, expect, it } from 'vitest';
import {
  formatChange,
  formatMeasure,
  formatValue,
  joinChange,
  parseMeasure,
  perOf,
  readValue,
  valueIn,
} from './measure.ts';
import { readNumber } from './number.ts';

describe('readNumber', () => {
  it.each([
    ['0', 0],
    ['1,234', 1234],
    ['1.234', 1.234],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1 234 567', 1234567],
    ["1'234,5", 1234.5],
    ['27,4', 27.4],
    ['0,250', 0.25],
    ['12,3456', 12.3456],
  ])('reads %s', (text, number) => {
    expect(readNumber(text)).toBe(number);
  });

  it.each([
    '',
    '1,2,3',
    '1,23,456',
    '.5',
    '5.',
    '1..2',
    '1e3',
    '0x10',
    '1_000',
    '١٢',
    '１２',
    '-1',
  ])('leaves %s unread', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });
});

describe('parseMeasure', () => {
  it.each([
    ['41%', 41, 'percent', '%'],
    ['27,4 %', 27.4, 'percent', '%'],
    ['41 percent', 41, 'percent', '%'],
    ['0.1% of requests', 0.1, 'percent', '% of requests'],
    ['1,234', 1234, 'plain', ''],
    ['250ms', 250, 'duration', ' ms'],
    ['2 minutes', 2, 'duration', ' min'],
    ['3 days', 3, 'duration', ' days'],
    ['5 h per week', 5, 'duration', ' h per week'],
    ['€12.50', 12.5, 'money', '€'],
    ['12,50 €', 12.5, 'money', '€'],
    ['12 eur', 12, 'money', ' EUR'],
    ['6 per 100', 6, 'count', ' per 100'],
    ['12k users', 12000, 'count', ' users'],
    ['3pp', 3, 'points', ' pts'],
    ['−3 %', -3, 'percent', '%'],
    ['\u200b 41\u00a0% ', 41, 'percent', '%'],
  ])('reads %s', (text, value, unit, suffix) => {
    expect(parseMeasure(text)).toEqual({ value, unit, suffix });
  });

  it.each([
    '',
    '\u200b',
    'lots',
    'about 4',
    '5m',
    '27% -> 35%',
    '300 ms p95',
    '€5 EUR',
    '1e3',
    '+5',
  ])('leaves %j unread', (text) => {
    expect(parseMeasure(text)).toBeUndefined();
  });
});

describe('valueIn', () => {
  const convert = (text: string, like: string): number | undefined => {
    const [measure, other] = [parseMeasure(text), parseMeasure(like)];
    if (measure === undefined || other === undefined) throw new Error('unreadable');
    return valueIn(measure, other);
  };

  it.each([
    ['0.25 s', '450 ms', 250],
    ['2 days', '1 h', 48],
    ['11', '6 per 100', 11],
    ['1 ticket', '4 tickets', 1],
    ['$25', '$20', 25],
    ['5 h', '4 h per week', 5],
  ])('holds %s against %s', (text, like, value) => {
    expect(convert(text, like)).toBe(value);
  });

  it.each([
    ['3 pts', '27%'],
    ['80', '41%'],
    ['80 ms', '41%'],
    ['$25', '€20'],
    ['11 screens', '6 per 100'],
    ['5 h per day', '4 h per week'],
    ['250', '450 ms'],
  ])('never holds %s against %s', (text, like) => {
    expect(convert(text, like)).toBeUndefined();
  });
});

describe('readValue', () => {
  const percent = { value: 41, unit: 'percent', suffix: '%' } as const;

  it('takes the unit of the baseline for a bare number', () => {
    expect(readValue('46', percent)).toEqual({ value: 46 });
    expect(readValue('46,5 %', percent)).toEqual({ value: 46.5 });
  });

  it('refuses another unit and what is no number, and shows how to write it', () => {
    expect(readValue('46 ms', percent)).toMatchObject({ refused: 'other-unit' });
    expect(readValue('better', percent)).toMatchObject({
      refused: 'unreadable',
      why: expect.stringContaining('41%'),
    });
  });
});

describe('formatMeasure', () => {
  it.each([
    ['12,5 €', '€12.50'],
    ['-€5', '-€5'],
    ['12,5 eur', '12.5 EUR'],
    ['1234567.5 ms', '1,234,567.5 ms'],
  ])('writes %s as %s', (typed, written) => {
    const measure = parseMeasure(typed);
    expect(measure && formatMeasure(measure)).toBe(written);
  });
});

describe('formatValue', () => {
  it.each([
    [45.123456, '45.12%'],
    [0.06, '0.06%'],
    [0.00012, '0.00012%'],
    [1234.5, '1,234.5%'],
  ])('rounds %d for reading', (value, text) => {
    expect(formatValue(value, { value: 0, unit: 'percent', suffix: '%' })).toBe(text);
  });
});

describe('formatChange', () => {
  it.each([
    ['6 per 100', 11, '6 → 11 per 100'],
    ['450 ms', 250, '450 → 250 ms'],
    ['41%', 46, '41% → 46%'],
    ['0.1% of requests', 0.2, '0.1% → 0.2% of requests'],
    ['€12.50/user', 15, '€12.50 → €15/user'],
    ['3', 4, '3 → 4'],
  ])('says the noun of %s once', (from, to, written) => {
    const measure = parseMeasure(from);
    expect(measure && formatChange(measure, to)).toBe(written);
    expect(measure && joinChange(from, formatMeasure({ ...measure, value: to }))).toBe(written);
  });

  it('leaves two texts that count different things as they are', () => {
    expect(joinChange('6 per 100', '12%')).toBe('6 per 100 → 12%');
    expect(joinChange('few', 'many')).toBe('few → many');
  });
});

describe('perOf', () => {
  it('knows what a rate is counted of', () => {
    expect(perOf({ value: 41, unit: 'percent', suffix: '%' })).toBe(100);
    expect(perOf({ value: 2, unit: 'count', suffix: ' tickets per 1,000' })).toBe(1000);
    expect(perOf({ value: 6, unit: 'count', suffix: '/100' })).toBe(100);
    expect(perOf({ value: 6, unit: 'count', suffix: ' users' })).toBe(1);
    expect(perOf({ value: 4, unit: 'count', suffix: ' touches per 14 days' })).toBe(1);
    expect(perOf({ value: 450, unit: 'duration', suffix: ' ms' })).toBe(1);
  });
});
