import { daysLater, firstShowing, isoWeekday, wallClock } from './second-calendar.ts';

/** Whether it is between 09:00 and 17:00 on a day from Monday to Friday. */
export function isInWorkingDay(at: number, zone: string): boolean {
  const [date = '', time = ''] = wallClock(at, zone).split(' ');
  return isoWeekday(date) <= 5 && time >= '09:00' && time < '17:00';
}

/** Nine o'clock of the day of `at` and of the days after it, without weekends. */
export function workingMornings(at: number, zone: string, days: number): number[] {
  const [today = ''] = wallClock(at, zone).split(' ');
  return Array.from({ length: days }, (_, day) => daysLater(today, day))
    .filter((date) => isoWeekday(date) <= 5)
    .map((date) => firstShowing(date, '09:00', zone));
}
