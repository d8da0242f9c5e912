import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, weekdayOf } from '../../lib/time.ts';
import {
  type Away,
  checkAway,
  listAwayOn,
  listEveryoneOff,
  longestAwayDays,
  mayTakeBack,
  restOfWeek,
} from './rules.ts';

const today = '2026-11-24';
const ana = { userId: 'U1', mayForOthers: false };
const leader = { userId: 'U2', mayForOthers: true };

function away(over: Partial<Away> = {}): Away {
  const days = { fromOn: '2026-11-23', untilOn: '2026-11-27' };
  return { id: 'aw_1', workspaceId: 'T1', userId: 'U1', byUserId: 'U1', ...days, ...over };
}

function everyone(over: Partial<Away> = {}): Away {
  const { userId: _userId, ...rest } = away({ id: 'aw_2', teamId: 'tm_1', byUserId: 'U2' });
  return { ...rest, ...over };
}

describe('checkAway', () => {
  const range = { userId: 'U1', fromOn: today, untilOn: addDays(today, 4) };

  it('takes one’s own days from anybody, and others’ from a leader or owner', () => {
    expect(checkAway(range, ana, today)).toBeUndefined();
    expect(checkAway({ ...range, userId: 'U3' }, ana, today)).toBe('not-for-others');
    expect(checkAway(everyone(), ana, today)).toBe('not-for-others');
    expect(checkAway({ ...range, userId: 'U3' }, leader, today)).toBeUndefined();
  });

  it('refuses days that end before they begin, are over, or never seem to end', () => {
    const until = (untilOn: string) => checkAway({ ...range, untilOn }, ana, today);
    expect(until(addDays(today, -1))).toBe('ends-before-start');
    const past = { ...range, fromOn: '2026-11-01', untilOn: '2026-11-23' };
    expect(checkAway(past, ana, today)).toBe('is-over');
    expect(checkAway({ ...past, untilOn: today }, ana, today)).toBeUndefined();
    expect(until(addDays(today, longestAwayDays - 1))).toBeUndefined();
    expect(until(addDays(today, longestAwayDays))).toBe('too-long');
  });
});

describe('mayTakeBack', () => {
  it('is for whom it is about, and who may speak for others in that team', () => {
    expect(mayTakeBack(away({ byUserId: 'U2' }), ana)).toBe(true);
    expect(mayTakeBack(everyone(), leader)).toBe(true);
    expect(mayTakeBack(everyone({ byUserId: 'U3' }), leader)).toBe(true);
    expect(mayTakeBack(everyone(), ana)).toBe(false);
    // Who set a range and leads no more has no say in it any more.
    expect(mayTakeBack(everyone({ byUserId: 'U1' }), ana)).toBe(false);
    // Somebody's own days hold in all their teams: no leader of one takes them back.
    expect(mayTakeBack(away(), leader)).toBe(false);
  });
});

const people = ['U1', 'U2', 'U3'];
const anyRange = fc
  .record({
    userId: fc.option(fc.constantFrom(...people, 'UX'), { nil: undefined }),
    day: fc.integer({ min: 0, max: 40 }),
    length: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ userId, day, length }) => {
    const fromOn = addDays('2026-11-01', day);
    const days = { fromOn, untilOn: addDays(fromOn, length) };
    return userId === undefined ? everyone(days) : away({ userId, ...days });
  });

describe('who is away', () => {
  it('is on a day whoever has a range over it, first and last day included', () => {
    expect(listAwayOn([away()], people, '2026-11-23')).toEqual(['U1']);
    expect(listAwayOn([away()], people, '2026-11-27')).toEqual(['U1']);
    expect(listAwayOn([away()], people, '2026-11-28')).toEqual([]);
    expect(listAwayOn([everyone()], people, '2026-11-25')).toEqual(people);
  });

  it('makes a day off exactly when nobody of the team is left', () => {
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 8 }), (ranges) => {
        const between = { from: '2026-11-01', to: '2026-12-31' };
        const off = listEveryoneOff(ranges, people, between);
        for (let date = between.from; date <= between.to; date = addDays(date, 1)) {
          const left = people.filter(
            (userId) => !listAwayOn(ranges, people, date).includes(userId),
          );
          expect(off.has(date)).toBe(left.length === 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never makes a day off for a team without people, unless it was said', () => {
    const between = { from: today, to: today };
    expect(listEveryoneOff([away()], [], between).size).toBe(0);
    expect(listEveryoneOff([everyone()], [], between).size).toBe(1);
  });
});

describe('restOfWeek', () => {
  it.each([
    ['2026-11-23', '2026-11-23', '2026-11-29'],
    ['2026-11-27', '2026-11-27', '2026-11-29'],
    ['2026-11-28', '2026-11-30', '2026-12-06'],
    ['2026-11-29', '2026-11-30', '2026-12-06'],
  ])('on %s is %s to %s', (date, fromOn, untilOn) => {
    expect(restOfWeek(date)).toEqual({ fromOn, untilOn });
    expect(weekdayOf(untilOn)).toBe(7);
  });
});
