// Somebody who is away is neither reminded nor counted as missing. A person says so for all their teams; a leader, or
// an owner of something that runs, may say it for others, or for everyone, in their team. When everyone of a team is
// away on a day, that day is off for the team, and its review moves. Whoever may set a range may take it back, and so may
// the person it is about. (product.md *Edges: People*)

import type { AwayId, TeamId } from '../../lib/ids.ts';
import { addDays, daysBetween, type LocalDate, weekdayOf } from '../../lib/time.ts';
import type { DayOff } from '../opening/day-rules.ts';

/** A range of days, the first and the last included. No team: from all teams; no person: everyone of the team. */
export interface Away {
  id: AwayId;
  workspaceId: string;
  teamId?: TeamId;
  userId?: string;
  fromOn: LocalDate;
  untilOn: LocalDate;
  byUserId: string;
}

/** Why a range cannot be kept. */
export type AwayRefusal = 'ends-before-start' | 'is-over' | 'too-long' | 'not-for-others';

/** A range is no longer than this; a longer absence is better said by leaving the channel. */
export const longestAwayDays = 190;

/** What is wrong with a range, or undefined. `mayForOthers`: a leader or owner in the team it is for. */
export function checkAway(
  range: Pick<Away, 'fromOn' | 'untilOn' | 'userId'>,
  by: { userId: string; mayForOthers: boolean },
  today: LocalDate,
): AwayRefusal | undefined {
  if (range.userId !== by.userId && !by.mayForOthers) return 'not-for-others';
  if (range.untilOn < range.fromOn) return 'ends-before-start';
  if (range.untilOn < today) return 'is-over';
  return daysBetween(range.fromOn, range.untilOn) >= longestAwayDays ? 'too-long' : undefined;
}

/** Whether a person may take a range back. */
export function mayTakeBack(away: Away, by: { userId: string; mayForOthers: boolean }): boolean {
  if (away.userId === by.userId) return true;
  return away.teamId !== undefined && by.mayForOthers;
}

/** Those of `userIds` who are away on a day; everyone when the whole team is. */
export function listAwayOn(
  ranges: readonly Away[],
  userIds: readonly string[],
  date: LocalDate,
): string[] {
  const today = ranges.filter(({ fromOn, untilOn }) => fromOn <= date && date <= untilOn);
  if (today.some(({ userId }) => userId === undefined)) return [...userIds];
  const away = new Set(today.map(({ userId }) => userId));
  return userIds.filter((userId) => away.has(userId));
}

/** The days of a stretch on which everyone is away: said so for the whole team, or by each of its members. */
export function listEveryoneOff(
  ranges: readonly Away[],
  userIds: readonly string[],
  between: { from: LocalDate; to: LocalDate },
): Map<LocalDate, DayOff> {
  const off = new Map<LocalDate, DayOff>();
  if (ranges.length === 0) return off;
  for (let date = between.from; date <= between.to; date = addDays(date, 1)) {
    const isWhole = ranges.some(
      ({ userId, fromOn, untilOn }) => userId === undefined && fromOn <= date && date <= untilOn,
    );
    const isEach =
      userIds.length > 0 && listAwayOn(ranges, userIds, date).length === userIds.length;
    if (isWhole || isEach) off.set(date, { why: 'everyone-off' });
  }
  return off;
}

/** *Everyone is off this week*: from today to Sunday; on a weekend the week that comes. */
export function restOfWeek(today: LocalDate): { fromOn: LocalDate; untilOn: LocalDate } {
  const weekday = weekdayOf(today);
  const fromOn = weekday <= 5 ? today : addDays(today, 8 - weekday);
  return { fromOn, untilOn: addDays(fromOn, 7 - weekdayOf(fromOn)) };
}
