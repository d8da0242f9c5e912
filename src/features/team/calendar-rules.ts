// A review is fifteen minutes in everyone's calendar. The links open a filled-in entry in the person's own calendar, so
// the bot needs no access to it. Google repeats it with the team's rhythm; Outlook's link cannot, so there it is one entry,
// at the instant of the next review.

import { type LocalDate, toLocalDate, toLocalTime } from '../../lib/time.ts';
import { reviewSlot, type Team } from './rules.ts';

/** Addresses that open a new calendar entry. */
export interface CalendarLinks {
  google: string;
  outlook: string;
}

/** The id of *Add to calendar*; its value is the team's id. */
export const calendarAction = 'calendar.open';

/** What a review is called in a calendar. */
export const reviewTitle = '15-minute review';

const reviewMs = 15 * 60 * 1000;
const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * Google's link that repeats with the team's rhythm from the week named by its Monday on, in the team's zone; the title is
 * people's words, as they are (product.md, Set up).
 */
export function repeatingLink(team: Team, weekOn: LocalDate, title: string): string {
  const { opensAt } = reviewSlot(team, weekOn);
  const day = dayCodes[team.reviewWeekday - 1];
  const recur = `RRULE:FREQ=WEEKLY;INTERVAL=${team.rhythmDays / 7};BYDAY=${day}`;
  return googleLink({ at: opensAt, zone: team.zone, title }, { recur });
}

/** Links for one meeting of fifteen minutes that does not repeat. */
export function meetingLinks(meeting: { at: Date; zone: string; title: string }): CalendarLinks {
  const { at, title } = meeting;
  const outlook = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: at.toISOString(),
    enddt: endOf(at).toISOString(),
  });
  return {
    google: googleLink(meeting),
    outlook: `https://outlook.office.com/calendar/0/deeplink/compose?${outlook}`,
  };
}

function googleLink(
  { at, zone, title }: { at: Date; zone: string; title: string },
  repeats: { recur?: string } = {},
): string {
  const query = new URLSearchParams({
    action: 'TEMPLATE',
    text: title,
    dates: `${compact(at, zone)}/${compact(endOf(at), zone)}`,
    ctz: zone,
    ...repeats,
  });
  return `https://calendar.google.com/calendar/render?${query}`;
}

function endOf(at: Date): Date {
  return new Date(at.getTime() + reviewMs);
}

function compact(at: Date, zone: string): string {
  return `${toLocalDate(at, zone)}T${toLocalTime(at, zone)}00`.replace(/[-:]/g, '');
}
