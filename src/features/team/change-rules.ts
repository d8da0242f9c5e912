// People change the day, the time, the zone or the rhythm at any moment. A change moves what is still to come; what has
// happened stays. Where this week's new time is over already, this week keeps the time that it had, so that nothing is
// lost and nothing opens at once; only when the next one comes before that could end has the week no room: it is left
// out, and the channel reads so. A shorter rhythm does not call back weeks that were never due, and a longer one waits
// until a review that is due has opened. (P18; product.md *Edges: Time*)

import { addDays, daysBetween, type LocalDate } from '../../lib/time.ts';
import {
  firstWeeks,
  type KeptWeek,
  nextReviewWeek,
  nextRollupWeek,
  reviewSlot,
  rollupSlot,
  type Team,
} from './rules.ts';

/** What a change means for the weeks: the team to keep, and the weeks that are left out, to be recorded and said. */
export type SettledChange =
  | { team: Team; skippedReviewsOn: LocalDate[]; skippedRollupsOn: LocalDate[] }
  | { refused: 'review-due' };

/** A team before and after a change. */
interface Change {
  before: Team;
  after: Team;
}

/** The week of the last review or roll-up that has an outcome, and the one that was owed before the change. */
interface Weeks {
  last: LocalDate | undefined;
  owed: LocalDate;
}

/** What becomes of the week that is owed. */
type Settled<Kept> = { kept?: Kept; skipped: LocalDate[] };

/**
 * Fits a changed team to what has already happened; `last` are the weeks of the last recorded review and roll-up. Before the
 * first ones a change may bring them forward by a week, never put them off. Asked again with the same change it
 * answers the same.
 */
export function settleChange(
  change: Change,
  last: { reviewWeekOn?: LocalDate; rollupWeekOn?: LocalDate },
  now: Date,
): SettledChange {
  const { before } = change;
  const review = {
    last: last.reviewWeekOn,
    owed: nextReviewWeek(before, last.reviewWeekOn),
  };
  const rollup = {
    last: last.rollupWeekOn,
    owed: nextRollupWeek(before, last.rollupWeekOn),
  };
  const { kept: _kept, ...changed } = change.after;
  const after = { ...changed, ...chooseFirstWeeks({ before, after: changed }, now) };
  const isLater = nextReviewWeek(after, review.last) > review.owed;
  if (isLater && reviewSlot(before, review.owed).opensAt <= now) return { refused: 'review-due' };
  const settledReview = settleReview({ before, after }, review, now);
  const settledRollup = settleRollup({ before, after }, rollup, now);
  const kept: KeptWeek = {
    ...(settledReview.kept === undefined ? {} : { review: settledReview.kept }),
    ...(settledRollup.kept === undefined ? {} : { rollup: settledRollup.kept }),
  };
  return {
    team: Object.keys(kept).length === 0 ? after : { ...after, kept },
    skippedReviewsOn: settledReview.skipped,
    skippedRollupsOn: settledRollup.skipped,
  };
}

/** The first weeks matter only until they have an outcome; one that is due keeps its week. */
function chooseFirstWeeks(
  { before, after }: Change,
  now: Date,
): Pick<Team, 'firstReviewWeekOn' | 'firstRollupWeekOn'> {
  const fresh = firstWeeks(after, now);
  const { firstReviewWeekOn, firstRollupWeekOn } = before;
  const isReviewDue = reviewSlot(before, firstReviewWeekOn).opensAt <= now;
  const isRollupDue = rollupSlot(before, firstRollupWeekOn) <= now;
  return {
    firstReviewWeekOn: isReviewDue
      ? firstReviewWeekOn
      : earlier(fresh.firstReviewWeekOn, firstReviewWeekOn),
    firstRollupWeekOn: isRollupDue
      ? firstRollupWeekOn
      : earlier(fresh.firstRollupWeekOn, firstRollupWeekOn),
  };
}

function settleReview(
  { before, after }: Change,
  weeks: Weeks,
  now: Date,
): Settled<NonNullable<KeptWeek['review']>> {
  const skipped = neverDue(after, weeks, now);
  const had = reviewSlot(before, weeks.owed);
  let weekOn = nextReviewWeek(after, skipped.at(-1) ?? weeks.last);
  while (reviewSlot(after, weekOn).opensAt <= now) {
    const nextOn = addDays(weekOn, after.rhythmDays);
    if (had.closesAt <= reviewSlot(after, nextOn).opensAt)
      return { skipped, kept: { weekOn, ...had } };
    skipped.push(weekOn);
    weekOn = nextOn;
  }
  return { skipped };
}

function settleRollup(
  { before, after }: Change,
  weeks: Weeks,
  now: Date,
): Settled<NonNullable<KeptWeek['rollup']>> {
  const skipped: LocalDate[] = [];
  const dueAt = rollupSlot(before, weeks.owed);
  let weekOn = nextRollupWeek(after, weeks.last);
  while (rollupSlot(after, weekOn) <= now) {
    const nextOn = addDays(weekOn, 7);
    if (dueAt < rollupSlot(after, nextOn)) return { skipped, kept: { weekOn, dueAt } };
    skipped.push(weekOn);
    weekOn = nextOn;
  }
  return { skipped };
}

/** Weeks that only a shorter rhythm makes due, and whose time is over: nobody could have known. */
function neverDue(team: Team, { last, owed }: Weeks, now: Date): LocalDate[] {
  const skipped: LocalDate[] = [];
  if (last === undefined) return skipped;
  for (
    let weekOn = nextReviewWeek(team, last);
    daysBetween(weekOn, owed) > 0 && reviewSlot(team, weekOn).opensAt <= now;
    weekOn = addDays(weekOn, team.rhythmDays)
  ) {
    skipped.push(weekOn);
  }
  return skipped;
}

function earlier(one: LocalDate, other: LocalDate): LocalDate {
  return one < other ? one : other;
}
