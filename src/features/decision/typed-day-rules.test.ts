import { describe, expect, it } from 'vitest';
import { readDays } from './typed-day-rules.ts';

const today = '2026-11-24';
const read = (typed: string) => readDays(typed === '' ? [] : typed.split(' '), today);
const day = (date: string, used: number) => ({ from: date, until: date, used });

describe('readDays', () => {
  it.each([
    ['today', '2026-11-24', 1],
    ['yesterday,', '2026-11-23', 1],
    ['2026-11-01', '2026-11-01', 1],
    ['2026-1-9;;', '2026-01-09', 1],
    ['1.11.', '2026-11-01', 1],
    ['25.11.', '2025-11-25', 1],
    ['1.11.2024', '2024-11-01', 1],
    ['1 Nov', '2026-11-01', 2],
    ['nov 1st', '2026-11-01', 2],
    ['24 November', '2026-11-24', 2],
    ['25 November', '2025-11-25', 2],
    ['2nd Sept. 2024', '2024-09-02', 3],
    ['jan 3', '2026-01-03', 2],
    ['January 3 2025', '2025-01-03', 3],
    ['29 Feb', '2024-02-29', 2],
    ['dec 31 nonsense', '2025-12-31', 2],
  ])('reads %s as one day, %s', (typed, date, used) => {
    expect(read(typed)).toEqual(day(date, used));
  });

  it('reads the 29th of February in a year that has none as the last one, however far back', () => {
    expect(readDays(['29', 'feb'], '2104-02-28')).toEqual(day('2096-02-29', 2));
  });

  it.each([
    ['Nov', '2026-11-01', '2026-11-30', 1],
    ['december', '2025-12-01', '2025-12-31', 1],
    ['Dec 2026', '2026-12-01', '2026-12-31', 2],
    ['feb 2024', '2024-02-01', '2024-02-29', 2],
    ['may', '2026-05-01', '2026-05-31', 1],
    ['2025', '2025-01-01', '2025-12-31', 1],
  ])('reads %s as all of its days', (typed, from, until, used) => {
    expect(read(typed)).toEqual({ from, until, used });
  });

  it('takes the month of today for this year’s from its first day on', () => {
    expect(readDays(['nov'], '2026-11-01')).toMatchObject({ from: '2026-11-01' });
    expect(readDays(['nov'], '2026-10-31')).toMatchObject({ from: '2025-11-01' });
  });

  it.each([
    ['2026-02-30', '2026-02-30'],
    ['31.2.', '31.2.'],
    ['11/24', '11/24'],
    ['2026/11', '2026/11'],
    ['31 feb', '31 feb'],
    ['31 feb 2025', '31 feb'],
  ])('says that it cannot read %s', (typed, unreadable) => {
    expect(read(typed)).toEqual({ unreadable });
  });

  it.each(['', 'onboarding', '1', '12026', '20261', 'x2026-11-01y', 'v1.11.2', 'decide'])(
    'takes “%s” for no day at all',
    (typed) => {
      expect(read(typed)).toBeUndefined();
    },
  );
});
