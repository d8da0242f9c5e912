// A review is fifteen minutes in everyone's calendar. The links open a filled-in entry in the person's own calendar, so
// the bot needs no access to it. Google repeats it with the team's rhythm; Outlook's link cannot, so there it is one entry.

import { addDays, type LocalDate, toLocalDate, toLocalTime } from '../../lib/time.ts';
import { reviewSlot, type Team } from './rules.ts';

/** Addresses that open a new calendar entry. */
export interface CalendarLinks {
  google: string;
  outlook: string;
}

/** The id of *Add to calendar*; its value is the team's id. */
export const calendarAction = 'calendar.open';

const reviewMs = 15 * 60 * 1000;
const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Links for the review of the week named by its Monday; the title is people's words, as they are (product.md, Set up). */
export function calendarLinks(team: Team, weekOn: LocalDate, title: string): CalendarLinks {
  const { opensAt } = reviewSlot(team, weekOn);
  const endsAt = new Date(opensAt.getTime() + reviewMs);
  const reviewOn = addDays(weekOn, team.reviewWeekday - 1);
  const google = new URLSearchParams({
    action: 'TEMPLATE',
    text: title,
    dates: `${compact(opensAt, team.zone)}/${compact(endsAt, team.zone)}`,
    ctz: team.zone,
    recur: `RRULE:FREQ=WEEKLY;INTERVAL=${team.rhythmDays / 7};BYDAY=${dayCodes[team.reviewWeekday - 1]}`,
  });
  const outlook = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: opensAt.toISOString(),
    enddt: endsAt.toISOString(),
    body: `Every ${team.rhythmDays === 7 ? 'week' : 'two weeks'} from ${reviewOn}`,
  });
  return {
    google: `https://calendar.google.com/calendar/render?${google}`,
    outlook: `https://outlook.office.com/calendar/0/deeplink/compose?${outlook}`,
  };
}

function compact(at: Date, zone: string): string {
  return `${toLocalDate(at, zone)}T${toLocalTime(at, zone)}00`.replace(/[-:]/g, '');
}
