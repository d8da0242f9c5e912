import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, toInstantIn, toLocalTime } from '../../lib/time.ts';
import { isWorkingTime, nextWorkingMorning, weekdaysIn } from './day-rules.ts';
import { minutesEach, planOpening, readClock, type Slot } from './rules.ts';

const zone = 'Europe/Berlin';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** 25 November 2025 is a Tuesday. */
const slot: Slot = {
  opensAt: toInstantIn('2025-11-25', '10:00', zone),
  closesAt: toInstantIn('2025-11-26', '17:00', zone),
};

function planAt(date: string, time: string) {
  return planOpening(slot, weekdaysIn(zone), toInstantIn(date, time, zone));
}

describe('planOpening', () => {
  it('waits for the due time', () => {
    expect(planAt('2025-11-25', '09:59')).toEqual({ plan: 'wait', until: slot.opensAt });
  });

  it('opens on time, closing at its time', () => {
    const plan = planAt('2025-11-25', '10:00');
    expect(plan).toEqual({ plan: 'open', kind: 'opened', closesAt: slot.closesAt });
  });

  it('opens as on time when the program was busy over the due second (F-63)', () => {
    const busy = new Date(slot.opensAt.getTime() + 2_600);
    const plan = planOpening(slot, weekdaysIn(zone), busy);
    expect(plan).toEqual({ plan: 'open', kind: 'opened', closesAt: slot.closesAt });
  });

  it('opens late on the same working day and keeps its whole length', () => {
    const plan = planAt('2025-11-25', '11:30');
    const lateClose = toInstantIn('2025-11-27', '09:00', zone);
    expect(plan).toEqual({ plan: 'open', kind: 'late', closesAt: lateClose });
  });

  it('moves to the next working morning when the working day is over', () => {
    const until = toInstantIn('2025-11-26', '09:00', zone);
    expect(planAt('2025-11-25', '17:00')).toEqual({ plan: 'wait', until });
    expect(planAt('2025-11-26', '09:00')).toMatchObject({ plan: 'open', kind: 'moved' });
  });

  it('moves to the next working morning when twelve hours have passed', () => {
    const until = toInstantIn('2025-11-27', '09:00', zone);
    expect(planAt('2025-11-26', '11:00')).toEqual({ plan: 'wait', until });
  });

  it('does not move into the weekend', () => {
    const friday = {
      opensAt: toInstantIn('2025-11-28', '16:00', zone),
      closesAt: toInstantIn('2025-12-01', '17:00', zone),
    };
    const saturday = toInstantIn('2025-11-29', '10:00', zone);
    const until = toInstantIn('2025-12-01', '09:00', zone);
    expect(planOpening(friday, weekdaysIn(zone), saturday)).toEqual({ plan: 'wait', until });
  });

  it('still has the working morning after three days that end on a weekend', () => {
    const thursday = {
      opensAt: toInstantIn('2025-11-27', '15:00', zone),
      closesAt: toInstantIn('2025-11-28', '17:00', zone),
    };
    const plan = (date: string, time: string) =>
      planOpening(thursday, weekdaysIn(zone), toInstantIn(date, time, zone));
    const until = toInstantIn('2025-12-01', '09:00', zone);
    expect(plan('2025-11-28', '09:30')).toEqual({ plan: 'wait', until });
    expect(plan('2025-11-30', '15:00')).toEqual({ plan: 'wait', until });
    expect(plan('2025-12-01', '09:10')).toMatchObject({ plan: 'open', kind: 'moved' });
    expect(plan('2025-12-01', '09:11')).toEqual({ plan: 'missed' });
  });

  it('is missed after three days', () => {
    expect(planAt('2025-11-28', '09:59')).toMatchObject({ plan: 'wait' });
    expect(planAt('2025-11-28', '10:00')).toEqual({ plan: 'missed' });
    expect(planAt('2026-02-03', '10:00')).toEqual({ plan: 'missed' });
  });
});

