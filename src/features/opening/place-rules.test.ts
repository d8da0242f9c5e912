import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  daysBetween,
  type LocalDate,
  toInstantIn,
  toLocalDate,
  toLocalTime,
  weekdayOf,
} from '../../lib/time.ts';
import { type DayOff, type DaysOff, isWorkingDay, type WorkDays } from './day-rules.ts';
import { aheadOf, type Period, placeReview, planReview } from './place-rules.ts';

const zone = 'Europe/Berlin';
const christmas: DayOff = { why: 'holiday', name: 'Christmas Day' };

function workWithout(...dates: LocalDate[]): WorkDays {
  return { zone, off: new Map(dates.map((date) => [date, christmas])) };
}

/** Tuesday 10:00 to Wednesday 17:00, weekly; 24 November 2026 is a Tuesday. */
const tuesday: Period = {
  slot: {
    opensAt: toInstantIn('2026-11-24', '10:00', zone),
    closesAt: toInstantIn('2026-11-25', '17:00', zone),
  },
  nextOpensAt: toInstantIn('2026-12-01', '10:00', zone),
};

describe('placeReview', () => {
  it('leaves a review alone on a working day', () => {
    expect(placeReview(tuesday, workWithout())).toEqual({ slot: tuesday.slot });
  });

  it('moves a review from a holiday to the next working day, at its time of day', () => {
    expect(placeReview(tuesday, workWithout('2026-11-24'))).toEqual({
      slot: {
        opensAt: toInstantIn('2026-11-25', '10:00', zone),
        closesAt: toInstantIn('2026-11-26', '17:00', zone),
      },
      because: christmas,
    });
  });

  it('moves over the weekend and lets the close wait for a working day', () => {
    const off = ['2026-11-24', '2026-11-25', '2026-11-26'];
    expect(placeReview(tuesday, workWithout(...off))).toMatchObject({
      slot: {
        opensAt: toInstantIn('2026-11-27', '10:00', zone),
        closesAt: toInstantIn('2026-11-30', '17:00', zone),
      },
    });
  });

  it('skips a review that could not close before the next one opens', () => {
    const off = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'];
    expect(placeReview(tuesday, workWithout(...off))).toEqual({ skipped: christmas });
  });

  it('lets the close of a review wait for the next working day', () => {
    expect(placeReview(tuesday, workWithout('2026-11-25'))).toEqual({
      slot: {
        opensAt: tuesday.slot.opensAt,
        closesAt: toInstantIn('2026-11-26', '17:00', zone),
      },
    });
  });

  it('closes at its own time when the next working day comes after the next opening', () => {
    const rest = Array.from({ length: 7 }, (_, day) => addDays('2026-11-25', day));
    expect(placeReview(tuesday, workWithout(...rest))).toEqual({ slot: tuesday.slot });
    // Until Monday it can still wait.
    expect(placeReview(tuesday, workWithout(...rest.slice(0, 5)))).toEqual({
      slot: {
        opensAt: tuesday.slot.opensAt,
        closesAt: toInstantIn('2026-11-30', '17:00', zone),
      },
    });
  });

  it('keeps a team’s own Saturday', () => {
    const saturday: Period = {
      slot: {
        opensAt: toInstantIn('2026-11-28', '10:00', zone),
        closesAt: toInstantIn('2026-11-29', '17:00', zone),
      },
      nextOpensAt: toInstantIn('2026-12-05', '10:00', zone),
    };
    expect(placeReview(saturday, workWithout())).toEqual({ slot: saturday.slot });
  });
});

describe('planReview', () => {
  it('waits on a holiday and opens on the day after, moved and not late', () => {
    const work = workWithout('2026-11-24');
    const until = toInstantIn('2026-11-25', '10:00', zone);
    expect(planReview(tuesday, work, tuesday.slot.opensAt)).toEqual({ plan: 'wait', until });
    expect(planReview(tuesday, work, until)).toEqual({
      plan: 'open',
      kind: 'moved',
      because: christmas,
      dueAt: tuesday.slot.opensAt,
      closesAt: toInstantIn('2026-11-26', '17:00', zone),
    });
  });

  it('skips at its own time, not before', () => {
    const days = [0, 1, 2, 3, 4, 5, 6].map((day) => addDays('2026-11-24', day));
    const work = workWithout(...days);
    const before = new Date(tuesday.slot.opensAt.getTime() - 1);
    expect(planReview(tuesday, work, before)).toMatchObject({ plan: 'wait' });
    expect(planReview(tuesday, work, tuesday.slot.opensAt)).toEqual({
      plan: 'skip',
      because: christmas,
    });
  });

  it('never opens together with its successor', () => {
    const work = workWithout('2026-11-24', '2026-11-25', '2026-11-26');
    const lateOnTuesday = toInstantIn('2026-12-01', '11:00', zone);
    expect(planReview(tuesday, work, lateOnTuesday)).toEqual({ plan: 'missed' });
  });
});

describe('aheadOf', () => {
  it('is 14:00 of the working day before', () => {
    const { opensAt } = tuesday.slot;
    expect(aheadOf(opensAt, workWithout())).toEqual(toInstantIn('2026-11-23', '14:00', zone));
    expect(aheadOf(opensAt, workWithout('2026-11-23'))).toEqual(
      toInstantIn('2026-11-20', '14:00', zone),
    );
  });
});

