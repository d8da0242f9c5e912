import { addDays, mondayOf, toInstantIn, toLocalDate } from '../../lib/time.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Deps } from '../../platform/slack/feature.ts';
import { maySpeak } from '../budget/rules.ts';
import {
  nextReviewWeek,
  nextRollupWeek,
  reviewSlot,
  rollupSlot,
  type Team,
} from '../team/rules.ts';
import { findTeam } from '../team/store.ts';
import { findLastOccurrence, listOccurrences } from '../team/store-occurrence.ts';
import { putCard, putClosed, putRoot } from './project.ts';
import type { Review } from './rules.ts';
import { closeReview, listCards, listReviews, listReviewsClosed } from './store.ts';

/** Closes a review at its time: undecided cards end as *no decision*, and one message says how it ended. */
export async function closeOne(
  tx: Tx,
  what: { deps: Pick<Deps, 'newId'>; review: Review },
  now: Date,
): Promise<void> {
  const { deps, review } = what;
  const team = await findTeam(tx, review.workspaceId, review.teamId);
  if (team === undefined) return;
  const isBroadcast = maySpeak(await countWeek(tx, team, now));
  if (!(await closeReview(tx, review.id, now))) return;
  const closed: Review = { ...review, state: 'closed', closedAt: now };
  const placed = { newId: deps.newId, team, review: closed };
  for (const card of await listCards(tx, review.id)) {
    if (card.state === 'no-decision') await putCard(tx, { ...placed, card }, now);
  }
  await putRoot(tx, placed, now);
  await putClosed(tx, { ...placed, isBroadcast }, now);
}

/** What the channel has heard in the week of `now`, and what it will hear before Sunday ends. */
async function countWeek(db: Db, team: Team, now: Date): Promise<{ said: number; due: number }> {
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
    said: opened.length + closed.length + rollups.length,
    due: coming.filter((at) => at < end).length,
  };
}
