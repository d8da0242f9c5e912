// The review is fifteen minutes over the one-pagers that run: a root message, and in its thread a card for each, in the
// order in which they need a decision. Any full member of the channel may vote continue, change or stop on a card and
// may change the vote until the card is decided. Votes advise: the owner or a leader decides. A majority is more than
// half of the votes cast; a tie or no vote is none, and promote counts as continue. A card that nobody decided before the
// review closes ends as "no decision". (REVIEW-15, REVIEW-CCS, T8; product.md *Review*)

import type { CardId, DecisionId, OnePagerId, ReviewId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { DayOff } from '../opening/day-rules.ts';
import type { Verdict } from '../verdict/rules.ts';

/** One review of one team. `isLate`: it opened after its time, because the bot was not running then. */
export interface Review {
  id: ReviewId;
  workspaceId: string;
  teamId: TeamId;
  weekOn: LocalDate;
  dueAt: Date;
  openedAt: Date;
  closesAt: Date;
  state: 'open' | 'closed';
  isLate: boolean;
  /** Open for votes and readings ahead of its time: nothing of it is posted yet, `openedAt` is when it will be. */
  isAhead?: true;
  /** The day off that moved it to another day; `dueAt` is then its own time. */
  because?: DayOff;
  /** The other time at which the team wants to meet; `because` may be empty. */
  movedTo?: { at: Date; byUserId: string; because: string };
  /** It was called off; its cards count in nothing. */
  skipped?: { because: string; byUserId: string };
  clockStartedAt?: Date;
  closedAt?: Date;
}

/** When the team meets for a review, as things stand. */
export function meetingOf(review: Pick<Review, 'movedTo' | 'openedAt'>): Date {
  return review.movedTo?.at ?? review.openedAt;
}

/** One one-pager in one review. `version` is the one-pager's when the review opened. */
export interface Card {
  id: CardId;
  reviewId: ReviewId;
  onepagerId: OnePagerId;
  version: number;
  position: number;
  state: 'open' | 'decided' | 'no-decision';
  decisionId?: DecisionId;
  /** The version on which it ended; missing while it is open, and on cards that ended before this was kept. */
  endedVersion?: number;
  /** The review closed while its one-pager was frozen: no decision was missing. */
  isPaused?: true;
}

/** What a person may vote for. */
export const CHOICES = ['continue', 'change', 'stop'] as const;

/** One of `CHOICES`. */
export type Choice = (typeof CHOICES)[number];

/** One person's vote on one card; `reason` is one line, empty when none was given. */
export interface Vote {
  userId: string;
  choice: Choice;
  reason: string;
  at: Date;
}

/** Tells whether a text names something one can vote for. */
export function isChoice(text: string): text is Choice {
  return CHOICES.some((choice) => choice === text);
}

/** How many votes fell on each choice. */
export type Tally = Readonly<Record<Choice, number>>;

/** Counts votes; one for each person. */
export function tallyOf(votes: readonly Vote[]): Tally {
  const tally = { continue: 0, change: 0, stop: 0 };
  for (const vote of votes) tally[vote.choice] += 1;
  return tally;
}

/** The choice of more than half of the votes cast; undefined for a tie or when nobody voted. (T8) */
export function majorityOf(votes: readonly Vote[]): Choice | undefined {
  const tally = tallyOf(votes);
  return CHOICES.find((choice) => tally[choice] * 2 > votes.length);
}

/** How many of those expected have voted; people who joined since the review opened count on both sides. */
export interface Turnout {
  voted: number;
  expected: number;
  /** How many are away and have not voted. */
  away: number;
}

/** Who was expected when a review opened, and who of them is away: they are not waited for, but may vote. */
export interface Attendance {
  roster: readonly string[];
  away: readonly string[];
}

/** The turnout of a card: the roster was frozen when the review opened, and nobody waits for who is away. */
export function turnoutOf({ roster, away }: Attendance, votes: readonly Vote[]): Turnout {
  const present = roster.filter((userId) => !away.includes(userId));
  const people = new Set([...present, ...votes.map((vote) => vote.userId)]);
  return { voted: votes.length, expected: people.size, away: missingAway({ roster, away }, votes) };
}

/** Those of the roster who have not voted and are not away. */
export function missingVoters({ roster, away }: Attendance, votes: readonly Vote[]): string[] {
  const voters = new Set(votes.map((vote) => vote.userId));
  return roster.filter((userId) => !voters.has(userId) && !away.includes(userId));
}

function missingAway({ away }: Attendance, votes: readonly Vote[]): number {
  return away.filter((userId) => !votes.some((vote) => vote.userId === userId)).length;
}

/** Why a card takes no vote, decision or reading on time any more. */
export type CardRefusal = { refused: 'already-decided' | 'already-closed' };

/** Undefined while the card is open. */
export function refuseClosedCard(card: Pick<Card, 'state'>): CardRefusal | undefined {
  if (card.state === 'decided') return { refused: 'already-decided' };
  return card.state === 'no-decision' ? { refused: 'already-closed' } : undefined;
}

/** What the deciding order looks at. */
export interface Urgency {
  isFrozen: boolean;
  number: number;
  verdict: Pick<Verdict, 'phase' | 'says' | 'daysToGate' | 'guardrail'>;
}

/**
 * Compares two cards by how much they need a decision: frozen, guardrail past its limit or a rule that says stop outright, gate today or past, behind or
 * without numbers, on track. Ties go to the nearer gate, then to the lower number. (product.md *Review*)
 */
export function compareUrgency(one: Urgency, other: Urgency): number {
  return (
    rankOf(one) - rankOf(other) ||
    one.verdict.daysToGate - other.verdict.daysToGate ||
    one.number - other.number
  );
}

function rankOf(urgency: Urgency): number {
  const { verdict } = urgency;
  if (urgency.isFrozen) return 0;
  if (verdict.guardrail === 'past' || verdict.says === 'stop') return 1;
  if (verdict.phase === 'at-gate') return 2;
  return verdict.says === 'behind' || verdict.says === 'missing' ? 3 : 4;
}
