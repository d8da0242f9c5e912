// A team is a group in one Slack channel that keeps a rhythm: a review on a weekday, a close some days later, and a
// roll-up every week, all in the team's own zone. Each review and roll-up belongs to one ISO week and happens at most
// once in it, whatever is changed in between: a change moves the time within a week, never the week that is owed. Where
// the changed time of the week at hand is over already, that week keeps the time that it had.
// A roll-up never falls between the opening and the close of a review. Who may do what is one table, at the end.

import type { TeamId } from '../../lib/ids.ts';
import {
  addDays,
  type LocalDate,
  type LocalTime,
  mondayOf,
  toInstantIn,
  toLocalDate,
} from '../../lib/time.ts';
import type { DayOff } from '../opening/day-rules.ts';
import type { Period } from '../opening/place-rules.ts';

/** What a person may set about the rhythm; weekdays are ISO (1 is Monday), times are in `zone`. */
export interface Rhythm {
  zone: string;
  rhythmDays: 7 | 14;
  reviewWeekday: number;
  reviewTime: LocalTime;
  closeAfterDays: number;
  closeTime: LocalTime;
  rollupWeekday: number;
  rollupTime: LocalTime;
}

/** A group that runs the ritual, with its one home channel. */
export interface Team extends Rhythm {
  id: TeamId;
  workspaceId: string;
  channelId: string;
  rollupChannelId: string;
  cycleDays: 7 | 14;
  /** True: votes are seen at once; false: when the card is decided. */
  isVoteOpen: boolean;
  /** Deviations per cycle before the bot asks *really?* */
  quota: number;
  /** A layer that the team switched on: alarms beside those of the core (pilots, mid-bar, decision debt, exceptions). */
  hasMoreAlarms?: true;
  /** How long an evidence review is, from 30 to 60 minutes. (STOPLINE) */
  evidenceMinutes: number;
  /** Mondays of the weeks of the first review and the first roll-up. */
  firstReviewWeekOn: LocalDate;
  firstRollupWeekOn: LocalDate;
  kept?: KeptWeek;
  setUpBy: string;
  setUpAt: Date;
  pausedAt?: Date;
}

/** The week at hand of a change whose new time was over already: it keeps the time that it had. */
export interface KeptWeek {
  review?: { weekOn: LocalDate; opensAt: Date; closesAt: Date };
  rollup?: { weekOn: LocalDate; dueAt: Date };
}

/** The two kinds of things that happen once in a week. */
export type OccurrenceKind = 'review' | 'rollup';
/**
 * Why a review was at another time, or not at all, when it was not the bot's doing: a day off, people said so (`meetsAt`: they
 * met then instead, `dayOff`: of a review that a day off had moved before), a change of the rhythm left no room, nothing was running, or the bot was not in the channel.
 */
export type Reason =
  | DayOff
  | { why: 'said'; text: string; byUserId: string; meetsAt?: string; dayOff?: DayOff }
  | { why: 'rhythm' | 'nothing-running' | 'paused' };
/** What a person is for a team, besides a member. */
export type Role = (typeof roles)[number];

const roles = ['leader', 'stop-owner', 'deputy', 'approver', 'key-holder'] as const;

/** Tells whether a text that came from outside names a role. */
export function isRole(text: string): text is Role {
  return roles.some((role) => role === text);
}

/** Whether a role lets somebody say stop on every one-pager of the team. */
export function isStopRole(role: Role): boolean {
  return role === 'stop-owner' || role === 'deputy';
}

/** When the review of the week named by its Monday opens and closes. */
export function reviewSlot(
  rhythm: Rhythm & Pick<Team, 'kept'>,
  weekOn: LocalDate,
): { opensAt: Date; closesAt: Date } {
  const kept = rhythm.kept?.review;
  if (kept?.weekOn === weekOn) return { opensAt: kept.opensAt, closesAt: kept.closesAt };
  const reviewOn = addDays(weekOn, rhythm.reviewWeekday - 1);
  return {
    opensAt: toInstantIn(reviewOn, rhythm.reviewTime, rhythm.zone),
    closesAt: toInstantIn(addDays(reviewOn, rhythm.closeAfterDays), rhythm.closeTime, rhythm.zone),
  };
}

/** The review of the week named by its Monday, and when the one after it opens. */
export function reviewPeriod(team: Team, weekOn: LocalDate): Period {
  return {
    slot: reviewSlot(team, weekOn),
    nextOpensAt: reviewSlot(team, addDays(weekOn, team.rhythmDays)).opensAt,
  };
}

