// The model's own reckoning of time, straight from Intl and written without a look at src/lib/time.ts, so that an error
// there is not repeated here.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** One day, in milliseconds. */
export const dayMs = 24 * hourMs;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show at an instant: `2026-11-24 10:00`. */
export function wallClock(at: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    // Swedes write dates as ISO does.
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
    formats.set(zone, format);
  }
  return format.format(at);
}

const known = new Map<string, number>();

/**
 * The first instant at which the clocks of the zone show this day and time, or anything later: of a time that comes twice the
 * first, for a time that is skipped the first minute after the gap. (product.md *Edges: Time*)
 */
export function firstShowing(date: string, time: string, zone: string): number {
  const wanted = `${date} ${time}`;
  const key = `${wanted} ${zone}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const asUtc = Date.parse(`${date}T${time}:00.000Z`);
  // Zones are at most fifteen hours from UTC; no clocks are put back by more than two hours at once.
  let at = asUtc - 15 * hourMs;
  while (wallClock(at + hourMs, zone) < wanted) at += hourMs;
  while (wallClock(at, zone) < wanted) at += minuteMs;
  known.set(key, at);
  return at;
}

/** A day some days later. */
export function daysLater(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Monday is 1 and Sunday 7. */
export function isoWeekday(date: string): number {
  return ((new Date(`${date}T12:00:00.000Z`).getUTCDay() + 6) % 7) + 1;
}
