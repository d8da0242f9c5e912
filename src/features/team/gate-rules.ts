// A gate is judged at a review, so a new one-pager proposes the team's last review day within two weeks. When no review
// falls into the second of these weeks (a two-weekly team between reviews), it proposes two weeks from today: a gate of
// a few days would leave nothing to judge. (STAGE-GATE; product.md, *Words*: gate)

import { addDays, type LocalDate } from '../../lib/time.ts';
import { nextReviewWeek, type Team } from './rules.ts';

/** How far away a proposed gate is, in days: at least the first, at most the second. */
const nearestDays = 7;
const farthestDays = 14;

/**
 * The proposed gate of a one-pager that starts on `today`, a local date of the team; `lastWeekOn` is the Monday of the
 * last recorded review, if there was one.
 */
export function proposeGate(
  team: Team,
  at: { today: LocalDate; lastWeekOn: LocalDate | undefined },
): LocalDate {
  const farthest = addDays(at.today, farthestDays);
  const nearest = addDays(at.today, nearestDays);
  let proposed = farthest;
  let weekOn = nextReviewWeek(team, at.lastWeekOn);
  for (;;) {
    const reviewOn = addDays(weekOn, team.reviewWeekday - 1);
    if (reviewOn > farthest) return proposed;
    if (reviewOn >= nearest) proposed = reviewOn;
    weekOn = addDays(weekOn, team.rhythmDays);
  }
}
