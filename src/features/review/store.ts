import type { Selectable } from 'kysely';
import type { CardId, NewId, OnePagerId, ReviewId, TeamId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared, preparedWrite } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { dayOffSchema } from '../opening/day-rules.ts';
import type { Card, Review } from './rules.ts';
import { endOpenCards, toCard } from './store-card.ts';

/** When a review is, and how it came to be then. */
export type ReviewTimes = Pick<
  Review,
  'weekOn' | 'dueAt' | 'openedAt' | 'closesAt' | 'isLate' | 'isAhead' | 'because'
>;

/** Who is expected, and what runs, in deciding order. */
export interface Agenda {
  roster: readonly string[];
  onepagers: readonly { id: OnePagerId; version: number }[];
}

type OpenRow = Pick<Tables['review'], 'id' | 'workspace_id' | 'team_id'> &
  ReturnType<typeof toTimes>;

const insertOpen = preparedWrite<OpenRow>()((db, at) =>
  db.insertInto('review').values({
    ...{ id: at('id'), workspace_id: at('workspace_id'), team_id: at('team_id'), state: 'open' },
    ...{ week_on: at('week_on'), due_at: at('due_at'), opened_at: at('opened_at') },
    ...{ closes_at: at('closes_at'), is_late: at('is_late'), is_ahead: at('is_ahead') },
    because: at('because'),
  }),
);

/** Opens a review, with the roster as it is now and a card for each one-pager in the order given. */
export async function insertReview(
  tx: Tx,
  newId: NewId,
  draft: ReviewTimes & Pick<Review, 'workspaceId' | 'teamId'> & Agenda,
): Promise<Review> {
  const { roster, onepagers, ...times } = draft;
  const review: Review = { ...times, id: newId('rv'), state: 'open' };
  const { id, workspaceId, teamId } = review;
  await insertOpen(tx, { id, workspace_id: workspaceId, team_id: teamId, ...toTimes(times) });
  await writeAgenda(tx, newId, { id: review.id, roster, onepagers });
  return review;
}

/**
 * Gives a review that is open ahead its times and, at its opening, its agenda: whatever readings and votes came before stay
 * on their cards. False when it is not open ahead (any more).
 */
