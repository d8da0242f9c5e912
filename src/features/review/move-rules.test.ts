import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, toInstantIn, toLocalDate } from '../../lib/time.ts';
import { isWorkingDay, type WorkDays } from '../opening/day-rules.ts';
import { placeMove, type When } from './move-rules.ts';

const zone = 'Europe/Berlin';
const at = (date: string, time: string) => toInstantIn(date, time, zone);
const work: WorkDays = { zone, off: new Map([['2026-11-26', { why: 'everyone-off' }]]) };
/** Opened on Tuesday at 10:00, closes on Friday at 17:00. */
const review = { meetsAt: at('2026-11-24', '10:00'), closesAt: at('2026-11-27', '17:00') };
const now = at('2026-11-24', '10:05');
const place = (when: When, from = now) => placeMove(when, review, { work, now: from });

describe('placeMove', () => {
  it('snoozes by an hour, to tomorrow at the same time, or to any time before the close', () => {
    expect(place({ when: 'hour' })).toEqual({ at: at('2026-11-24', '11:05') });
    expect(place({ when: 'tomorrow' })).toEqual({ at: at('2026-11-25', '10:00') });
    const friday = { when: 'other', on: '2026-11-27', at: '16:59' } as const;
    expect(place(friday)).toEqual({ at: at('2026-11-27', '16:59') });
  });

  it('snoozes again from where it was moved to', () => {
    const moved = { ...review, meetsAt: at('2026-11-25', '14:00') };
    const again = placeMove({ when: 'hour' }, moved, { work, now });
    expect(again).toEqual({ at: at('2026-11-25', '15:00') });
  });

  it('refuses what is over, after the close, or on a day off', () => {
    const other = (on: string, time: string) => place({ when: 'other', on, at: time });
    expect(other('2026-11-24', '10:05')).toEqual({ refused: 'is-over' });
    expect(other('2026-11-27', '17:00')).toEqual({ refused: 'after-close' });
    expect(other('2026-11-26', '10:00')).toEqual({ refused: 'day-off' });
    const wednesday = at('2026-11-25', '12:00');
    expect(place({ when: 'tomorrow' }, wednesday)).toEqual({ refused: 'day-off' });
  });

  it('does nothing when the team meets at that minute already', () => {
    const moved = { ...review, meetsAt: at('2026-11-25', '10:00') };
    const again = placeMove({ when: 'tomorrow' }, moved, { work, now });
    expect(again).toEqual({ refused: 'there-already' });
    const late = { ...review, meetsAt: new Date(at('2026-11-24', '10:06').getTime() + 20_000) };
    const same = { when: 'other', on: '2026-11-24', at: '10:06' } as const;
    expect(placeMove(same, late, { work, now })).toEqual({ refused: 'there-already' });
  });

  it('only ever lands in the future, before the close, on a working day', () => {
    const anyWhen: fc.Arbitrary<When> = fc.oneof(
      fc.constantFrom<When>({ when: 'hour' }, { when: 'tomorrow' }),
      fc.record({
        when: fc.constant('other' as const),
        on: fc.integer({ min: -3, max: 9 }).map((days) => addDays('2026-11-24', days)),
        at: fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`),
      }),
    );
    fc.assert(
      fc.property(anyWhen, fc.integer({ min: 0, max: 80 * 60 }), (when, minutes) => {
        const from = new Date(review.meetsAt.getTime() + minutes * 60_000);
        const found = place(when, from);
        if ('refused' in found) return;
        expect(found.at > from && found.at < review.closesAt).toBe(true);
        expect(isWorkingDay(toLocalDate(found.at, zone), work.off)).toBe(true);
      }),
    );
  });
});
