import type { LocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { readWorkDays } from '../away/access.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import { type Period, type Placed, placeReview } from '../opening/place-rules.ts';
import { nextReviewWeek, reviewPeriod, type Team } from '../team/rules.ts';
import { findLastOccurrence } from '../team/store-occurrence.ts';

/** The next review that has no outcome yet: its week, its own time, and where days off put it. */
export interface NextReview {
  weekOn: LocalDate;
  period: Period;
  placed: Placed;
  work: WorkDays;
}

/** Reads a team's next review among its days off. Not for inside a transaction. */
export async function readNextReview(db: Db, team: Team): Promise<NextReview> {
  const last = await findLastOccurrence(db, team.id, 'review');
  const weekOn = nextReviewWeek(team, last?.weekOn);
  const period = reviewPeriod(team, weekOn);
  const work = await readWorkDays(db, team, weekOn);
  return { weekOn, period, placed: placeReview(period, work), work };
}

/** When a team's next review opens, as far as days off are known; one that is skipped counts at its own time. For display. */
export async function findNextOpening(db: Db, team: Team): Promise<Date> {
  const { period, placed } = await readNextReview(db, team);
  return 'skipped' in placed ? period.slot.opensAt : placed.slot.opensAt;
}
