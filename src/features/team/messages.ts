import type { KnownBlock } from '@slack/types';
import type { TeamId } from '../../lib/ids.ts';
import { formatDate, formatWeekday, type LocalDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, dateToken, escape, mention } from '../../platform/slack/text.ts';
import { calendarAction } from './calendar-rules.ts';
import type { SettledChange } from './change-rules.ts';
import { type Rhythm, reviewSlot, type Team } from './rules.ts';
import type { SettingsChange } from './settings-rules.ts';

/** The ids of this feature's buttons; their values are a channel's or a team's id. */
export const teamActions = {
  setUp: 'team.set-up',
  settings: 'team.settings',
  /** Answered by the one-pager feature; value: the team's id. */
  writeOnePager: 'onepager.start',
  /** Answered by the holiday feature; value: the team's id. */
  daysOff: 'holiday.open',
  /** The value is the team's id. */
  protectedAreas: 'deviation.areas',
  company: 'company.open',
  andon: 'answer.settings',
} as const;

/** The sentences that people are told when something cannot be done. */
export const teamWords = {
  guest: 'Guests can read along and comment here; setting things up is for full members.',
  notMember: (channelId: string) =>
    `Only people in ${channelLink(channelId)} can change this. Join the channel and try again.`,
  invite:
    'I am not in this channel yet. Type `/invite @Barbell` here, and I post a card to set up.',
  noTeam: 'You are in no team yet. Go to your team’s channel and type `/invite @Barbell` there.',
  shared:
    'This channel is shared with another organisation, so a team cannot live here. Invite me to a channel of your own.',
  archived: 'This channel is archived. Unarchive it first.',
  choose: 'Which team?',
  gone: 'This team is not there any more. `/onepager help` shows what there is.',
  noRole: 'This is settled already. Nothing changed.',
  steppedDown: (channelId: string) =>
    `Done: you have that role in ${channelLink(channelId)} no more.`,
  alreadySetUp: (team: Team) =>
    `${channelLink(team.channelId)} is set up already: ${mention(team.setUpBy)} did it ${dateToken(team.setUpAt, 'date-time')}. Change it with \`/onepager settings\`.`,
} as const;

/** The card that the bot posts when it comes into a channel, with its one button. */
export function setupCard(channelId: string, isShared: boolean): MessageContent {
  if (isShared) return { text: teamWords.shared, blocks: [section(teamWords.shared)] };
  return {
    text: 'Barbell is here. Set up the weekly review: three questions, one minute.',
    blocks: [
      section(
        '*Barbell: the weekly review that decides*\nWrite down the bet you are making, meet for 15 minutes, vote continue, change or stop. I keep the decisions and tell the others once a week what came of them.',
      ),
      actions(
        'setup',
        button({
          label: 'Set up',
          actionId: teamActions.setUp,
          value: channelId,
          style: 'primary',
        }),
      ),
      context('Three questions, one minute. Everything else has a default that you can change.'),
    ],
  };
}

/** The rhythm in words: `Every Tue 10:00, closes Wed 17:00`. */
export function describeReview(rhythm: Rhythm): string {
  const every = rhythm.rhythmDays === 7 ? 'Every' : 'Every second';
  return `${every} ${formatWeekday(rhythm.reviewWeekday)} ${rhythm.reviewTime}, closes ${formatWeekday(closeWeekday(rhythm))} ${rhythm.closeTime}`;
}

/** The set-up card once the team exists: the rhythm, who may say stop, and what to do next. */
export function teamCard(view: {
  team: Team;
  stopOwnerIds: readonly string[];
  /** Asked, and not confirmed yet. */
  askedStopOwnerIds?: readonly string[];
  /** The first review's week, until there has been one. */
  firstWeekOn?: LocalDate;
}): MessageContent {
  const { team, firstWeekOn } = view;
  const first = firstWeekOn === undefined ? undefined : reviewSlot(team, firstWeekOn).opensAt;
  const lines = [
    `*Review*  ${describeReview(team)}`,
    `*Roll-up*  ${describeRollup(team)}`,
    `*May say stop*  ${stopOwnerWords(view)}`,
  ];
  const small = [
    ...(first === undefined ? [] : [`First review: ${dateToken(first, 'day')}`]),
    `Times in ${escape(team.zone)}`,
    `Set up by ${mention(team.setUpBy)}`,
  ];
  const blocks: KnownBlock[] = [
    section(lines.join('\n')),
    context(small.join(' · ')),
    actions(
      'setup',
      button({
        label: 'Write the first one-pager',
        actionId: teamActions.writeOnePager,
        value: team.id,
        style: 'primary',
      }),
      button({ label: 'Change settings', actionId: teamActions.settings, value: team.id }),
      button({ label: 'Add to calendar', actionId: calendarAction, value: team.id }),
    ),
  ];
  return { text: `Barbell is set up. Review: ${describeReview(team)}.`, blocks };
}

