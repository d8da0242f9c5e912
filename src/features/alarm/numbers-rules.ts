// Numbers move, users do not: what should move first went as intended and what must move did not, in two reviews in a row.
// Then the mechanism is not what we think: it gets a new cause, or it is stopped. A review in which either number is missing,
// too early or counts too few says nothing and is passed over. A new mechanism starts the count anew, and so does a dismissal.
// The same holds at once for something that runs and whose because was emptied. (THRASH-2, NUMBERS-MOVE, PROXY-LIE, T17)

import type { OnePagerId } from '../../lib/ids.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import type { SignalKind } from '../signal/rules.ts';
import type { SignalResult, Verdict } from '../verdict/rules.ts';
import { type Finding, markStreak, takeStreak } from './rules.ts';

/** How a number stood at one review: as intended when it met its rule or is on its way there. */
export type Progress = 'as-intended' | 'not' | 'unread';

/** One review of a one-pager that has closed. */
export interface ReadReview {
  closedAt: Date;
  proxy: Progress;
  outcome: Progress;
  /** Its numbers in words, plain text. */
  numbers: string;
}

/** Something that runs, as far as this alarm reads it. */
export interface NumbersFacts {
  id: OnePagerId;
  number: number;
  title: string;
  because: string;
  /** When the mechanism in force was written. */
  mechanismAt: Date;
  /** Its closed reviews in any order. */
  reviews: readonly ReadReview[];
  /** Reviews up to here were spoken about. */
  after?: Date;
}

/** How the numbers of one kind stood in a verdict; unread when none of them says anything yet. */
export function progressOf(
  verdict: Pick<Verdict, 'clauses' | 'watched' | 'alternatives'>,
  kind: SignalKind,
): Progress {
  const { clauses, watched, alternatives } = verdict;
  const all = [...clauses, ...watched, ...alternatives]
    .filter(({ signal }) => signal.kind === kind)
    .map(progressIn);
  if (all.includes('as-intended')) return 'as-intended';
  return all.includes('not') ? 'not' : 'unread';
}

/** Numbers move, users do not; undefined while that does not hold. */
export function findNumbersMove(facts: NumbersFacts): Finding | undefined {
  const { id, number, title, mechanismAt } = facts;
  const about = { kind: 'numbers-move' as const, subject: id };
  const named = { number, title };
  if (isEmptyText(facts.because)) {
    return {
      ...about,
      facts: `because empty since ${mechanismAt.toISOString()}`,
      sinceAt: mechanismAt,
      evidence: [{ what: 'because-empty', at: mechanismAt, ...named }],
    };
  }
  const from = Math.max(mechanismAt.getTime(), facts.after?.getTime() ?? 0);
  const counted = facts.reviews
    .filter((one) => one.closedAt.getTime() > from)
    .filter((one) => one.proxy !== 'unread' && one.outcome !== 'unread')
    .toSorted((one, other) => other.closedAt.getTime() - one.closedAt.getTime());
  const streak = takeStreak(counted, isOnlyNumbersIn);
  const marks = markStreak(streak);
  if (marks === undefined) return undefined;
  return {
    ...about,
    facts: `from review ${marks.first.closedAt.toISOString()}`,
    sinceAt: marks.fired.closedAt,
    evidence: streak.map(({ closedAt, numbers }) => ({
      what: 'review',
      at: closedAt,
      said: numbers,
      ...named,
    })),
  };
}

/** Whether a review shows that the number moved and users did not. */
export function isOnlyNumbersIn(review: Pick<ReadReview, 'proxy' | 'outcome'>): boolean {
  return review.proxy === 'as-intended' && review.outcome === 'not';
}

function progressIn({ judgement, drift, signal, isClause }: SignalResult): Progress {
  const { state, direction } = judgement;
  if (signal.continueIf === undefined || (!isClause && direction === 'no-rule')) {
    if (drift === undefined) return 'unread';
    return drift === 'better' ? 'as-intended' : 'not';
  }
  if (state === 'met' || direction === 'toward') return 'as-intended';
  return state === 'not-met' ? 'not' : 'unread';
}
