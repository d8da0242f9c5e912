// When a cycle has closed, one past decision comes back in the thread of the roll-up: was it right, with what we know
// now? It is the oldest call that closed a card before that cycle began and has not come back yet, so that everything is
// looked at once and in order. Any full member answers yes, no or too early, and may change the answer; the message
// counts the answers and names nobody. (product.md *Roll-up*; *Decide, and remember*)

import type { CycleId, DecisionId, LookbackId, RollupId, TeamId } from '../../lib/ids.ts';
import { DECISIONS } from '../decide/rules.ts';
import type { Decision, DecisionKind } from '../decision/rules.ts';

/** What one can say about a past decision. */
export const hindsights = ['yes', 'no', 'too-early'] as const;

/** One of `hindsights`. */
export type Hindsight = (typeof hindsights)[number];

/** A past decision that came back, under a roll-up. */
export interface Lookback {
  id: LookbackId;
  workspaceId: string;
  teamId: TeamId;
  cycleId: CycleId;
  decisionId: DecisionId;
  rollupId: RollupId;
  at: Date;
}

/** How many said what. */
export type HindsightTally = Readonly<Record<Hindsight, number>>;

/** Tells whether a text is something one can say. */
export function isHindsight(text: string): text is Hindsight {
  return hindsights.some((hindsight) => hindsight === text);
}

/** Counts answers, one for each person. */
export function tallyHindsights(answers: readonly Hindsight[]): HindsightTally {
  const tally = { yes: 0, no: 0, 'too-early': 0 };
  for (const answer of answers) tally[answer] += 1;
  return tally;
}

/** The calls that close a card: only these can turn out right or wrong. (product.md *Decide, and remember*) */
export const calls: readonly DecisionKind[] = DECISIONS;

/**
 * What was decided before this instant is past: the start of the cycle that closed, or of what the roll-up itself tells, when
 * that is earlier. What a roll-up tells is news, and after a long sleep that is more than a cycle.
 */
export function pastBefore(coversFrom: Date, cycleStartsAt: Date): Date {
  return coversFrom < cycleStartsAt ? coversFrom : cycleStartsAt;
}

/**
 * The decision that comes back: of the calls made before `before` (see `pastBefore`), not corrected and
 * not `returned` yet, the one that entered the log first. Undefined when there is none.
 */
export function choosePast<
  Entry extends Pick<Decision, 'id' | 'kind' | 'seq' | 'at' | 'supersededByNumber'>,
>(log: readonly Entry[], returned: ReadonlySet<DecisionId>, before: Date): Entry | undefined {
  return log
    .filter(
      (entry) =>
        calls.includes(entry.kind) &&
        entry.at < before &&
        entry.supersededByNumber === undefined &&
        !returned.has(entry.id),
    )
    .toSorted((one, other) => one.seq - other.seq)[0];
}
