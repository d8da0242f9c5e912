// A team works from Monday to Friday, 09:00 to 17:00 in its zone, but not on public holidays of its country, on days of
// its own list, and on days on which everyone is off. The same holds for one person, in that person's own zone.
// (product.md *Edges: People*)

import { z } from 'zod';
import {
  addDays,
  type LocalDate,
  type LocalTime,
  toInstantIn,
  toLocalDate,
  weekdayOf,
} from '../../lib/time.ts';

/** Reads a day off that was kept as JSON. */
export const dayOffSchema = z.discriminatedUnion('why', [
  z.object({ why: z.literal('holiday'), name: z.string() }),
  z.object({ why: z.literal('everyone-off') }),
]);

/** Why nobody works on a day that would be a working day. */
export type DayOff = z.infer<typeof dayOffSchema>;

/** The days off around an instant, by date. */
export type DaysOff = ReadonlyMap<LocalDate, DayOff>;

/** When somebody works: an IANA zone and the days off. */
export interface WorkDays {
  zone: string;
  off: DaysOff;
}

const workStartsAt = '09:00';
const workEndsAt = '17:00';
/** Nobody is off for longer than this without a break; it ends every search. */
const longestSearchDays = 60;

/** Monday to Friday in a zone, without any day off. */
export function weekdaysIn(zone: string): WorkDays {
  return { zone, off: new Map() };
}

/** Whether a day is a working day: Monday to Friday and not off. */
export function isWorkingDay(date: LocalDate, off: DaysOff): boolean {
  return weekdayOf(date) <= 5 && !off.has(date);
}

/** Whether `at` lies between 09:00 and 17:00 of a working day. */
export function isWorkingTime(at: Date, work: WorkDays): boolean {
  const date = toLocalDate(at, work.zone);
  if (!isWorkingDay(date, work.off)) return false;
  return at >= startOf(date, work) && at < toInstantIn(date, workEndsAt, work.zone);
}

/** The first working morning (09:00) after `at`. */
export function nextWorkingMorning(at: Date, work: WorkDays): Date {
  let date = toLocalDate(at, work.zone);
  for (let days = 0; days < longestSearchDays; days += 1) {
    if (isWorkingDay(date, work.off) && startOf(date, work) > at) break;
    date = addDays(date, 1);
  }
  return startOf(date, work);
}

/** `at` itself when it is in working hours, otherwise the next working morning. */
export function nextWorkingInstant(at: Date, work: WorkDays): Date {
  return isWorkingTime(at, work) ? at : nextWorkingMorning(at, work);
}

/** `at` itself when it is in working hours, otherwise that time of day on the nearest working day before. */
export function lastWorkingInstant(at: Date, time: LocalTime, work: WorkDays): Date {
  if (isWorkingTime(at, work)) return at;
  let date = toLocalDate(at, work.zone);
  if (toInstantIn(date, time, work.zone) > at) date = addDays(date, -1);
  return toInstantIn(lastWorkingDay(date, work.off), time, work.zone);
}

/** The date itself when it is a working day, otherwise the nearest working day before. */
export function lastWorkingDay(date: LocalDate, off: DaysOff): LocalDate {
  let day = date;
  for (let days = 0; days < longestSearchDays && !isWorkingDay(day, off); days += 1) {
    day = addDays(day, -1);
  }
  return day;
}

/** The first working day after the date. */
export function nextWorkingDay(date: LocalDate, off: DaysOff): LocalDate {
  let day = addDays(date, 1);
  for (let days = 0; days < longestSearchDays && !isWorkingDay(day, off); days += 1) {
    day = addDays(day, 1);
  }
  return day;
}

/** The end of a working day, 17:00. */
export function endOfWork(date: LocalDate, zone: string): Date {
  return toInstantIn(date, workEndsAt, zone);
}

/** Whether `at` is 09:00 of a working day, or so shortly after that a slow tick explains it. */
export function isWorkingMorning(at: Date, work: WorkDays, withinMs: number): boolean {
  const date = toLocalDate(at, work.zone);
  if (!isWorkingDay(date, work.off)) return false;
  const sinceMs = at.getTime() - startOf(date, work).getTime();
  return sinceMs >= 0 && sinceMs <= withinMs;
}

function startOf(date: LocalDate, work: WorkDays): Date {
  return toInstantIn(date, workStartsAt, work.zone);
}
