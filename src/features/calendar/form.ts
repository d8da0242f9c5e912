import type { ModalView } from '@slack/types';
import { isId, type TeamId } from '../../lib/ids.ts';
import { context, modal, section } from '../../platform/slack/blocks.ts';
import { channelLink, dateToken, escape } from '../../platform/slack/text.ts';
import { meetingLinks, repeatingLink, reviewTitle } from '../team/calendar-rules.ts';
import type { Team } from '../team/rules.ts';
import type { PlannedReview } from './message-file.ts';

/** The form's name. */
export const calendarCallbackId = 'calendar.send';

/** What people read about calendars, outside the form. */
export const calendarWords = {
  gone: 'This team is not there any more, or its channel is not open to you. Ask somebody in the channel.',
  stranger:
    'The calendar is for people of this organisation. Ask somebody of the team for the dates.',
  noReviews:
    'Days off leave no room for a review in the coming months. *Days off* in the settings shows them.',
  sent: 'The calendar file is in our direct messages. Open it to add the reviews.',
  note: 'Open this file to add the reviews to your calendar. After a change of day or time, ask for a new one: it moves the same entries.',
  missingScope:
    'Barbell may not send files in this workspace: its app lacks the optional scope `files:write`. The two links open an entry without it.',
  failed: 'Slack did not take the file, so nothing was sent. Please try again in a moment.',
} as const;

/** The two links and the file, for the team's review. */
export function calendarForm(
  team: Team,
  planned: { weekOn: string; reviews: readonly PlannedReview[] },
): ModalView {
  const [next] = planned.reviews;
  const when = next === undefined ? '' : ` The next one: ${dateToken(next.opensAt, 'date-time')}.`;
  return modal({
    callbackId: calendarCallbackId,
    title: 'Add to calendar',
    ...(next === undefined ? {} : { submit: 'Send me the file' }),
    metadata: team.id,
    blocks: [
      section(`The 15-minute review of ${channelLink(team.channelId)}.${when}`),
      section(linesOf(team, planned).join('\n')),
      context('Nobody’s calendar is read, and nothing is put into it by itself.'),
    ],
  });
}

function linesOf(
  team: Team,
  planned: { weekOn: string; reviews: readonly PlannedReview[] },
): string[] {
  const google = repeatingLink(team, planned.weekOn, reviewTitle);
  const lines = [`• <${escape(google)}|Google Calendar>: repeats with the team’s rhythm`];
  const [next, ...others] = planned.reviews;
  if (next === undefined) return [...lines, calendarWords.noReviews];
  // One entry is at the review's own instant, which days off or people may have moved.
  const meeting = { at: next.opensAt, zone: team.zone, title: reviewTitle };
  const { outlook } = meetingLinks(meeting);
  const count = others.length + 1;
  const files = count === 1 ? 'the next review' : `the next ${count} reviews`;
  return [
    ...lines,
    `• <${escape(outlook)}|Outlook>: the next review as one entry`,
    `• *Send me the file*: ${files} for any calendar (.ics), days off left out`,
  ];
}

/** The team that a form or button is about. */
export function parseTeamId(text: string): TeamId | undefined {
  return isId('tm', text) ? text : undefined;
}