const anyZone = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'America/St_Johns',
);
const anySlot = fc
  .record({
    day: fc.integer({ min: 0, max: 800 }),
    hour: fc.integer({ min: 0, max: 23 }),
    length: fc.integer({ min: 1, max: 5 * 24 }),
    zone: anyZone,
  })
  .map(({ day, hour, length, zone: slotZone }) => {
    const time = `${String(hour).padStart(2, '0')}:00`;
    const opensAt = toInstantIn(addDays('2025-01-06', day), time, slotZone);
    const closesAt = new Date(opensAt.getTime() + length * hourMs);
    return { zone: slotZone, slot: { opensAt, closesAt } };
  });
const anyLateness = fc.integer({ min: -2 * 24 * 60, max: 10 * 24 * 60 });

describe('planOpening, whatever the time', () => {
  it('never opens before it is due, nor outside the working day when it is late', () => {
    fc.assert(
      fc.property(anySlot, anyLateness, (due, minutes) => {
        const now = new Date(due.slot.opensAt.getTime() + minutes * minuteMs);
        const plan = planOpening(due.slot, weekdaysIn(due.zone), now);
        if (plan.plan !== 'open') return;
        expect(now.getTime()).toBeGreaterThanOrEqual(due.slot.opensAt.getTime());
        if (plan.kind !== 'opened') expect(isWorkingTime(now, weekdaysIn(due.zone))).toBe(true);
        const length = due.slot.closesAt.getTime() - due.slot.opensAt.getTime();
        const since = plan.kind === 'opened' ? due.slot.opensAt : now;
        expect(plan.closesAt.getTime()).toBeGreaterThanOrEqual(since.getTime() + length);
      }),
    );
  });

  it('leads a process that wakes when it is told to exactly one end, opened or missed', () => {
    fc.assert(
      fc.property(anySlot, anyLateness, (due, minutes) => {
        let now = new Date(due.slot.opensAt.getTime() + minutes * minuteMs);
        for (let wakes = 0; wakes < 6; wakes += 1) {
          const plan = planOpening(due.slot, weekdaysIn(due.zone), now);
          if (plan.plan !== 'wait') return;
          expect(plan.until.getTime()).toBeGreaterThan(now.getTime());
          now = plan.until;
        }
        expect.fail('still waiting after six wakes');
      }),
    );
  });

  it('stays missed once it is missed', () => {
    fc.assert(
      fc.property(anySlot, anyLateness, fc.nat(100_000), (due, minutes, later) => {
        const now = new Date(due.slot.opensAt.getTime() + minutes * minuteMs);
        if (planOpening(due.slot, weekdaysIn(due.zone), now).plan !== 'missed') return;
        const then = new Date(now.getTime() + later * minuteMs);
        expect(planOpening(due.slot, weekdaysIn(due.zone), then)).toEqual({ plan: 'missed' });
      }),
    );
  });
});

describe('nextWorkingMorning', () => {
  it('is a later 09:00 of a weekday', () => {
    fc.assert(
      fc.property(anySlot, ({ slot: due, zone: dueZone }) => {
        const morning = nextWorkingMorning(due.opensAt, weekdaysIn(dueZone));
        expect(morning.getTime()).toBeGreaterThan(due.opensAt.getTime());
        expect(toLocalTime(morning, dueZone)).toBe('09:00');
        expect(isWorkingTime(morning, weekdaysIn(dueZone))).toBe(true);
      }),
    );
  });
});

describe('readClock', () => {
  const startedAt = new Date('2025-11-25T09:00:00.000Z');
  it.each([
    [0, 15],
    [9, 15],
    [10, 5],
    [14, 5],
    [15, 0],
    [600, 0],
  ])('after %i minutes shows %i', (minutes, left) => {
    const now = new Date(startedAt.getTime() + minutes * minuteMs);
    expect(readClock(startedAt, now).minutesLeft).toBe(left);
  });
});

describe('minutesEach', () => {
  it('shares fifteen whole minutes and leaves nobody without one', () => {
    expect([1, 2, 3, 4, 15, 40].map(minutesEach)).toEqual([15, 7, 5, 3, 1, 1]);
  });
});