/** When the roll-up of the week named by its Monday is due. */
export function rollupSlot(rhythm: Rhythm & Pick<Team, 'kept'>, weekOn: LocalDate): Date {
  const kept = rhythm.kept?.rollup;
  if (kept?.weekOn === weekOn) return kept.dueAt;
  return toInstantIn(addDays(weekOn, rhythm.rollupWeekday - 1), rhythm.rollupTime, rhythm.zone);
}

/**
 * The week whose review comes after that of `lastWeekOn` (any outcome); the first week when there was none. It depends on
 * the week key alone, so a change of zone, day or time can neither repeat nor lose a review (P15, P18).
 */
export function nextReviewWeek(team: Team, lastWeekOn: LocalDate | undefined): LocalDate {
  return lastWeekOn === undefined ? team.firstReviewWeekOn : addDays(lastWeekOn, team.rhythmDays);
}

/** The week whose roll-up comes after that of `lastWeekOn`; roll-ups are weekly whatever the rhythm of reviews. */
export function nextRollupWeek(team: Team, lastWeekOn: LocalDate | undefined): LocalDate {
  return lastWeekOn === undefined ? team.firstRollupWeekOn : addDays(lastWeekOn, 7);
}

/** The weeks of the first review and the first roll-up that lie after `now`, by their Mondays. */
export function firstWeeks(
  rhythm: Rhythm,
  now: Date,
): { firstReviewWeekOn: LocalDate; firstRollupWeekOn: LocalDate } {
  return {
    firstReviewWeekOn: firstWeekAfter(rhythm, now, (weekOn) => reviewSlot(rhythm, weekOn).opensAt),
    firstRollupWeekOn: firstWeekAfter(rhythm, now, (weekOn) => rollupSlot(rhythm, weekOn)),
  };
}

/**
 * The defaults that fit a review's day and time: closing the next working day at 17:00, the roll-up on Thursday 15:00
 * when that is within three days after the close, otherwise on the weekday after it (product.md, Three clocks).
 */
export function defaultRhythm(given: {
  zone: string;
  reviewWeekday: number;
  reviewTime: LocalTime;
}): Rhythm {
  const closeAfterDays = given.reviewWeekday >= 5 ? 8 - given.reviewWeekday : 1;
  const closeWeekday = ((given.reviewWeekday + closeAfterDays - 1) % 7) + 1;
  const toThursday = (4 - closeWeekday + 7) % 7;
  const afterClose = closeWeekday >= 5 ? 1 : closeWeekday + 1;
  return {
    zone: given.zone,
    reviewWeekday: given.reviewWeekday,
    reviewTime: given.reviewTime,
    rhythmDays: 7,
    closeAfterDays,
    closeTime: '17:00',
    rollupWeekday: toThursday >= 1 && toThursday <= 3 ? 4 : afterClose,
    rollupTime: '15:00',
  };
}

/** Why a rhythm cannot be kept. */
export type RhythmRefusal = 'close-before-review' | 'review-open-too-long' | 'rollup-before-close';

/**
 * Checks that a review closes after it opens and within six days, and that no roll-up falls while a review is open; undefined
 * when it can be kept. A roll-up later in the following week is fine: it reports what has closed. (product.md, Three clocks)
 */
export function checkRhythm(rhythm: Rhythm): RhythmRefusal | undefined {
  const openMinutes =
    rhythm.closeAfterDays * dayMinutes + minutesOf(rhythm.closeTime) - minutesOf(rhythm.reviewTime);
  if (openMinutes <= 0) return 'close-before-review';
  if (openMinutes >= 6 * dayMinutes) return 'review-open-too-long';
  const untilRollup =
    (rhythm.rollupWeekday - rhythm.reviewWeekday) * dayMinutes +
    minutesOf(rhythm.rollupTime) -
    minutesOf(rhythm.reviewTime);
  const afterOpening = (untilRollup + 7 * dayMinutes) % (7 * dayMinutes);
  return afterOpening < openMinutes ? 'rollup-before-close' : undefined;
}

