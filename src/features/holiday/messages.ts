import { section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, escape, mention, oneLine } from '../../platform/slack/text.ts';
import type { DayOff } from '../opening/day-rules.ts';
import type { Region, TeamHolidays } from './rules.ts';

/** What the home channel reads when a team's days off were changed. */
export function holidayNote(note: {
  byUserId: string;
  holidays: TeamHolidays;
  country?: Region;
  region?: Region;
}): MessageContent {
  const text = `${mention(note.byUserId)} changed the team’s days off: ${describeHolidays(note)}. A review that falls on one moves to the next working day.`;
  return { text: 'The team’s days off were changed', blocks: [section(text)] };
}

/** Why a review is not on its own day, after a colon: `Christmas Day`, `everyone is off`. */
export function dayOffWords(because: DayOff): string {
  if (because.why === 'everyone-off') return 'everyone is off';
  return because.name === '' ? 'a day off' : cut(escape(oneLine(because.name)), 80);
}

/** The days off in a few words: `public holidays of Germany (Bayern) and 2 lines of our own`. */
function describeHolidays(view: {
  holidays: TeamHolidays;
  country?: Region;
  region?: Region;
}): string {
  const { country, region } = view;
  const part = region === undefined ? '' : ` (${escape(region.name)})`;
  const lines = view.holidays.ownDays.length;
  const parts = [
    country === undefined ? '' : `public holidays of ${escape(country.name)}${part}`,
    lines === 0 ? '' : `${lines} ${lines === 1 ? 'line' : 'lines'} of your own`,
  ].filter((words) => words !== '');
  return parts.join(' and ') || 'none';
}
