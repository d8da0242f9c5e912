// What is posted every week has one outcome a week: at its hour, late within the working day, on the next working day, or
// missed when three days have passed or the next one is due. However long the bot was away, one is posted, never a row of
// them. Both a team's roll-up and the company post keep to this. (P15, P20)

import type { LocalDate } from '../../lib/time.ts';
import { isWorkingTime, weekdaysIn } from '../opening/day-rules.ts';
import { planOpening } from '../opening/rules.ts';

/** The week that is owed next, by its Monday; instants, and the zone whose working hours count. */
export interface OwedWeek {
  weekOn: LocalDate;
  dueAt: Date;
  nextDueAt: Date;
  zone: string;
}

/** What is to be done about it now; `outcome` is what is recorded. */
export type WeeklyPlan =
  | { plan: 'wait'; until: Date }
  | {
      plan: 'post' | 'missed';
      weekOn: LocalDate;
      dueAt: Date;
      outcome: 'opened' | 'late' | 'moved' | 'missed';
    };

/**
 * Plans a weekly post. Lateness follows the same hours as a review's; but a post asks nobody to be there, so it keeps its time on days
 * off, and on the next working day it comes as soon as the bot is back, not only in the morning. (product.md *Edges: Time*)
 */
export function planWeekly(owed: OwedWeek, now: Date): WeeklyPlan {
  const { weekOn, dueAt, nextDueAt, zone } = owed;
  if (dueAt > now) return { plan: 'wait', until: dueAt };
  const week = { weekOn, dueAt };
  if (nextDueAt <= now) return { ...week, plan: 'missed', outcome: 'missed' };
  const work = weekdaysIn(zone);
  const opening = planOpening({ opensAt: dueAt, closesAt: dueAt }, work, now);
  if (opening.plan === 'wait') {
    return isWorkingTime(now, work) ? { ...week, plan: 'post', outcome: 'moved' } : opening;
  }
  if (opening.plan === 'missed') return { ...week, plan: 'missed', outcome: 'missed' };
  return { ...week, plan: 'post', outcome: opening.kind };
}