const anyZone = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Australia/Lord_Howe',
  'America/St_Johns',
);

/** A year of a team: zone, rhythm, day and time, and any days off, in runs such as holidays and company breaks. */
const anyYear = fc
  .record({
    zone: anyZone,
    rhythmDays: fc.constantFrom(7, 14),
    weekday: fc.integer({ min: 0, max: 4 }),
    hour: fc.integer({ min: 0, max: 23 }),
    closeAfter: fc.integer({ min: 1, max: 4 }),
    breaks: fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 370 }),
        length: fc.integer({ min: 1, max: 16 }),
      }),
      { maxLength: 25 },
    ),
  })
  .map((drawn) => {
    const off = new Map<LocalDate, DayOff>();
    for (const { day, length } of drawn.breaks) {
      for (let more = 0; more < length; more += 1) {
        off.set(addDays('2026-01-05', day + more), christmas);
      }
    }
    const time = `${String(drawn.hour).padStart(2, '0')}:30`;
    const slotOf = (index: number) => {
      const day = addDays('2026-01-05', drawn.weekday + index * drawn.rhythmDays);
      return {
        opensAt: toInstantIn(day, time, drawn.zone),
        closesAt: toInstantIn(addDays(day, drawn.closeAfter), time, drawn.zone),
      };
    };
    const count = Math.floor(364 / drawn.rhythmDays);
    const periods = Array.from({ length: count }, (_, index) => ({
      slot: slotOf(index),
      nextOpensAt: slotOf(index + 1).opensAt,
    }));
    return { periods, work: { zone: drawn.zone, off } };
  });

describe('a year with any days off', () => {
  it('places each review on a working day of its period, in order and never two at once', () => {
    fc.assert(
      fc.property(anyYear, ({ periods, work }) => {
        let freeFrom = new Date(0);
        for (const period of periods) {
          const placed = placeReview(period, work);
          if ('skipped' in placed) {
            expect(work.off.has(toLocalDate(period.slot.opensAt, work.zone))).toBe(true);
            continue;
          }
          const { opensAt, closesAt } = placed.slot;
          expect(isWorkingDay(toLocalDate(opensAt, work.zone), work.off)).toBe(true);
          expect(opensAt >= period.slot.opensAt && opensAt >= freeFrom).toBe(true);
          expect(closesAt > opensAt && closesAt <= period.nextOpensAt).toBe(true);
          freeFrom = closesAt;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('skips only when no earlier end of the search was left out', () => {
    fc.assert(
      fc.property(anyYear, ({ periods, work }) => {
        for (const period of periods) {
          if (!('skipped' in placeReview(period, work))) continue;
          const length = daysBetween(
            toLocalDate(period.slot.opensAt, work.zone),
            toLocalDate(period.slot.closesAt, work.zone),
          );
          const nextOn = toLocalDate(period.nextOpensAt, work.zone);
          const first = firstWorkingDay(toLocalDate(period.slot.opensAt, work.zone), work.off);
          // One day of grace for closing times at the very edge.
          expect(daysBetween(addDays(first, length), nextOn)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('answers each review exactly once to a process that wakes when told, with days off edited meanwhile', () => {
    fc.assert(
      fc.property(anyYear, anyYear, fc.integer({ min: 1, max: 40 }), (one, other, sleepHours) => {
        const { periods } = one;
        const offs: readonly DaysOff[] = [one.work.off, other.work.off];
        let now = new Date((periods[0]?.slot.opensAt.getTime() ?? 0) - 1000);
        let turn = 0;
        for (const period of periods.slice(0, 20)) {
          for (let wakes = 0; ; wakes += 1) {
            expect(wakes).toBeLessThan(60);
            turn += 1;
            const work = { zone: one.work.zone, off: offs[turn % 2] ?? new Map() };
            const plan = planReview(period, work, now);
            if (plan.plan !== 'wait') {
              expect(now >= period.slot.opensAt).toBe(true);
              if (plan.plan === 'open') expect(now < period.nextOpensAt).toBe(true);
              break;
            }
            expect(plan.until > now).toBe(true);
            const asleep = turn % 7 === 0 ? sleepHours * 3_600_000 : 0;
            now = new Date(plan.until.getTime() + asleep);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes votes ahead only from 14:00 of an earlier working day', () => {
    fc.assert(
      fc.property(anyYear, ({ periods, work }) => {
        for (const { slot } of periods.slice(0, 10)) {
          const ahead = aheadOf(slot.opensAt, work);
          const date = toLocalDate(ahead, work.zone);
          expect(toLocalTime(ahead, work.zone)).toBe('14:00');
          expect(date < toLocalDate(slot.opensAt, work.zone)).toBe(true);
          expect(weekdayOf(date)).toBeLessThanOrEqual(5);
        }
      }),
      { numRuns: 50 },
    );
  });
});

function firstWorkingDay(from: LocalDate, off: DaysOff): LocalDate {
  let date = from;
  while (!isWorkingDay(date, off)) date = addDays(date, 1);
  return date;
}