export async function saveAhead(
  tx: Tx,
  newId: NewId,
  saved: { id: ReviewId; times: ReviewTimes; agenda?: Agenda },
): Promise<boolean> {
  const result = await tx
    .updateTable('review')
    .set(toTimes(saved.times))
    .where('id', '=', saved.id)
    .where('state', '=', 'open')
    .where('is_ahead', '=', 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  if (saved.agenda !== undefined) {
    await tx.deleteFrom('roster').where('review_id', '=', saved.id).execute();
    await deleteEmptyCards(tx, saved.id, saved.agenda);
    await writeAgenda(tx, newId, { id: saved.id, ...saved.agenda });
  }
  return true;
}

/** What ended or was parked since has no card, unless somebody voted or brought a number: nothing typed is lost. */
async function deleteEmptyCards(tx: Tx, id: ReviewId, agenda: Agenda): Promise<void> {
  const listed = new Set(agenda.onepagers.map((onepager) => onepager.id));
  for (const card of await listCards(tx, id)) {
    if (listed.has(card.onepagerId)) continue;
    const kept = await tx
      .selectFrom('vote')
      .select('card_id')
      .where('card_id', '=', card.id)
      .union(tx.selectFrom('reading').select('card_id').where('card_id', '=', card.id))
      .union(tx.selectFrom('card_note').select('card_id').where('card_id', '=', card.id))
      .execute();
    if (kept.length === 0) await tx.deleteFrom('card').where('id', '=', card.id).execute();
  }
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

const openReviewOf = prepared<{ teamId: TeamId }>()((db, at) =>
  db
    .selectFrom('review')
    .selectAll()
    .where('team_id', '=', at('teamId'))
    .where('state', '=', 'open')
    .orderBy('opened_at', 'desc')
    .limit(1),
);

/** The team's review that is open now, be it ahead of its time (`isAhead`) and not posted yet. */
export async function findOpenReview(db: Db, teamId: TeamId): Promise<Review | undefined> {
  const [row] = await openReviewOf(db, { teamId });
  return row === undefined ? undefined : toReview(row);
}

/** Every open and posted review of a workspace's teams, those that close first in front. */
export async function listOpenReviews(db: Db, workspaceId: string): Promise<Review[]> {
  const rows = await db
    .selectFrom('review')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .where('is_ahead', '=', 0)
    .orderBy('closes_at')
    .orderBy('id')
    .execute();
  return rows.map(toReview);
}

/** A team's reviews opened with `from <= openedAt < to`, oldest first; without those that were called off. */
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
    .where('is_ahead', '=', 0)
    .where('skipped_because', 'is', null)
    .orderBy('opened_at')
    .execute();
  return rows.map(toReview);
}

/** A team's reviews that closed with `from <= closedAt < to`, without those that were called off. */
export async function listReviewsClosed(
  db: Db,
  question: { teamId: TeamId; from: Date; to: Date },
): Promise<Review[]> {
  const rows = await db
    .selectFrom('review')
    .selectAll()
    .where('team_id', '=', question.teamId)
    .where('state', '=', 'closed')
    .where('skipped_because', 'is', null)
    .where('closed_at', '>=', toInstant(question.from))
    .where('closed_at', '<', toInstant(question.to))
    .orderBy('closed_at')
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
    .where('is_ahead', '=', 0)
    .where('clock_started_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Lets the team meet at another time while the review is open, which ends its clock; false when it is closed. */
export async function moveReview(
  tx: Tx,
  id: ReviewId,
  movedTo: NonNullable<Review['movedTo']>,
): Promise<boolean> {
  const result = await tx
    .updateTable('review')
    .set({
      moved_to: toInstant(movedTo.at),
      moved_by: movedTo.byUserId,
      moved_because: movedTo.because,
      // The 15 minutes were for the meeting that is now another time.
      clock_started_at: null,
    })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Closes a review and ends its undecided cards as *no decision*; false when another process was first. */
export async function closeReview(tx: Tx, id: ReviewId, at: Date): Promise<boolean> {
  return endReview(tx, { id }, at);
}

/** Calls a review off: it closes at once and counts in nothing; false when it was closed before. */
export async function skipReview(
  tx: Tx,
  id: ReviewId,
  skipped: NonNullable<Review['skipped']> & { at: Date },
): Promise<boolean> {
  return endReview(tx, { id, skipped }, skipped.at);
}

async function endReview(
  tx: Tx,
  ending: { id: ReviewId; skipped?: NonNullable<Review['skipped']> },
  at: Date,
): Promise<boolean> {
  const { id, skipped } = ending;
  const result = await tx
    .updateTable('review')
    .set({
      state: 'closed',
      closed_at: toInstant(at),
      skipped_because: skipped?.because ?? null,
      skipped_by: skipped?.byUserId ?? null,
    })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('is_ahead', '=', 0)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await endOpenCards(tx, id);
  return true;
}

const rosterOf = prepared<{ id: ReviewId }>()((db, at) =>
  db.selectFrom('roster').select('user_id').where('review_id', '=', at('id')).orderBy('user_id'),
);

/** The people who were expected when the review opened. */
export async function listRoster(db: Db, id: ReviewId): Promise<string[]> {
  const rows = await rosterOf(db, { id });
  return rows.map((row) => row.user_id);
}

const cardOf = prepared<{ workspaceId: string; id: CardId }>()((db, at) =>
  db
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
      'card.ended_version',
      'card.is_paused',
    ])
    .where('review.workspace_id', '=', at('workspaceId'))
    .where('card.id', '=', at('id')),
);

/** A card with its review, or undefined when the workspace has no such card. */
export async function findCard(
  db: Db,
  workspaceId: string,
  id: CardId,
): Promise<{ card: Card; review: Review } | undefined> {
  const [row] = await cardOf(db, { workspaceId, id });
  if (row === undefined) return undefined;
  const card = toCard({ ...row, id: row.card_id, review_id: row.id, state: row.card_state });
  return { card, review: toReview(row) };
}

const cardsOf = prepared<{ reviewId: ReviewId }>()((db, at) =>
  db.selectFrom('card').selectAll().where('review_id', '=', at('reviewId')).orderBy('position'),
);

/** A review's cards in deciding order. */
export async function listCards(db: Db, reviewId: ReviewId): Promise<Card[]> {
  const rows = await cardsOf(db, { reviewId });
  return rows.map(toCard);
}

const versionBefore = prepared<{ onepagerId: OnePagerId; before: string }>()((db, at) =>
  db
    .selectFrom('card')
    .innerJoin('review', 'review.id', 'card.review_id')
    .select('card.version')
    .where('card.onepager_id', '=', at('onepagerId'))
    .where('review.opened_at', '<', at('before'))
    .orderBy('review.opened_at', 'desc')
    .limit(1),
);

/** The version of a one-pager on its card of the review before; undefined when that review was its first. */
export async function findVersionBefore(
  db: Db,
  onepagerId: OnePagerId,
  before: Date,
): Promise<number | undefined> {
  const [row] = await versionBefore(db, { onepagerId, before: toInstant(before) });
  return row?.version;
}

/** A team's cards of reviews that closed with `from <= closedAt < to`, in the order of the reviews; without those of frozen ones. */
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
    .where('review.skipped_because', 'is', null)
    .where('card.is_paused', '=', 0)
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

function toTimes(times: ReviewTimes) {
  return {
    week_on: times.weekOn,
    due_at: toInstant(times.dueAt),
    opened_at: toInstant(times.openedAt),
    closes_at: toInstant(times.closesAt),
    is_late: times.isLate ? 1 : 0,
    is_ahead: times.isAhead === true ? 1 : 0,
    because: times.because === undefined ? null : JSON.stringify(times.because),
  };
}

/** Cards that are there keep what is on them and get their new place; the others are added. */
async function writeAgenda(tx: Tx, newId: NewId, agenda: Agenda & { id: ReviewId }): Promise<void> {
  const { id, roster, onepagers } = agenda;
  const people = roster.map((userId) => ({ review_id: id, user_id: userId }));
  if (people.length > 0) await tx.insertInto('roster').values(people).execute();
  for (const [index, onepager] of onepagers.entries()) {
    const place = { version: onepager.version, position: index + 1 };
    await tx
      .insertInto('card')
      .values({
        ...{ id: newId('cd'), review_id: id, onepager_id: onepager.id, ...place },
        ...{ state: 'open', decision_id: null, is_paused: 0 },
      })
      .onConflict((conflict) => conflict.columns(['review_id', 'onepager_id']).doUpdateSet(place))
      .execute();
  }
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
    ...(row.is_ahead === 1 ? { isAhead: true } : {}),
    ...(row.because === null ? {} : { because: dayOffSchema.parse(JSON.parse(row.because)) }),
    ...(row.moved_to === null || row.moved_by === null
      ? {}
      : {
          movedTo: {
            at: fromInstant(row.moved_to),
            byUserId: row.moved_by,
            because: row.moved_because ?? '',
          },
        }),
    ...(row.skipped_because === null || row.skipped_by === null
      ? {}
      : { skipped: { because: row.skipped_because, byUserId: row.skipped_by } }),
    ...(row.clock_started_at === null ? {} : { clockStartedAt: fromInstant(row.clock_started_at) }),
    ...(row.closed_at === null ? {} : { closedAt: fromInstant(row.closed_at) }),
  };
}
