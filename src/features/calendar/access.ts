import { addDays, type LocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { readWorkDaysBetween } from '../away/access.ts';
import { placeReview } from '../opening/place-rules.ts';
import { meetingOf } from '../review/rules.ts';
import { findOpenReview } from '../review/store.ts';
import { nextReviewWeek, reviewPeriod, type Team } from '../team/rules.ts';
import { findLastOccurrence } from '../team/store-occurrence.ts';
import type { PlannedReview } from './message-file.ts';

/** Half a year of weekly reviews: as far as holidays and plans are worth believing. */
const mostReviews = 26;

/**
 * The open review when people moved it, and the team's next ones that did not open yet, where days off put them; those that
 * days off leave no room for are left out. Not for inside a transaction: it may load the library of holidays.
 */
export async function listPlannedReviews(
  db: Db,
  team: Team,
): Promise<{ weekOn: LocalDate; reviews: PlannedReview[] }> {
  const last = await findLastOccurrence(db, team.id, 'review');
  const firstWeekOn = nextReviewWeek(team, last?.weekOn);
  const reviews: PlannedReview[] = [];
  const open = await findOpenReview(db, team.id);
  if (open?.movedTo !== undefined) {
    reviews.push({ weekOn: open.weekOn, opensAt: meetingOf(open) });
  }
  const lastWeekOn = addDays(firstWeekOn, team.rhythmDays * mostReviews);
  const work = await readWorkDaysBetween(db, team, { from: firstWeekOn, to: lastWeekOn });
  let weekOn = firstWeekOn;
  for (let index = 0; index < mostReviews; index += 1) {
    const nextWeekOn = addDays(weekOn, team.rhythmDays);
    const placed = placeReview(reviewPeriod(team, weekOn), work);
    if (!('skipped' in placed)) reviews.push({ weekOn, opensAt: placed.slot.opensAt });
    weekOn = nextWeekOn;
  }
  return { weekOn: firstWeekOn, reviews };
}
