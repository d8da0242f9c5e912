import type { Selectable } from 'kysely';
import type { CardId, DecisionId, NewId, OnePagerId, ReviewId, TeamId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Card, Review } from './rules.ts';

/** Opens a review, with the roster as it is now and a card for each one-pager in the order given. */
export async function insertReview(
  tx: Tx,
  newId: NewId,
  draft: Pick<
    Review,
    'workspaceId' | 'teamId' | 'weekOn' | 'dueAt' | 'openedAt' | 'closesAt' | 'isLate'
  > & { roster: readonly string[]; onepagers: readonly { id: OnePagerId; version: number }[] },
): Promise<Review> {
  const id = newId('rv');
  await tx
    .insertInto('review')
    .values({
      id,
      workspace_id: draft.workspaceId,
      team_id: draft.teamId,
      week_on: draft.weekOn,
      due_at: toInstant(draft.dueAt),
      opened_at: toInstant(draft.openedAt),
      closes_at: toInstant(draft.closesAt),
      state: 'open',
      is_late: draft.isLate ? 1 : 0,
      clock_started_at: null,
      closed_at: null,
    })
    .execute();
  const roster = draft.roster.map((userId) => ({ review_id: id, user_id: userId }));
  if (roster.length > 0) await tx.insertInto('roster').values(roster).execute();
  const cards = draft.onepagers.map((onepager, index) => ({
    id: newId('cd'),
    review_id: id,
    onepager_id: onepager.id,
    version: onepager.version,
    position: index + 1,
    state: 'open' as const,
    decision_id: null,
  }));
  if (cards.length > 0) await tx.insertInto('card').values(cards).execute();
  const { roster: _roster, onepagers: _onepagers, ...review } = draft;
  return { ...review, id, state: 'open' };
}

/** The review with this id, or undefined when the workspace has none. */
export async function findReview(
  db: Db,
  workspaceId: string,
  id: ReviewId,
): Promise<Review | undefined> {
  const row = await db
    .selectFrom('review')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toReview(row);
}

/** The team's review that is open now; the newest, should there be two. */
export async function findOpenReview(db: Db, teamId: TeamId): Promise<Review | undefined> {
  const row = await db
    .selectFrom('review')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('state', '=', 'open')
    .orderBy('opened_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toReview(row);
}

/** Every open review of every team, those that close first in front. */
export async function listOpenReviews(db: Db): Promise<Review[]> {
  const rows = await db
    .selectFrom('review')
    .selectAll()
    .where('state', '=', 'open')
    .orderBy('closes_at')
    .orderBy('id')
    .execute();
  return rows.map(toReview);
}

/** A team's reviews opened with `from <= openedAt < to`, oldest first. */
export async function listReviews(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<Review[]> {
  const rows = await db
    .selectFrom('review')
    .selectAll()
    .where('team_id', '=', question.teamId)
    .where('opened_at', '>=', toInstant(question.from))
    .where('opened_at', '<', toInstant(question.to))
    .orderBy('opened_at')
    .execute();
  return rows.map(toReview);
}

/** Starts the 15-minute clock; false when it was started before or the review is closed. */
export async function startReviewClock(tx: Tx, id: ReviewId, at: Date): Promise<boolean> {
  const result = await tx
    .updateTable('review')
    .set({ clock_started_at: toInstant(at) })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('clock_started_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Closes a review and ends its undecided cards as *no decision*; false when another process was first. */
export async function closeReview(tx: Tx, id: ReviewId, at: Date): Promise<boolean> {
  const result = await tx
    .updateTable('review')
    .set({ state: 'closed', closed_at: toInstant(at) })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await tx
    .updateTable('card')
    .set({ state: 'no-decision' })
    .where('review_id', '=', id)
    .where('state', '=', 'open')
    .execute();
  return true;
}

/** The people who were expected when the review opened. */
export async function listRoster(db: Db, id: ReviewId): Promise<string[]> {
  const rows = await db
    .selectFrom('roster')
    .select('user_id')
    .where('review_id', '=', id)
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

/** A card with its review, or undefined when the workspace has no such card. */
export async function findCard(
  db: Db,
  workspaceId: string,
  id: CardId,
): Promise<{ card: Card; review: Review } | undefined> {
  const row = await db
    .selectFrom('card')
    .innerJoin('review', 'review.id', 'card.review_id')
    .selectAll('review')
    .select([
      'card.id as card_id',
      'card.onepager_id',
      'card.version',
      'card.position',
      'card.state as card_state',
      'card.decision_id',
    ])
    .where('review.workspace_id', '=', workspaceId)
    .where('card.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const card = toCard({ ...row, id: row.card_id, review_id: row.id, state: row.card_state });
  return { card, review: toReview(row) };
}

/** A review's cards in deciding order. */
export async function listCards(db: Db, reviewId: ReviewId): Promise<Card[]> {
  const rows = await db
    .selectFrom('card')
    .selectAll()
    .where('review_id', '=', reviewId)
    .orderBy('position')
    .execute();
  return rows.map(toCard);
}

/** The version of a one-pager on its card of the review before; undefined when that review was its first. */
export async function findVersionBefore(
  db: Db,
  onepagerId: OnePagerId,
  before: Date,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('card')
    .innerJoin('review', 'review.id', 'card.review_id')
    .select('card.version')
    .where('card.onepager_id', '=', onepagerId)
    .where('review.opened_at', '<', toInstant(before))
    .orderBy('review.opened_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version;
}

/** A team's cards of reviews that closed with `from <= closedAt < to`, in the order of the reviews. */
export async function listClosedCards(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<(Card & { closedAt: Date })[]> {
  const rows = await db
    .selectFrom('card')
    .innerJoin('review', 'review.id', 'card.review_id')
    .selectAll('card')
    .select('review.closed_at')
    .where('review.team_id', '=', question.teamId)
    .where('review.state', '=', 'closed')
    .where('review.closed_at', '>=', toInstant(question.from))
    .where('review.closed_at', '<', toInstant(question.to))
    .orderBy('review.closed_at')
    .orderBy('card.position')
    .execute();
  return rows.map((row) => {
    invariant(row.closed_at !== null, 'a closed review has its instant');
    return { ...toCard(row), closedAt: fromInstant(row.closed_at) };
  });
}

/** Marks a card decided; false when somebody else decided it, or the review closed, in the meantime. */
export async function decideCard(tx: Tx, id: CardId, decisionId: DecisionId): Promise<boolean> {
  const result = await tx
    .updateTable('card')
    .set({ state: 'decided', decision_id: decisionId })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function toReview(row: Selectable<Tables['review']>): Review {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    weekOn: row.week_on,
    dueAt: fromInstant(row.due_at),
    openedAt: fromInstant(row.opened_at),
    closesAt: fromInstant(row.closes_at),
    state: row.state,
    isLate: row.is_late === 1,
    ...(row.clock_started_at === null ? {} : { clockStartedAt: fromInstant(row.clock_started_at) }),
    ...(row.closed_at === null ? {} : { closedAt: fromInstant(row.closed_at) }),
  };
}

function toCard(row: Selectable<Tables['card']>): Card {
  return {
    id: row.id,
    reviewId: row.review_id,
    onepagerId: row.onepager_id,
    version: row.version,
    position: row.position,
    state: row.state,
    ...(row.decision_id === null ? {} : { decisionId: row.decision_id }),
  };
}
