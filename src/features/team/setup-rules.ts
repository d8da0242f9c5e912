// Set-up asks three things: when the review is, who may say stop, and where the roll-up goes. Only full members of the
// channel may answer. The person who may say stop must be somebody who can press a button here; the roll-up may go only
// where the bot is, and never into a channel that another organisation reads. A channel has one team.

import type { TeamId } from '../../lib/ids.ts';
import { defaultRhythm, firstWeeks, type Team } from './rules.ts';

/** A channel as far as set-up needs to know it. */
export interface ChannelFacts {
  isArchived: boolean;
  /** Shared with another organisation. */
  isExternal: boolean;
  hasBot: boolean;
}

/** Whether a team can live in a channel as it is: the bot is there, people write there, and nobody else reads along. */
export function canBeHome(channel: ChannelFacts | undefined): boolean {
  return channel?.hasBot === true && !channel.isArchived && !channel.isExternal;
}

/** What is true when somebody answers; undefined: Slack knows no such person or channel, or does not show it to the bot. */
export interface SetupFacts {
  /** Full member of the workspace: no guest, bot, stranger, nobody deactivated. */
  isFullPerson: boolean;
  isMember: boolean;
  home: ChannelFacts | undefined;
  isStopOwnerFullPerson: boolean;
  rollup: ChannelFacts | undefined;
}

/** Why set-up cannot be done as answered. */
export type SetupRefusal =
  | 'guest'
  | 'not-a-member'
  | 'home-unseen'
  | 'home-archived'
  | 'home-shared'
  | 'stop-owner-cannot'
  | RollupRefusal;

/** Why a roll-up cannot go to a channel. */
export type RollupRefusal = 'rollup-unseen' | 'rollup-archived' | 'rollup-shared';

/** Everything that stands in the way of set-up, worst first; empty when nothing does. */
export function checkSetup(facts: SetupFacts): SetupRefusal[] {
  const refusals: SetupRefusal[] = [];
  if (!facts.isFullPerson) refusals.push('guest');
  else if (!facts.isMember) refusals.push('not-a-member');
  if (facts.home === undefined || !facts.home.hasBot) refusals.push('home-unseen');
  else if (facts.home.isArchived) refusals.push('home-archived');
  else if (facts.home.isExternal) refusals.push('home-shared');
  if (!facts.isStopOwnerFullPerson) refusals.push('stop-owner-cannot');
  const rollup = checkRollupChannel(facts.rollup);
  return rollup === undefined ? refusals : [...refusals, rollup];
}

/** Why the roll-up cannot go to this channel, or undefined when it can (product.md, Set up; Who may read). */
export function checkRollupChannel(channel: ChannelFacts | undefined): RollupRefusal | undefined {
  if (channel === undefined || !channel.hasBot) return 'rollup-unseen';
  if (channel.isArchived) return 'rollup-archived';
  return channel.isExternal ? 'rollup-shared' : undefined;
}

/** The answers to the three questions, with where and by whom they were given; the zone is the person's. */
export interface SetupAnswers {
  id: TeamId;
  workspaceId: string;
  channelId: string;
  userId: string;
  zone: string;
  reviewWeekday: number;
  reviewTime: string;
  rollupChannelId: string;
}

/** The new team: everything that was not asked has its default, and the first weeks lie after `now`. */
export function makeTeam(answers: SetupAnswers, now: Date): Team {
  const rhythm = defaultRhythm(answers);
  return {
    id: answers.id,
    workspaceId: answers.workspaceId,
    channelId: answers.channelId,
    ...rhythm,
    rollupChannelId: answers.rollupChannelId,
    cycleDays: 14,
    isVoteOpen: false,
    quota: 1,
    evidenceMinutes: 30,
    ...firstWeeks(rhythm, now),
    setUpBy: answers.userId,
    setUpAt: now,
  };
}
