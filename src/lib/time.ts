import { tz, tzOffset } from '@date-fns/tz';
import { format } from 'date-fns';
import { invariant } from './invariant.ts';

/** A day without a clock, `2026-11-21`. */
export type LocalDate = string;
/** A time of day without a day, `10:00`, on the 24-hour clock. */
export type LocalTime = string;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** ICU keeps some names that IANA has replaced; people are shown the ones they know. */
const renamed: Readonly<Record<string, string>> = {
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
};

/**
 * The first instant after `at`, in milliseconds: the open end of a window that takes in what happened at `at` itself. Two acts
 * may share an instant, on a clock that stands still always, and what the window leaves out would be forgotten.
 */
export function justAfter(at: Date): Date {
  return new Date(at.getTime() + 1);
}

/** Tells whether a text names an IANA zone; offsets and abbreviations are no zones (B-66). */
export function isZone(text: string): boolean {
  return canonicalZone(text) !== undefined;
}

/**
 * The usual spelling of an IANA zone name typed in any case (`europe/berlin` → `Europe/Berlin`), or undefined.
 * Refuses offsets and abbreviations (`EST`, `GMT+2`, `Etc/GMT+2`): they do not know summer time (product.md, Time).
 */
export function canonicalZone(text: string): string | undefined {
  const typed = text.trim();
  if (!/^[a-z_]+(\/[a-z0-9_+-]+)+$/i.test(typed) && typed.toUpperCase() !== 'UTC') return undefined;
  const known = resolveZone(typed);
  if (known === undefined || /^Etc\/|^[+-]/.test(known)) return undefined;
  return renamed[known] ?? known;
}

/** The day that it is in the zone at this instant. Throws a `Bug` for a text that is no zone. */
export function toLocalDate(at: Date, zone: string): LocalDate {
  return toLocalText(at, zone).slice(0, 10);
}

/** The time of day in the zone at this instant, cut to the minute. */
export function toLocalTime(at: Date, zone: string): LocalTime {
  return toLocalText(at, zone).slice(11, 16);
}

/** The ISO weekday: 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: LocalDate): number {
  return toUtcDay(date).getUTCDay() || 7;
}

/**
 * The instant at which clocks in the zone show this day and time. A time that daylight saving skips becomes the first
 * instant after the gap; one that comes twice is the first of the two (P17; product.md, Edges: Time).
 */
export function toInstantIn(date: LocalDate, time: LocalTime, zone: string): Date {
  invariant(isLocalDate(date) && isLocalTime(time), `no local time: ${date} ${time}`);
  const wall = Date.parse(`${date}T${time}:00.000Z`);
  // No offset exceeds a day, so whatever change of clocks matters lies between these two instants.
  const before = wall - offsetMs(wall - dayMs, zone);
  const after = wall - offsetMs(wall + dayMs, zone);
  const exact = [Math.min(before, after), Math.max(before, after)].find(
    (at) => at + offsetMs(at, zone) === wall,
  );
  return new Date(exact ?? findChange(after, before, zone));
}

/** The day that many days later; earlier when negative. */
export function addDays(date: LocalDate, days: number): LocalDate {
  const at = new Date(toUtcDay(date).getTime() + days * dayMs);
  const year = String(at.getUTCFullYear()).padStart(4, '0');
  return `${year}-${twoDigits(at.getUTCMonth() + 1)}-${twoDigits(at.getUTCDate())}`;
}

/** Whole days from the first date to the second; negative when the second is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return (toUtcDay(to).getTime() - toUtcDay(from).getTime()) / dayMs;
}

/** The Monday of the date's ISO week, which is how a week is named in the database. */
export function mondayOf(date: LocalDate): LocalDate {
  return addDays(date, 1 - weekdayOf(date));
}

/** Every card says a few days, and they are the same few. */
const formatted = new Map<LocalDate, string>();
const mostFormatted = 1_000;

/** A day in plain words, `5 Dec`. */
export function formatDate(date: LocalDate): string {
  const known = formatted.get(date);
  if (known !== undefined) return known;
  const text = format(toUtcDay(date), 'd MMM', { in: tz('UTC') });
  if (formatted.size >= mostFormatted) formatted.clear();
  formatted.set(date, text);
  return text;
}

/** The short name of an ISO weekday, `Tue`. */
export function formatWeekday(weekday: number): string {
  return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][weekday - 1] ?? '';
}

/** Tells whether a text is a real day in the form `2026-11-21`. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  // Node reads the 31st of a shorter month as the 1st of the next one.
  return new Date(`${text}T00:00:00.000Z`).getUTCDate() === Number(text.slice(8));
}

/** Tells whether a text is a time of day in the form `09:30`. */
export function isLocalTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function resolveZone(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    // Intl has no question "is this a zone?"; it throws a RangeError.
    return undefined;
  }
}

function toLocalText(at: Date, zone: string): string {
  return new Date(at.getTime() + offsetMs(at.getTime(), zone)).toISOString();
}

/** Clocks change at full quarters of an hour of UTC (since 1972 everywhere), so an offset holds for a whole one. */
const quarterMs = 15 * minuteMs;
const firstQuarterMs = Date.UTC(1973, 0, 1);
const mostOffsets = 10_000;
const offsets = new Map<string, number>();

/** Asking Node costs more than whatever is done with the answer, so answers are kept. */
function offsetMs(at: number, zone: string): number {
  const key = `${zone} ${Math.floor(at / quarterMs)}`;
  const known = offsets.get(key);
  if (known !== undefined && at >= firstQuarterMs) return known;
  const minutes = tzOffset(zone, new Date(at));
  invariant(Number.isFinite(minutes), `no such zone or instant: ${zone} ${at}`);
  const offset = Math.round(minutes * minuteMs);
  if (offsets.size >= mostOffsets) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** The first instant in `(from, to]` at which the clocks have changed. */
function findChange(from: number, to: number, zone: string): number {
  const old = offsetMs(from, zone);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(middle, zone) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** Local dates are counted in UTC, where every day has 24 hours. */
function toUtcDay(date: LocalDate): Date {
  invariant(isLocalDate(date), `no local date: ${date}`);
  return new Date(`${date}T00:00:00.000Z`);
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
