import { formatDate, type LocalDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, dateToken, escape, mention, oneLine } from '../../platform/slack/text.ts';
import { dayOffWords } from '../holiday/messages.ts';
import type { DayOff } from '../opening/day-rules.ts';
import { type CalendarLinks, calendarAction } from '../team/calendar-rules.ts';
import type { Review } from './rules.ts';

// What people read when a review is at another time than they expect, or not at all.

/** In the root message of a review that a day off moved. */
export function dayOffLine(review: Review, because: DayOff): string {
  return `Moved from ${dateToken(review.dueAt, 'date-time')}: ${dayOffWords(because)}.`;
}

/** In the root message of a review at which people meet at another time. */
export function movedLine(movedTo: NonNullable<Review['movedTo']>): string {
  return `*Moved:* we meet ${dateToken(movedTo.at, 'date-time')} (${saidBy(movedTo)}). Votes and readings stay open until the review closes.`;
}

/** In the root message of a review that opened after its time, because the bot was down. */
export function lateLine(review: Review): string {
  return `This review was due ${dateToken(review.dueAt, 'date-time')}. Barbell was not running then, so it opens now and closes later by as much.`;
}

/** The one line for the channel when people move a review, with the new time for their calendars. */
export function movedNote(
  review: Pick<Review, 'teamId' | 'closesAt'>,
  movedTo: NonNullable<Review['movedTo']>,
  links: CalendarLinks,
): MessageContent {
  const when = dateToken(movedTo.at, 'date-time');
  return {
    text: `The review is moved: we meet ${when}`,
    blocks: [
      section(
        `*The review is moved:* we meet ${when} (${saidBy(movedTo)}). Votes and readings stay open until ${dateToken(review.closesAt, 'date-time')}.`,
      ),
      context(
        `This meeting in your calendar: <${escape(links.google)}|Google> · <${escape(links.outlook)}|Outlook>`,
      ),
      actions(
        'calendar',
        button({ label: 'Add to calendar', actionId: calendarAction, value: review.teamId }),
      ),
    ],
  };
}

/** The one line for the channel when people call a review off. */
export function calledOffNote(
  skipped: NonNullable<Review['skipped']>,
  cards: number,
): MessageContent {
  const words = calledOffWords(skipped, cards);
  return {
    text: `The review is called off: ${words}`,
    blocks: [section(`*The review is called off:* ${words}`)],
  };
}

/** Who called a review off and why, and what becomes of its cards. */
export function calledOffWords(skipped: NonNullable<Review['skipped']>, cards: number): string {
  const why = cut(escape(oneLine(skipped.because)), 300).replace(/[.\s]+$/, '');
  const on = cards === 1 ? 'Its one-pager is' : 'Its one-pagers are';
  return `${why} (${mention(skipped.byUserId)}). ${on} on the next review.`;
}

/** The one line for the channel when days off leave a week without a review. */
export function noReviewNote(week: {
  weekOn: LocalDate;
  because: DayOff;
  next?: Date;
}): MessageContent {
  const head = `No review in the week of ${formatDate(week.weekOn)}: ${dayOffWords(week.because)}.`;
  const next = week.next === undefined ? '' : ` The next is ${dateToken(week.next, 'date-time')}.`;
  return { text: head, blocks: [section(`${head}${next}`)] };
}

function saidBy(movedTo: NonNullable<Review['movedTo']>): string {
  const { byUserId, because } = movedTo;
  const who = mention(byUserId);
  return because === '' ? who : `${who}: ${cut(escape(oneLine(because)), 300)}`;
}
