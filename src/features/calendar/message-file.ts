import { createEvents, type DateArray } from 'ics';
import { invariant } from '../../lib/invariant.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Team } from '../team/rules.ts';

/** One review that will open. */
export interface PlannedReview {
  /** Monday of its week, which stays when the day or time changes. */
  weekOn: LocalDate;
  opensAt: Date;
}

const reviewMinutes = 15;

/**
 * A calendar file (RFC 5545) with an entry for each review, at its instant: no rule of repetition could know the days off.
 * Each keeps its id, so that a newer file moves the entries instead of doubling them. `name`: the channel's, without `#`.
 */
export function writeCalendar(
  team: Team,
  about: { name: string; reviews: readonly PlannedReview[] },
  now: Date,
): string {
  const title = `15-minute review · #${about.name}`;
  const { error, value } = createEvents(
    about.reviews.map(({ weekOn, opensAt }) => ({
      uid: `${team.id}-${weekOn}@barbell`,
      title,
      description: 'Continue, change or stop: the cards are in the thread of the review.',
      start: inUtc(opensAt),
      startInputType: 'utc',
      duration: { minutes: reviewMinutes },
      lastModified: inUtc(now),
      // A newer file is the truer one, whatever was imported before.
      sequence: Math.floor(now.getTime() / 60_000),
      busyStatus: 'BUSY',
    })),
    { productId: 'barbell', calName: title },
  );
  invariant(error === null && value !== null, `the calendar file cannot be written: ${error}`);
  return value;
}

function inUtc(at: Date): DateArray {
  return [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
  ];
}
