import { addDays, mondayOf, toInstantIn, toLocalDate } from '../../lib/time.ts';
import type { Db } from '../../platform/db/open.ts';
import { countSaid } from '../budget/store.ts';
import {
  nextReviewWeek,
  nextRollupWeek,
  reviewSlot,
  rollupSlot,
  type Team,
} from '../team/rules.ts';
import { findLastOccurrence, listOccurrences } from '../team/store-occurrence.ts';
import { listReviews, listReviewsClosed } from './store.ts';

/** What the team's channel has heard in the week of `now`, and what it will hear before Sunday ends: see `maySpeak`. */
export async function countWeek(
  db: Db,
  team: Team,
  now: Date,
): Promise<{ said: number; due: number }> {
  const monday = mondayOf(toLocalDate(now, team.zone));
  const from = toInstantIn(monday, '00:00', team.zone);
  const end = toInstantIn(addDays(monday, 7), '00:00', team.zone);
  const week = { teamId: team.id, from, to: end };
  const opened = await listReviews(db, week);
  const closed = await listReviewsClosed(db, week);
  const rollups = (await listOccurrences(db, team.id, 'rollup')).filter(
    ({ at, outcome }) => at >= from && at < end && outcome !== 'missed' && outcome !== 'skipped',
  );
  const review = await findLastOccurrence(db, team.id, 'review');
  const rollup = await findLastOccurrence(db, team.id, 'rollup');
  const coming = [
    reviewSlot(team, nextReviewWeek(team, review?.weekOn)).opensAt,
    rollupSlot(team, nextRollupWeek(team, rollup?.weekOn)),
  ];
  return {
    said: opened.length + closed.length + rollups.length + (await countSaid(db, week)),
    due: coming.filter((at) => at < end).length,
  };
}
