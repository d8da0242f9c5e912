// A team may keep the public holidays of a country, or of a part of it, and days of its own: one a line, such as
// `2026-12-24 Company day`, or `2026-12-24 to 2027-01-01 Winter break`. The text of a calendar file (.ics) pasted into
// the field is read too. A line that is no day is refused with its number, and nothing of the text is kept half.
// (product.md *Edges: People*)

import { firstCharacters } from '../../lib/text.ts';
import { addDays, daysBetween, isLocalDate, type LocalDate } from '../../lib/time.ts';
import type { DayOff, DaysOff } from '../opening/day-rules.ts';

/** One line of the team's own list: its first and last day, and what it is called, or ''. */
export interface OwnDays {
  fromOn: LocalDate;
  untilOn: LocalDate;
  name: string;
}

/** What a team keeps; `country` and `region` are codes of the library, '' for none. */
export interface TeamHolidays {
  country: string;
  region: string;
  ownDays: readonly OwnDays[];
}

/** A country or a part of one: the library's code and its name in English. */
export interface Region {
  code: string;
  name: string;
}

/** Nothing but weekends. */
export const noHolidays: TeamHolidays = { country: '', region: '', ownDays: [] };

/** Why a list of days cannot be kept; `line` counts from 1, `text` is what stands there. */
export type DaysRefusal =
  | {
      refused:
        | 'no-day'
        | 'no-such-date'
        | 'ends-before-start'
        | 'too-long'
        | 'second-date'
        | 'repeats';
      line: number;
      text: string;
    }
  | { refused: 'too-many' }
  | { refused: 'empty-calendar' };

/** A break is no longer than this, and a list has no more lines. */
export const longestBreakDays = 60;
/** How many lines a list may have. */
export const mostLines = 60;

/** Reads a typed list or a pasted calendar file; blank lines are left out, order and doubles do not matter. */
export function parseOwnDays(text: string): { ownDays: OwnDays[] } | DaysRefusal {
  const lines = text.split(/\r\n|\r|\n/);
  const isCalendar = lines.some((line) => line.trim().toUpperCase() === 'BEGIN:VCALENDAR');
  const read = isCalendar ? readCalendar(unfold(lines)) : readLines(lines);
  if ('refused' in read) return read;
  const ownDays = sortOnce(read.ownDays);
  return ownDays.length > mostLines ? { refused: 'too-many' } : { ownDays };
}

/** The list as it is typed. */
export function formatOwnDays(ownDays: readonly OwnDays[]): string {
  return ownDays
    .map(({ fromOn, untilOn, name }) => {
      const days = fromOn === untilOn ? fromOn : `${fromOn} to ${untilOn}`;
      return `${days} ${name}`.trim();
    })
    .join('\n');
}

/** A public holiday: its first day and how many there are. */
export interface PublicHoliday {
  fromOn: LocalDate;
  days: number;
  name: string;
}

/** Every day off between two dates; the team's own name for a day wins. */
export function collectDaysOff(
  holidays: { publicDays: readonly PublicHoliday[]; ownDays: readonly OwnDays[] },
  between: { from: LocalDate; to: LocalDate },
): DaysOff {
  const off = new Map<LocalDate, DayOff>();
  const add = (from: LocalDate, days: number, name: string) => {
    for (let day = 0; day < days; day += 1) {
      const date = addDays(from, day);
      if (date >= between.from && date <= between.to) off.set(date, { why: 'holiday', name });
    }
  };
  for (const { fromOn, days, name } of holidays.publicDays) add(fromOn, days, name);
  for (const { fromOn, untilOn, name } of holidays.ownDays) {
    add(fromOn, daysBetween(fromOn, untilOn) + 1, name);
  }
  return off;
}

/** What people write between a first and a last day. */
const rangeWords = String.raw`(?:to|until|till?|through|thru|bis|\.\.+|[-‐‑‒–—−…→])`;
const lineForm = new RegExp(
  String.raw`^(\d{4}-\d{2}-\d{2})(?:\s*${rangeWords}\s*(\d{4}-\d{2}-\d{2}))?(?:[\s:,]+(.*))?$`,
  'i',
);

/** A date inside a name was meant as one: `2026-12-24 2026-12-31` is more than one day. */
const dateForm = /\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2}/;
const longestName = 60;

function readLines(lines: readonly string[]): { ownDays: OwnDays[] } | DaysRefusal {
  const ownDays: OwnDays[] = [];
  for (const [index, typed] of lines.entries()) {
    const text = typed.trim();
    if (text === '') continue;
    const at = { line: index + 1, text };
    const found = lineForm.exec(text);
    if (found === null) return { refused: 'no-day', ...at };
    const [, fromOn = '', untilOn = fromOn, name = ''] = found;
    const wrong = checkRange({ fromOn, untilOn });
    if (wrong !== undefined) return { line: index + 1, ...wrong, text: wrong.text ?? text };
    if (dateForm.test(name)) return { refused: 'second-date', ...at };
    ownDays.push({ fromOn, untilOn, name: shortName(name) });
  }
  return { ownDays };
}

function shortName(name: string): string {
  return firstCharacters(name.trim(), longestName).trim();
}

