import { describe, expect, it } from 'vitest';
import { toInstantIn } from '../../lib/time.ts';
import {
  isWorkingTime,
  lastWorkingDay,
  lastWorkingInstant,
  nextWorkingInstant,
  nextWorkingMorning,
  type WorkDays,
} from './day-rules.ts';

const zone = 'Europe/Berlin';
/** Tuesday 24 November 2026 is a holiday. */
const work: WorkDays = {
  zone,
  off: new Map([['2026-11-24', { why: 'holiday', name: 'Company day' }]]),
};
const at = (date: string, time: string) => toInstantIn(date, time, zone);

describe('working hours', () => {
  it.each([
    ['2026-11-23', '08:59', false],
    ['2026-11-23', '09:00', true],
    ['2026-11-23', '16:59', true],
    ['2026-11-23', '17:00', false],
    ['2026-11-24', '12:00', false],
    ['2026-11-28', '12:00', false],
  ])('%s %s: %s', (date, time, isWorking) => {
    expect(isWorkingTime(at(date, time), work)).toBe(isWorking);
  });

  it('of the next morning leave out a holiday and a weekend', () => {
    expect(nextWorkingMorning(at('2026-11-23', '09:00'), work)).toEqual(at('2026-11-25', '09:00'));
    expect(nextWorkingMorning(at('2026-11-27', '18:00'), work)).toEqual(at('2026-11-30', '09:00'));
  });

  it('let an instant in them be, and wait for the next morning otherwise', () => {
    const noon = at('2026-11-25', '12:00');
    expect(nextWorkingInstant(noon, work)).toBe(noon);
    expect(nextWorkingInstant(at('2026-11-24', '12:00'), work)).toEqual(at('2026-11-25', '09:00'));
  });

  it('of the day before are at the asked time, before the instant and never after it', () => {
    const noon = at('2026-11-25', '12:00');
    expect(lastWorkingInstant(noon, '15:00', work)).toBe(noon);
    expect(lastWorkingInstant(at('2026-11-24', '16:00'), '15:00', work)).toEqual(
      at('2026-11-23', '15:00'),
    );
    expect(lastWorkingInstant(at('2026-11-25', '08:00'), '15:00', work)).toEqual(
      at('2026-11-23', '15:00'),
    );
    expect(lastWorkingInstant(at('2026-11-25', '19:00'), '15:00', work)).toEqual(
      at('2026-11-25', '15:00'),
    );
  });

  it('lie on the nearest working day before', () => {
    expect(lastWorkingDay('2026-11-24', work.off)).toBe('2026-11-23');
    expect(lastWorkingDay('2026-11-29', work.off)).toBe('2026-11-27');
    expect(lastWorkingDay('2026-11-25', work.off)).toBe('2026-11-25');
  });
});
