import type { Rhythm } from '../../../src/features/team/rules.ts';
import { daysLater, firstShowing, isoWeekday, wallClock } from './second-calendar.ts';

/** One week's review or roll-up by a rhythm; a roll-up ends at once. */
export interface Slot {
  /** Monday of its week. */
  weekOn: string;
  at: number;
  endsAt: number;
}

/** What happens once in a period. */
export type Kind = 'review' | 'rollup';

/** When the review or roll-up of a week is, by the model's own calendar. */
export function slotOf(kind: Kind, rhythm: Rhythm, weekOn: string): Slot {
  const { zone } = rhythm;
  if (kind === 'rollup') {
    const at = firstShowing(daysLater(weekOn, rhythm.rollupWeekday - 1), rhythm.rollupTime, zone);
    return { weekOn, at, endsAt: at };
  }
  const date = daysLater(weekOn, rhythm.reviewWeekday - 1);
  const closesOn = daysLater(date, rhythm.closeAfterDays);
  return {
    weekOn,
    at: firstShowing(date, rhythm.reviewTime, zone),
    endsAt: firstShowing(closesOn, rhythm.closeTime, zone),
  };
}

/** The first one after an instant, as at set-up. */
export function firstSlot(kind: Kind, rhythm: Rhythm, now: number): Slot {
  const [today = ''] = wallClock(now, rhythm.zone).split(' ');
  const weekOn = daysLater(today, 1 - isoWeekday(today));
  const slot = slotOf(kind, rhythm, weekOn);
  return slot.at > now ? slot : slotOf(kind, rhythm, daysLater(weekOn, 7));
}

/** The one of the next period. */
export function nextSlot(kind: Kind, rhythm: Rhythm, weekOn: string): Slot {
  return slotOf(kind, rhythm, daysLater(weekOn, kind === 'review' ? rhythm.rhythmDays : 7));
}
