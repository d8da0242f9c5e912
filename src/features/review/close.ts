import type { Tx } from '../../platform/db/open.ts';
import type { Deps } from '../../platform/slack/feature.ts';
import { maySpeak } from '../budget/rules.ts';
import { findTeam } from '../team/store.ts';
import { putCard, putClosed, putRoot } from './project.ts';
import type { Review } from './rules.ts';
import { closeReview, listCards } from './store.ts';
import { countWeek } from './week-access.ts';

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