/** The weeks whose review or roll-up came due while the team was paused: they are skipped, never caught up in a burst. */
export function weeksPassed(
  team: Team,
  kind: OccurrenceKind,
  since: { lastWeekOn: LocalDate | undefined; now: Date },
): { weekOn: LocalDate; dueAt: Date }[] {
  const step = kind === 'review' ? team.rhythmDays : 7;
  const passed: { weekOn: LocalDate; dueAt: Date }[] = [];
  const next = kind === 'review' ? nextReviewWeek : nextRollupWeek;
  for (let weekOn = next(team, since.lastWeekOn); ; weekOn = addDays(weekOn, step)) {
    const dueAt = kind === 'review' ? reviewSlot(team, weekOn).opensAt : rollupSlot(team, weekOn);
    if (dueAt > since.now) return passed;
    passed.push({ weekOn, dueAt });
  }
}

/** What a person may want to do that not everyone may. */
export type Action = keyof typeof whoMay;

/**
 * What a person is at this moment for a team and one of its one-pagers. All false for guests, bots, people who left and people
 * from other organisations; `isFullMember` means a full member of the home channel.
 */
export interface Standing {
  isFullMember: boolean;
  isOwner: boolean;
  /** Wrote the one-pager with its owner. */
  isCoAuthor: boolean;
  isStopOwner: boolean;
  isLeader: boolean;
  isApprover: boolean;
  isKeyHolder: boolean;
  isAdmin: boolean;
}

/** Nothing at all: a guest, a bot, a stranger. */
export const noStanding: Standing = {
  isFullMember: false,
  isOwner: false,
  isCoAuthor: false,
  isStopOwner: false,
  isLeader: false,
  isApprover: false,
  isKeyHolder: false,
  isAdmin: false,
};

/**
 * What counts of what somebody is named for, at this place: all of it for whoever may read the team, that is for members of the
 * home channel and, where it is public, for any full member of the workspace. Outside of a private home only a key counts,
 * because its holder may come from another team. (product.md *Who may read*, *Decide*)
 */
export function standingAt(
  named: Standing,
  place: { isMember: boolean; isHomePrivate: boolean },
): Standing {
  if (place.isMember || !place.isHomePrivate) return named;
  return { ...noStanding, isKeyHolder: named.isKeyHolder };
}

/** Whether somebody of this standing may do it: the product's only table of authority, asked at the click. */
export function may(standing: Standing, action: Action): boolean {
  const allowed: readonly (keyof Standing)[] = whoMay[action];
  return allowed.some((what) => standing[what]);
}

const anyMember = ['isFullMember'] as const;
const responsible = ['isOwner', 'isLeader'] as const;

/** product.md: votes, freezes and rhythm belong to any full member; a card to its owner or a leader; stopping to more. */
const whoMay = {
  'set-up': anyMember,
  'change-settings': anyMember,
  'post-again': ['isFullMember', 'isLeader'],
  'propose-role': ['isLeader', 'isAdmin'],
  'write-onepager': anyMember,
  'edit-onepager': ['isOwner', 'isCoAuthor', 'isLeader'],
  'hand-over': responsible,
  park: responsible,
  'start-clock': anyMember,
  'move-review': anyMember,
  'set-away-for-others': responsible,
  'add-readings': anyMember,
  vote: anyMember,
  'see-votes': anyMember,
  decide: responsible,
  'say-stop': ['isOwner', 'isLeader', 'isStopOwner'],
  'log-decision': anyMember,
  'add-evidence': anyMember,
  'ask-outside': anyMember,
  'end-ask': responsible,
  'set-company': ['isLeader', 'isAdmin'],
  'correct-decision': responsible,
  'log-deviation': anyMember,
  'settle-deviation': anyMember,
  'retire-deviation': responsible,
  'approve-deviation': ['isApprover'],
  'add-default': anyMember,
  // What somebody's decision wrote is reversed with two keys; the rest has no owner but the team.
  'retire-default': ['isLeader'],
  'write-case': anyMember,
  // Whatever a member adds makes the net denser; taking a protection away is for those who answer for it.
  'protect-area': anyMember,
  'unprotect-area': ['isLeader', 'isApprover'],
  'dismiss-alarm': anyMember,
  'answer-andon': anyMember,
  freeze: anyMember,
  'end-freeze': ['isOwner', 'isLeader', 'isStopOwner'],
  'turn-key': ['isKeyHolder'],
  'erase-person': ['isAdmin'],
} as const satisfies Record<string, readonly (keyof Standing)[]>;

const dayMinutes = 24 * 60;

function minutesOf(time: LocalTime): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function firstWeekAfter(rhythm: Rhythm, now: Date, slot: (weekOn: LocalDate) => Date): LocalDate {
  const thisWeekOn = mondayOf(toLocalDate(now, rhythm.zone));
  return slot(thisWeekOn) > now ? thisWeekOn : addDays(thisWeekOn, 7);
}
