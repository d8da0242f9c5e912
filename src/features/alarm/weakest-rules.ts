// The weakest of what runs is the one that is furthest from its own rule: how much of the change that a clause promised is
// still missing, taken at the worst clause. A number that was never brought counts as all of it; one that is too early or
// counts too few says nothing. A rule that says stop outright comes first. (product.md *Mocks*: "furthest from its own rule")

import type { Verdict } from '../verdict/rules.ts';

/** Something that runs, with what its rule says now. */
export interface Runner {
  number: number;
  verdict: Pick<Verdict, 'says' | 'clauses' | 'daysToGate'>;
}

/** The one that is furthest from its own rule; ties go to the nearer gate, then to the lower number. */
export function findWeakest<T extends Runner>(running: readonly T[]): T | undefined {
  return running.toSorted(
    (one, other) =>
      distanceOf(other.verdict) - distanceOf(one.verdict) ||
      one.verdict.daysToGate - other.verdict.daysToGate ||
      one.number - other.number,
  )[0];
}

/** 0: each clause is met or cannot be read yet; 1: nothing of the promise has come; above: the wrong way. */
function distanceOf({ says, clauses }: Runner['verdict']): number {
  // Finite, so that two of them can be compared.
  if (says === 'stop') return Number.MAX_VALUE;
  return Math.max(0, ...clauses.map(missingShare));
}

function missingShare({ signal, judgement }: Verdict['clauses'][number]): number {
  const { state, value, target } = judgement;
  if (state === 'missing') return 1;
  if (state !== 'not-met' || value === undefined || target === undefined) return 0;
  const promised = target - signal.baseline.value;
  return promised === 0 ? 1 : (target - value) / promised;
}
