import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, toInstantIn, toLocalDate, toLocalTime } from '../../lib/time.ts';
import { type DayOff, isWorkingDay, isWorkingTime, type WorkDays } from '../opening/day-rules.ts';
import {
  checkEvidenceTime,
  checkFreeze,
  latestEvidenceReview,
  planEvidenceReview,
  planOverdue,
  proposeEvidenceReview,
  tomorrowAtTen,
  whomToCall,
} from './freeze-rules.ts';

const zone = 'Europe/Berlin';
const holiday: DayOff = { why: 'holiday', name: 'A day' };
const work: WorkDays = { zone, off: new Map([['2026-12-25', holiday]]) };
const at = (date: string, time: string) => toInstantIn(date, time, zone);
const said = (instant: Date) => `${toLocalDate(instant, zone)} ${toLocalTime(instant, zone)}`;

const zones = fc.constantFrom(
  ...['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland', 'UTC'],
);
const instants = fc.date({
  min: new Date('2026-01-01T00:00:00.000Z'),
  max: new Date('2027-12-31T00:00:00.000Z'),
  noInvalidDate: true,
});
const minutes = fc.constantFrom(30, 45, 60);
/** Some days off around the start of the years that are tried. */
const offs = fc
  .array(fc.integer({ min: 0, max: 700 }), { maxLength: 20 })
  .map((days) => new Map(days.map((day) => [addDays('2026-01-01', day), holiday])));

describe('proposeEvidenceReview', () => {
  it.each([
    ['in working hours: the next full hour', '2026-11-23 14:20', '2026-11-23 15:00'],
    ['at the full hour: the next one', '2026-11-23 14:00', '2026-11-23 15:00'],
    ['the last hour that fits', '2026-11-23 15:59', '2026-11-23 16:00'],
    ['late in the day: tomorrow at ten', '2026-11-23 16:00', '2026-11-24 10:00'],
    ['early in the morning: today at ten', '2026-11-23 05:10', '2026-11-23 10:00'],
    ['just before work: its first hour', '2026-11-23 08:10', '2026-11-23 09:00'],
    ['Friday evening: Monday at ten', '2026-11-27 18:00', '2026-11-30 10:00'],
    ['Saturday: Monday at ten', '2026-11-28 11:00', '2026-11-30 10:00'],
    ['the eve of a holiday on a Friday: after the weekend', '2026-12-24 16:30', '2026-12-28 10:00'],
    ['on the holiday', '2026-12-25 10:15', '2026-12-28 10:00'],
    ['before midnight', '2026-11-23 23:59', '2026-11-24 10:00'],
    ['Friday evening before clocks go forward', '2026-03-27 20:00', '2026-03-30 10:00'],
    ['Friday evening before clocks go back', '2026-10-23 20:00', '2026-10-26 10:00'],
  ])('%s', (_name, now, wanted) => {
    const [date = '', time = ''] = now.split(' ');
    expect(said(proposeEvidenceReview(at(date, time), 60, work))).toBe(wanted);
  });

  it('is later, in working time with all its minutes, and at most one working day away', () => {
    fc.assert(
      fc.property(instants, minutes, zones, offs, (now, length, inZone, off) => {
        const days = { zone: inZone, off };
        const proposed = proposeEvidenceReview(now, length, days);
        expect(proposed > now).toBe(true);
        expect(isWorkingTime(proposed, days)).toBe(true);
        expect(isWorkingTime(new Date(proposed.getTime() + length * 60_000 - 1), days)).toBe(true);
        expect(checkEvidenceTime(proposed, { at: now }, { now, work: days })).toBeUndefined();
        const between = new Set<string>();
        for (let ms = now.getTime(); ms < proposed.getTime(); ms += 6 * 60 * 60_000) {
          const date = toLocalDate(new Date(ms), inZone);
          if (isWorkingDay(date, off)) between.add(date);
        }
        between.delete(toLocalDate(now, inZone));
        between.delete(toLocalDate(proposed, inZone));
        expect([...between]).toEqual([]);
      }),
    );
  });
});

describe('checkEvidenceTime', () => {
  const freeze = { at: at('2026-11-27', '18:00') };

  it('takes any time until the next working day ends, and none before now', () => {
    const when = { now: at('2026-11-28', '12:00'), work };
    expect(said(latestEvidenceReview(freeze.at, work))).toBe('2026-11-30 17:00');
    expect(checkEvidenceTime(at('2026-11-30', '16:59'), freeze, when)).toBeUndefined();
    expect(checkEvidenceTime(at('2026-11-30', '17:00'), freeze, when)).toBe('too-late');
    expect(checkEvidenceTime(at('2026-11-28', '11:59'), freeze, when)).toBe('past');
    expect(said(tomorrowAtTen(freeze.at, work))).toBe('2026-11-30 10:00');
  });
});

