// How people type a day, a month or a year when they search the log: `2026-11-01`, `1 Nov`, `yesterday`, `Nov 2026`. Without a
// year the latest is meant that is not after today. What could be read in two ways (`1/11`) is not guessed: the search says
// that it could not read it, so that nobody takes the wrong days for an answer.

import { addDays, isLocalDate, type LocalDate } from '../../lib/time.ts';

/** The days that were meant, first and last, and how many words said so; or what looked like a day and is none. */
export type ReadDays = { from: LocalDate; until: LocalDate; used: number } | { unreadable: string };

/**
 * Reads a day at the start of these words: `2026-11-01`, `1 Nov`, `Nov 1st`, `1.11.`, each with a year or without,
 * `yesterday`; a month `Nov 2026` and a year `2026` are all their days. Without a year it is the latest that is not after
 * `today`. Undefined when no day was meant at all.
 */
export function readDays(words: readonly string[], today: LocalDate): ReadDays | undefined {
  const [first = '', second = '', third = ''] = words.map(tidy);
  const typed = words.slice(0, 2).join(' ');
  const relative = first === 'today' ? 0 : first === 'yesterday' ? -1 : undefined;
  if (relative !== undefined) return oneDay(addDays(today, relative), 1);

  const numbers = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(first);
  if (numbers !== null) {
    const [, year = '', month = '', day = ''] = numbers;
    return toDay({ year, month: Number(month), day: Number(day) }, 1) ?? { unreadable: first };
  }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(first);
  if (dotted !== null) {
    const [, day = '', month = '', year = ''] = dotted;
    const meant = { year, month: Number(month), day: Number(day) };
    return findDay(meant, today, 1) ?? { unreadable: first };
  }
  if (/^\d{1,4}[/-]\d/.test(first)) return { unreadable: first };

  const hasDay = dayOf(first) !== undefined;
  const day = dayOf(first) ?? dayOf(second);
  const month = hasDay ? monthOf(second) : monthOf(first);
  if (month === undefined) return readYear(first);
  if (day === undefined) return findMonth(month, yearOf(second), today);
  const year = yearOf(third);
  return (
    findDay({ year: year ?? '', month, day }, today, year === undefined ? 2 : 3) ?? {
      unreadable: typed,
    }
  );
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const longMonths =
  'january february march april may june july august september october november december'.split(
    ' ',
  );

interface Meant {
  /** Empty when it was not said. */
  year: string;
  month: number;
  day: number;
}

function tidy(word: string): string {
  return word.toLowerCase().replace(/[,;]+$/, '');
}

function monthOf(word: string): number | undefined {
  const bare = word.replace(/\.$/, '');
  const at = months.indexOf(bare === 'sept' ? 'sep' : bare);
  const index = at >= 0 ? at : longMonths.indexOf(bare);
  return index < 0 ? undefined : index + 1;
}

function dayOf(word: string): number | undefined {
  const digits = /^(\d{1,2})(st|nd|rd|th|\.)?$/.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function yearOf(word: string): string | undefined {
  return /^20\d\d$/.test(word) ? word : undefined;
}

function readYear(word: string): ReadDays | undefined {
  const year = yearOf(word);
  return year === undefined
    ? undefined
    : { from: `${year}-01-01`, until: `${year}-12-31`, used: 1 };
}

/** The day of that year, or the latest such day that is not in the future; 29 February may lie eight years back. */
function findDay(meant: Meant, today: LocalDate, used: number): ReadDays | undefined {
  if (meant.year !== '') return toDay(meant, used);
  for (let year = Number(today.slice(0, 4)), back = 0; back <= 8; back += 1) {
    const found = toDay({ ...meant, year: String(year - back) }, used);
    if (found !== undefined && found.from <= today) return found;
  }
  return undefined;
}

function findMonth(month: number, year: string | undefined, today: LocalDate): ReadDays {
  const thisYear = Number(today.slice(0, 4));
  const isPast = `${today.slice(0, 4)}-${twoDigits(month)}-01` <= today;
  const meant = year === undefined ? (isPast ? thisYear : thisYear - 1) : Number(year);
  const from = `${meant}-${twoDigits(month)}-01`;
  const next = month === 12 ? `${meant + 1}-01-01` : `${meant}-${twoDigits(month + 1)}-01`;
  return { from, until: addDays(next, -1), used: year === undefined ? 1 : 2 };
}

function toDay(
  meant: Meant,
  used: number,
): { from: LocalDate; until: LocalDate; used: number } | undefined {
  const date = `${meant.year}-${twoDigits(meant.month)}-${twoDigits(meant.day)}`;
  return isLocalDate(date) ? oneDay(date, used) : undefined;
}

function oneDay(date: LocalDate, used: number) {
  return { from: date, until: date, used };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
