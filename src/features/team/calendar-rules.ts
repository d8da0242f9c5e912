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

/** What a review is called in a calendar. */
export const reviewTitle = '15-minute review';

const reviewMs = 15 * 60 * 1000;
const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Links for the review of the week named by its Monday; the title is people's words, as they are (product.md, Set up). */
export function calendarLinks(team: Team, weekOn: LocalDate, title: string): CalendarLinks {
  const { opensAt } = reviewSlot(team, weekOn);
  const day = dayCodes[team.reviewWeekday - 1];
  const reviewOn = addDays(weekOn, team.reviewWeekday - 1);
  return makeLinks(
    { at: opensAt, zone: team.zone, title },
    {
      recur: `RRULE:FREQ=WEEKLY;INTERVAL=${team.rhythmDays / 7};BYDAY=${day}`,
      body: `Every ${team.rhythmDays === 7 ? 'week' : 'two weeks'} from ${reviewOn}`,
    },
  );
}

/** Links for one meeting of fifteen minutes that does not repeat. */
export function meetingLinks(meeting: { at: Date; zone: string; title: string }): CalendarLinks {
  return makeLinks(meeting);
}

function makeLinks(
  meeting: { at: Date; zone: string; title: string },
  repeats?: { recur: string; body: string },
): CalendarLinks {
  const { at, zone, title } = meeting;
  const endsAt = new Date(at.getTime() + reviewMs);
  const google = new URLSearchParams({
    action: 'TEMPLATE',
    text: title,
    dates: `${compact(at, zone)}/${compact(endsAt, zone)}`,
    ctz: zone,
    ...(repeats === undefined ? {} : { recur: repeats.recur }),
  });
  const outlook = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: at.toISOString(),
    enddt: endsAt.toISOString(),
    ...(repeats === undefined ? {} : { body: repeats.body }),
  });
  return {
    google: `https://calendar.google.com/calendar/render?${google}`,
    outlook: `https://outlook.office.com/calendar/0/deeplink/compose?${outlook}`,
  };
}

function compact(at: Date, zone: string): string {
  return `${toLocalDate(at, zone)}T${toLocalTime(at, zone)}00`.replace(/[-:]/g, '');
}
