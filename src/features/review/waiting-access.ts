import type { Db } from '../../platform/db/open.ts';
import type { OnePager } from '../onepager/rules.ts';
import { listOnePagers } from '../onepager/store.ts';
import { listReadCards } from '../reading/store.ts';
import type { Card, Review } from './rules.ts';
import { listCards } from './store.ts';
import { listVoters } from './store-vote.ts';

/** An open card: what it is about, whether its numbers are in, and who has voted on it. */
export interface WaitingCard {
  card: Card;
  onepager: OnePager;
  hasReadings: boolean;
  voters: readonly string[];
}

/** The cards of a review that still take numbers and votes, in deciding order; nobody is asked about what is frozen. */
export async function listWaiting(
  db: Db,
  review: Pick<Review, 'id' | 'teamId'>,
): Promise<WaitingCard[]> {
  const cards = (await listCards(db, review.id)).filter(({ state }) => state === 'open');
  if (cards.length === 0) return [];
  const onepagers = new Map((await listOnePagers(db, review.teamId)).map((one) => [one.id, one]));
  const read = new Set(await listReadCards(db, review.id));
  const voters = await listVoters(db, review.id);
  return cards.flatMap((card) => {
    const onepager = onepagers.get(card.onepagerId);
    if (onepager === undefined || onepager.state === 'frozen') return [];
    const hasReadings = read.has(card.id);
    return [{ card, onepager, hasReadings, voters: voters.get(card.id) ?? [] }];
  });
}

/** The cards whose owner this person is and whose numbers are missing. */
export function missingReadingsOf(waiting: readonly WaitingCard[], userId: string): WaitingCard[] {
  return waiting.filter((one) => one.onepager.ownerId === userId && !one.hasReadings);
}

/** The cards on which this person has not voted. */
export function missingVotesOf(waiting: readonly WaitingCard[], userId: string): WaitingCard[] {
  return waiting.filter((one) => !one.voters.includes(userId));
}