/** What is wrong with a first and a last day; `text` when it is one of the two. */
function checkRange({
  fromOn,
  untilOn,
}: {
  fromOn: string;
  untilOn: string;
}):
  | { refused: 'no-such-date'; text: string }
  | { refused: 'ends-before-start' | 'too-long'; text?: undefined }
  | undefined {
  const noDate = [fromOn, untilOn].find((date) => !isLocalDate(date));
  if (noDate !== undefined) return { refused: 'no-such-date', text: noDate };
  const days = daysBetween(fromOn, untilOn);
  if (days < 0) return { refused: 'ends-before-start' };
  return days >= longestBreakDays ? { refused: 'too-long' } : undefined;
}

/** One line of a calendar file as it was meant; `line` is where it starts. */
interface CalendarLine {
  line: number;
  text: string;
}

/** A line that starts with a space or a tab continues the one before it. (RFC 5545, 3.1) */
function unfold(lines: readonly string[]): CalendarLine[] {
  const unfolded: CalendarLine[] = [];
  for (const [index, text] of lines.entries()) {
    const before = unfolded.at(-1);
    if (before !== undefined && /^[ \t]/.test(text)) before.text += text.slice(1);
    else unfolded.push({ line: index + 1, text });
  }
  return unfolded;
}

/**
 * Reads the whole-day events of an iCalendar text; `DTEND` is the first day after. One that repeats is refused, as only its
 * first day would be kept. (RFC 5545, 3.1 and 3.6.1)
 */
function readCalendar(lines: readonly CalendarLine[]): { ownDays: OwnDays[] } | DaysRefusal {
  const ownDays: OwnDays[] = [];
  let event: CalendarEvent | undefined;
  let isAlarm = false;
  for (const { line, text } of lines) {
    const [, key = '', value = ''] = propertyForm.exec(text.trim()) ?? [];
    const word = `${key}:${value}`.toUpperCase();
    if (word === 'BEGIN:VEVENT') event = { line };
    if (word === 'BEGIN:VALARM') isAlarm = true;
    if (word === 'END:VALARM') isAlarm = false;
    // An alarm inside an event has a duration of its own.
    if (event === undefined || isAlarm) continue;
    const part = partByKey.get(key.toUpperCase());
    if (part !== undefined) event[part] = value;
    if (word !== 'END:VEVENT') continue;
    const days = readEvent(event);
    if (days === undefined) continue;
    if ('refused' in days) return days;
    ownDays.push(days);
  }
  return ownDays.length === 0 ? { refused: 'empty-calendar' } : { ownDays };
}

/** `SUMMARY;X="a:b":Party`: a name, its parameters, where a quoted one may hold a colon, and the value. */
const propertyForm = /^([A-Z0-9-]+)(?:;(?:"[^"]*"|[^":])*)?:(.*)$/i;

interface CalendarEvent {
  line: number;
  from?: string;
  end?: string;
  duration?: string;
  repeats?: string;
  summary?: string;
}

const partByKey: ReadonlyMap<string, Exclude<keyof CalendarEvent, 'line'>> = new Map([
  ['DTSTART', 'from'],
  ['DTEND', 'end'],
  ['DURATION', 'duration'],
  ['RRULE', 'repeats'],
  ['RDATE', 'repeats'],
  ['SUMMARY', 'summary'],
]);

/** An event's whole days; undefined for one with times of day, which takes no day off. */
function readEvent(event: CalendarEvent): OwnDays | DaysRefusal | undefined {
  const fromOn = readDay(event.from ?? '');
  if (fromOn === undefined) return undefined;
  const name = shortName((event.summary ?? '').replace(/\\n/gi, ' ').replace(/\\(.)/g, '$1'));
  const at = { line: event.line, text: name };
  if (event.repeats !== undefined) return { refused: 'repeats', ...at };
  const untilOn = lastDay(fromOn, event);
  if (untilOn === undefined) return { refused: 'no-day', ...at };
  const days = { fromOn, untilOn };
  const wrong = checkRange(days);
  if (wrong !== undefined) return { line: event.line, ...wrong, text: wrong.text ?? name };
  // The list is shown as lines again, where a name with a date would be refused.
  return dateForm.test(name) ? { refused: 'second-date', ...at } : { ...days, name };
}

/** The last day of an event, from the first day after it or from how long it is; undefined when that is no whole day. */
function lastDay(fromOn: string, { end, duration }: CalendarEvent): string | undefined {
  const after = readDay(end ?? '');
  if (after !== undefined && after !== fromOn) {
    return isLocalDate(after) ? addDays(after, -1) : after;
  }
  if (after !== undefined || duration === undefined) return fromOn;
  const [, weeks, days] = /^\+?P(?:(\d{1,3})W|(\d{1,4})D)$/i.exec(duration.trim()) ?? [];
  const length = weeks === undefined ? Number(days ?? 0) : 7 * Number(weeks);
  if (length === 0) return undefined;
  return isLocalDate(fromOn) ? addDays(fromOn, length - 1) : fromOn;
}

/** A whole day as a calendar file writes it, in our form, whether or not there is such a day. */
function readDay(value: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(value.trim()) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

function sortOnce(ownDays: readonly OwnDays[]): OwnDays[] {
  const byText = new Map(ownDays.map((days) => [formatOwnDays([days]), days]));
  return [...byText.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, days]) => days);
}
