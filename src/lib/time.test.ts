import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  canonicalZone,
  daysBetween,
  formatDate,
  formatWeekday,
  isLocalDate,
  isLocalTime,
  isZone,
  mondayOf,
  toInstantIn,
  toLocalDate,
  toLocalTime,
  weekdayOf,
} from './time.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const from = Date.parse('2024-01-01T00:00:00Z');
const to = Date.parse('2036-01-01T00:00:00Z');
const zones = Intl.supportedValuesOf('timeZone');
const longTest = { timeout: 30_000 };
const times = ['00:00', '00:30', '01:30', '02:00', '02:30', '03:00'];

// The oracle knows zones only by what Intl shows on a wall clock; it shares no code or method with what it judges.

interface Change {
  at: number;
  before: number;
  after: number;
}

function makeWall(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return (at) => {
    const [day, month, year, hour, minute] = format.format(at).split(/\D+/).map(Number);
    return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute);
  };
}

function listChanges(wall: (at: number) => number): Change[] {
  const changes: Change[] = [];
  const offset = (at: number) => wall(at) - at;
  let before = offset(from);
  for (let at = from; at < to; at += 7 * dayMs) {
    const after = offset(at + 7 * dayMs);
    if (after === before) continue;
    let low = at / minuteMs;
    let high = (at + 7 * dayMs) / minuteMs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle * minuteMs) === before) low = middle;
      else high = middle;
    }
    changes.push({ at: high * minuteMs, before, after });
    before = after;
  }
  return changes;
}

/** The first instant whose wall clock shows it; in a gap the change itself. */
function expected(wall: (at: number) => number, change: Change, local: number): number {
  const shown = [local - change.before, local - change.after]
    .sort((one, other) => one - other)
    .find((at) => wall(at) === local);
  return shown ?? change.at;
}

const textOf = (wall: number) => new Date(wall).toISOString();
const readInstant = (wall: number, zone: string) =>
  toInstantIn(textOf(wall).slice(0, 10), textOf(wall).slice(11, 16), zone).getTime();

const changesByZone = new Map(zones.map((zone) => [zone, listChanges(makeWall(zone))]));