/** Which of several teams is meant: a button each. */
export function teamChoice(teams: readonly { id: TeamId; name: string }[]): MessageContent {
  const buttons = teams.slice(0, 25).map((team, index) =>
    button({
      label: `#${team.name}`,
      actionId: `${teamActions.settings}:${index}`,
      value: team.id,
    }),
  );
  const blocks: KnownBlock[] = [section(teamWords.choose), actions('teams', ...buttons)];
  if (teams.length > 25) blocks.push(context('For any other, type this in its own channel.'));
  return { text: teamWords.choose, blocks };
}

/** What somebody changed, before → after, for the home channel. */
export function settingsNote(note: {
  byUserId: string;
  changes: readonly SettingsChange[];
  settled: Exclude<SettledChange, { refused: unknown }>;
  next: Date;
}): MessageContent {
  const lines = note.changes.map((change) => {
    const show = change.isChannel ? channelLink : escape;
    return `• ${change.label}: ${show(change.from)} → ${show(change.to)}${change.note}`;
  });
  const { team, skippedReviewsOn, skippedRollupsOn } = note.settled;
  for (const weekOn of skippedReviewsOn) lines.push(leftOutLine('review', weekOn));
  for (const weekOn of skippedRollupsOn) lines.push(leftOutLine('roll-up', weekOn));
  const { review, rollup } = team.kept ?? {};
  if (review !== undefined) lines.push(keptLine('review', review.opensAt));
  if (rollup !== undefined) lines.push(keptLine('roll-up', rollup.dueAt));
  return {
    text: `Settings changed: ${note.changes.map((change) => change.label).join(', ')}`,
    blocks: [
      section(`${mention(note.byUserId)} changed the settings\n${lines.join('\n')}`),
      context(`Next review ${dateToken(note.next, 'date-time')}`),
    ],
  };
}

function leftOutLine(what: string, weekOn: LocalDate): string {
  return `• No ${what} in the week of ${formatDate(weekOn)}: this change leaves no time for it.`;
}

function keptLine(what: string, at: Date): string {
  return `• The next ${what} stays ${dateToken(at, 'date-time')}: this week’s new time is already over.`;
}

/** Why a team is paused. */
type PauseReason = 'removed' | 'archived' | 'shared';

/** The one message to a team's leader when the bot cannot work in the home channel any more. */
export function pausedNote(team: Team, why: PauseReason): MessageContent {
  const [what, how] = pauseWords[why](channelLink(team.channelId));
  const text = `${what}, so its reviews and roll-ups are paused. Nothing is lost. ${how}`;
  return { text, blocks: [section(text)] };
}

const pauseWords: Readonly<Record<PauseReason, (home: string) => readonly [string, string]>> = {
  removed: (home) => [
    `I was removed from ${home}`,
    'Type `/invite @Barbell` there and everything goes on.',
  ],
  archived: (home) => [`${home} was archived`, 'Unarchive it and everything goes on.'],
  shared: (home) => [
    `${home} is shared with another organisation now, and others would read there what your team decides`,
    'Stop sharing it and everything goes on by itself, or type `/invite @Barbell` in another channel and set up there.',
  ],
};

/** What the channel reads when the bot is back. */
export function resumedNote(team: Team, next: Date): MessageContent {
  return {
    text: 'Barbell is back: reviews and roll-ups go on.',
    blocks: [
      section('I am back: reviews and roll-ups go on. What was due in between is left out.'),
      context(`Next review ${dateToken(next, 'date-time')} · ${describeReview(team)}`),
    ],
  };
}

function stopOwnerWords(view: Parameters<typeof teamCard>[0]): string {
  const asked = (view.askedStopOwnerIds ?? []).map((userId) => `${mention(userId)} (asked)`);
  return [...view.stopOwnerIds.map(mention), ...asked].join(', ') || 'nobody yet';
}

function closeWeekday(rhythm: Rhythm): number {
  return ((rhythm.reviewWeekday + rhythm.closeAfterDays - 1) % 7) + 1;
}

function describeRollup(team: Team): string {
  const where =
    team.rollupChannelId === team.channelId ? 'here' : channelLink(team.rollupChannelId);
  return `Every ${formatWeekday(team.rollupWeekday)} ${team.rollupTime}, ${where}`;
}