describe('planEvidenceReview', () => {
  it('opens at its time or later in working time, and what it waits for comes', () => {
    fc.assert(
      fc.property(instants, instants, zones, offs, (reviewAt, now, inZone, off) => {
        const days = { zone: inZone, off };
        const plan = planEvidenceReview({ reviewAt }, days, now);
        if (plan.plan === 'open') {
          expect(now >= reviewAt).toBe(true);
          if (plan.isLate) expect(isWorkingTime(now, days)).toBe(true);
          return;
        }
        expect(plan.until > now).toBe(true);
        expect(planEvidenceReview({ reviewAt }, days, plan.until).plan).toBe('open');
      }),
    );
  });

  it('is at its time for ten minutes; after them it is late, and waits for working time', () => {
    const plan = (time: string, date = '2026-12-23') =>
      planEvidenceReview({ reviewAt: at(date, '15:00') }, work, at(date, time));
    expect(plan('15:00')).toEqual({ plan: 'open', isLate: false });
    expect(plan('15:10')).toEqual({ plan: 'open', isLate: false });
    expect(plan('15:11')).toEqual({ plan: 'open', isLate: true });
    expect(plan('15:10', '2026-12-25')).toEqual({ plan: 'open', isLate: false });
    const monday = at('2026-12-28', '09:00');
    expect(plan('15:11', '2026-12-25')).toEqual({ plan: 'wait', until: monday });
  });
});

describe('planOverdue', () => {
  it('says it between 10:00 and 17:00 of a working day after the review, once a day', () => {
    const freeze = { openedAt: at('2026-12-24', '15:00') };
    const plan = (date: string, time: string, saidOn?: string) => {
      const kept = saidOn === undefined ? {} : { saidOn };
      const planned = planOverdue({ ...freeze, ...kept }, work, at(date, time));
      return 'say' in planned ? planned.say : said(planned.until);
    };
    expect(plan('2026-12-24', '16:00')).toBe('2026-12-28 10:00');
    expect(plan('2026-12-25', '12:00')).toBe('2026-12-28 10:00');
    expect(plan('2026-12-28', '09:59')).toBe('2026-12-28 10:00');
    expect(plan('2026-12-28', '10:00')).toBe('2026-12-28');
    expect(plan('2026-12-28', '17:00')).toBe('2026-12-29 10:00');
    expect(plan('2026-12-28', '11:00', '2026-12-28')).toBe('2026-12-29 10:00');
    expect(plan('2026-12-31', '11:00', '2026-12-28')).toBe('2026-12-31');
  });

  it('never says a day twice, and the instant it waits for is one on which it speaks', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 0, max: 40 * 24 }),
        zones,
        offs,
        (openedAt, hours, inZone, off) => {
          const days = { zone: inZone, off };
          const now = new Date(openedAt.getTime() + hours * 60 * 60_000);
          const plan = planOverdue({ openedAt }, days, now);
          if ('until' in plan) {
            expect(plan.until > now).toBe(true);
            expect(planOverdue({ openedAt }, days, plan.until)).toHaveProperty('say');
            return;
          }
          expect(isWorkingDay(plan.say, off)).toBe(true);
          expect(plan.say > toLocalDate(openedAt, inZone)).toBe(true);
          expect(planOverdue({ openedAt, saidOn: plan.say }, days, now)).toHaveProperty('until');
        },
      ),
    );
  });
});

describe('checkFreeze and whomToCall', () => {
  it('refuses what does not run, and a team that cannot be told', () => {
    expect(checkFreeze({ state: 'running' }, {})).toBeUndefined();
    expect(checkFreeze({ state: 'running' }, { pausedAt: at('2026-11-23', '10:00') })).toBe(
      'paused',
    );
    for (const state of ['frozen', 'parked', 'stopped', 'promoted'] as const) {
      expect(checkFreeze({ state }, {})).toBe(state);
    }
  });

  it('calls each of owner and stop-owner once, and one leader when neither is here', () => {
    const leaders = ['U9', 'U8'];
    const call = (absent: string[], wanted = ['U1', 'U2']) =>
      whomToCall({ wanted, leaders, absent });
    expect(call([])).toEqual(['U1', 'U2']);
    expect(call([], ['U1', 'U1'])).toEqual(['U1']);
    expect(call(['U1'])).toEqual(['U2']);
    expect(call(['U1', 'U2'])).toEqual(['U9']);
    expect(call(['U1', 'U2', 'U9'])).toEqual(['U8']);
    expect(call(['U1', 'U2', 'U9', 'U8'])).toEqual([]);
  });
});