describe('toInstantIn', () => {
  it('agrees with wall clocks at every change of every zone, 2024 to 2035 (P17)', longTest, () => {
    let compared = 0;
    const wrong: string[] = [];
    for (const [zone, changes] of changesByZone) {
      const wall = makeWall(zone);
      for (const change of changes) {
        const day = Math.floor((change.at + change.before) / dayMs) * dayMs;
        const around = [change.at + change.before, change.at + change.after];
        const locals = times.map((time) => Date.parse(`${textOf(day).slice(0, 10)}T${time}Z`));
        locals.push(...around, ...around.map((at) => at - minuteMs));
        for (const local of locals) {
          compared += 1;
          if (readInstant(local, zone) !== expected(wall, change, local)) {
            wrong.push(`${zone} ${textOf(local)}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(20_000);
  });

  it('is strictly later each day at the same time of day, over every change', longTest, () => {
    const wrong: string[] = [];
    for (const [zone, changes] of changesByZone) {
      for (const change of changes) {
        const day = textOf(change.at + change.before).slice(0, 10);
        const days = [-1, 0, 1, 2].map((count) => addDays(day, count));
        for (const time of times) {
          const instants = days.map((date) => toInstantIn(date, time, zone).getTime());
          if (instants.some((at, index) => index > 0 && at <= (instants[index - 1] ?? at))) {
            wrong.push(`${zone} ${day} ${time}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('reads a skipped time as the first instant after the gap (F-57)', () => {
    expect(toInstantIn('2026-03-29', '02:30', 'Europe/Berlin').toISOString()).toBe(
      '2026-03-29T01:00:00.000Z',
    );
  });

  it('reads a doubled time as the first of the two (F-58)', () => {
    expect(toInstantIn('2026-10-25', '02:30', 'Europe/Berlin').toISOString()).toBe(
      '2026-10-25T00:30:00.000Z',
    );
  });

  it.each([
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z'],
  ])('begins a day without a midnight at its first instant: %s (F-59)', (zone, day, begins) => {
    for (const time of ['00:00', '00:30']) {
      expect(toInstantIn(day, time, zone).toISOString()).toBe(begins);
    }
    expect(toLocalDate(new Date(begins), zone)).toBe(day);
    expect(toLocalTime(new Date(begins), zone)).toBe('01:00');
  });

  it('is undone by toLocalDate and toLocalTime, but for times that do not exist', () => {
    const minutes = fc.integer({ min: 0, max: (to - from) / minuteMs - 1 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
        const text = textOf(from + minute * minuteMs);
        const [date, time] = [text.slice(0, 10), text.slice(11, 16)];
        const at = toInstantIn(date, time, zone);
        const isGap = (changesByZone.get(zone) ?? []).some((change) => change.at === at.getTime());
        return isGap || (toLocalDate(at, zone) === date && toLocalTime(at, zone) === time);
      }),
      { numRuns: 1000 },
    );
  });

  it('calls a zone or a day that does not exist a bug', () => {
    expect(() => toInstantIn('2026-11-21', '10:00', 'Mars/Base')).toThrow(/no such zone/);
    expect(() => toInstantIn('2026-02-30', '10:00', 'UTC')).toThrow(/no local time/);
    expect(() => toInstantIn('2026-02-28', '24:00', 'UTC')).toThrow(/no local time/);
  });
});

describe('canonicalZone', () => {
  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['  Asia/Calcutta ', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['US/Eastern', 'America/New_York'],
    ['utc', 'UTC'],
    ['Etc/UTC', 'UTC'],
  ])('reads %s as %s', (typed, zone) => {
    expect(canonicalZone(typed)).toBe(zone);
  });

  it.each(['', 'EST', 'GMT+2', '+02:00', 'Etc/GMT+2', 'Mars/Base', 'Japan', 'Europe', 'a/../b'])(
    'refuses %j (B-66)',
    (typed) => {
      expect(canonicalZone(typed)).toBeUndefined();
      expect(isZone(typed)).toBe(false);
    },
  );

  it('knows every zone that Intl knows, and its own answers', () => {
    for (const zone of zones) {
      const canonical = canonicalZone(zone);
      expect(isZone(canonical ?? ''), zone).toBe(true);
      expect(canonicalZone(canonical ?? ''), zone).toBe(canonical);
      // Another name of the same zone has the same clock, in both halves of the year.
      for (const at of ['2026-01-15T12:00:00.000Z', '2026-07-15T12:00:00.000Z']) {
        const instant = new Date(at);
        expect(toLocalTime(instant, canonical ?? ''), zone).toBe(toLocalTime(instant, zone));
      }
    }
  });
});

describe('local dates', () => {
  const dates = fc
    .integer({ min: 0, max: 20_000 })
    .map((days) => new Date(days * dayMs).toISOString().slice(0, 10));

  it('adds and counts days as inverses, whatever the zone of the machine', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -800, max: 800 }), (date, days) => {
        const later = addDays(date, days);
        expect(daysBetween(date, later)).toBe(days);
        expect(Date.parse(later) - Date.parse(date)).toBe(days * dayMs);
      }),
    );
  });

  it('names a week by its Monday, also over the turn of a year and in week 53 (F-67)', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const monday = mondayOf(date);
        expect(weekdayOf(monday)).toBe(1);
        expect(daysBetween(monday, date)).toBe(weekdayOf(date) - 1);
        expect(weekdayOf(date) % 7).toBe(new Date(date).getUTCDay());
      }),
    );
    expect(['2026-12-31', '2027-01-03', '2027-01-04'].map(mondayOf)).toEqual([
      ...['2026-12-28', '2026-12-28', '2027-01-04'],
    ]);
    expect(mondayOf('2028-02-29')).toBe('2028-02-28');
  });

  it('are written in plain words', () => {
    expect(formatDate('2026-12-05')).toBe('5 Dec');
    expect([1, 2, 7].map(formatWeekday)).toEqual(['Mon', 'Tue', 'Sun']);
  });

  it('are told from other texts (B-65, B-67)', () => {
    expect(['2026-11-21', '2024-02-29'].map(isLocalDate)).toEqual([true, true]);
    expect(['2026-02-29', '2026-13-01', '26-1-1', '', '2026-11-21T'].filter(isLocalDate)).toEqual(
      [],
    );
    expect(['00:00', '09:30', '23:59'].every(isLocalTime)).toBe(true);
    const none = ['24:00', '7', '9:30', '07:61', '10:60', 'noon', '7.30', '７：３０', '', '10:00 '];
    expect(none.filter(isLocalTime)).toEqual([]);
  });
});
