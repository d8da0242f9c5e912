import type { Selectable } from 'kysely';
import type { CardId, OnePagerId, ReviewId } from '../../lib/ids.ts';
import { fromInstant, toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { CardNote, CardReading } from './rules.ts';

/** Keeps readings of a card; one for each signal, the later replaces the earlier. */
export async function saveReadings(
  tx: Tx,
  cardId: CardId,
  readings: readonly CardReading[],
): Promise<void> {
  for (const reading of readings) {
    const columns = {
      value: reading.value ?? null,
      numerator: reading.numerator ?? null,
      denominator: reading.denominator ?? null,
      is_missing: reading.isMissing ? 1 : 0,
      by_user_id: reading.byUserId,
      at: toInstant(reading.at),
    };
    await tx
      .insertInto('reading')
      .values({ card_id: cardId, signal_id: reading.signalId, ...columns })
      .onConflict((conflict) => conflict.columns(['card_id', 'signal_id']).doUpdateSet(columns))
      .execute();
  }
}

const readingsOfCard = prepared<{ cardId: CardId }>()((db, at) =>
  db.selectFrom('reading').selectAll().where('card_id', '=', at('cardId')).orderBy('signal_id'),
);

/** The readings of one card. */
export async function listReadings(db: Db, cardId: CardId): Promise<CardReading[]> {
  const rows = await readingsOfCard(db, { cardId });
  return rows.map(toReading);
}

/** The cards of a review that have any reading, *no new number* included. */
export async function listReadCards(db: Db, reviewId: ReviewId): Promise<CardId[]> {
  const rows = await db
    .selectFrom('reading')
    .innerJoin('card', 'card.id', 'reading.card_id')
    .select('reading.card_id')
    .distinct()
    .where('card.review_id', '=', reviewId)
    .orderBy('reading.card_id')
    .execute();
  return rows.map((row) => row.card_id);
}

const readingsBefore = prepared<{ onepagerId: OnePagerId; before: string }>()((db, at) =>
  db
    .selectFrom('reading')
    .innerJoin('card', 'card.id', 'reading.card_id')
    .innerJoin('review', 'review.id', 'card.review_id')
    .selectAll('reading')
    .where('card.onepager_id', '=', at('onepagerId'))
    .where('review.opened_at', '<', at('before'))
    .orderBy('review.opened_at', 'desc')
    .orderBy('reading.signal_id')
    .limit(100),
);

/** The readings of a one-pager in reviews that opened before an instant, newest review first; at most 100. */
export async function listReadingsBefore(
  db: Db,
  onepagerId: OnePagerId,
  before: Date,
): Promise<CardReading[]> {
  const rows = await readingsBefore(db, { onepagerId, before: toInstant(before) });
  return rows.map(toReading);
}

/** A reading with the instant at which its review opened. */
export interface ReviewedReading extends CardReading {
  openedAt: Date;
}

/** Every number of a one-pager from its newest reviews, newest review first; at most 400, *no new number* left out. */
export async function listReviewedReadings(
  db: Db,
  onepagerId: OnePagerId,
): Promise<ReviewedReading[]> {
  const rows = await db
    .selectFrom('reading')
    .innerJoin('card', 'card.id', 'reading.card_id')
    .innerJoin('review', 'review.id', 'card.review_id')
    .selectAll('reading')
    .select('review.opened_at')
    .where('card.onepager_id', '=', onepagerId)
    .where('reading.is_missing', '=', 0)
    .orderBy('review.opened_at', 'desc')
    .orderBy('reading.signal_id')
    .limit(400)
    .execute();
  return rows.map((row) => ({ ...toReading(row), openedAt: fromInstant(row.opened_at) }));
}

/** Keeps the answers beside the numbers of a card; the later replaces the earlier. */
export async function saveNote(tx: Tx, cardId: CardId, note: CardNote): Promise<void> {
  const columns = {
    changed: note.changed,
    unchanged: note.unchanged,
    why: note.why,
    against: note.against,
    by_user_id: note.byUserId,
    at: toInstant(note.at),
  };
  await tx
    .insertInto('card_note')
    .values({ card_id: cardId, ...columns })
    .onConflict((conflict) => conflict.column('card_id').doUpdateSet(columns))
    .execute();
}

/** The newest answers beside the numbers of a one-pager that say what argues against it. */
export async function findLastNote(db: Db, onepagerId: OnePagerId): Promise<CardNote | undefined> {
  const row = await db
    .selectFrom('card_note')
    .innerJoin('card', 'card.id', 'card_note.card_id')
    .innerJoin('review', 'review.id', 'card.review_id')
    .selectAll('card_note')
    .where('card.onepager_id', '=', onepagerId)
    .where('card_note.against', '<>', '')
    .orderBy('review.opened_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toNote(row);
}

const noteOfCard = prepared<{ cardId: CardId }>()((db, at) =>
  db.selectFrom('card_note').selectAll().where('card_id', '=', at('cardId')),
);

/** The answers beside the numbers of a card, if somebody gave them. */
export async function findNote(db: Db, cardId: CardId): Promise<CardNote | undefined> {
  const [row] = await noteOfCard(db, { cardId });
  return row === undefined ? undefined : toNote(row);
}

function toNote(row: Selectable<Tables['card_note']>): CardNote {
  return {
    changed: row.changed,
    unchanged: row.unchanged,
    why: row.why,
    against: row.against,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
  };
}

function toReading(row: Selectable<Tables['reading']>): CardReading {
  return {
    signalId: row.signal_id,
    isMissing: row.is_missing === 1,
    byUserId: row.by_user_id,
    at: fromInstant(row.at),
    ...(row.value === null ? {} : { value: row.value }),
    ...(row.numerator === null ? {} : { numerator: row.numerator }),
    ...(row.denominator === null ? {} : { denominator: row.denominator }),
  };
}
