// The verdict is what the one-pager's own rule says on the numbers of one review; it is shown above the vote and decides
// nothing. Before the gate it says on track or behind; from the gate on continue, don't continue, too early or missing. One
// clause that is not met is "don't continue"; one that cannot be read, counts too few or has no number is never taken for
// met. One "or" that is met is enough for the whole rule, and one that cannot be read yet keeps "don't continue" back. A
// "stop outright" that is met says stop at any review, though before the gate it asks nobody for a reason. The guardrail
// is told beside it: safe, past its limit, or unknown. (CHECKPOINT, STAGE-GATE, PROXY-LIE; product.md *Review*)

import { daysBetween, type LocalDate } from '../../lib/time.ts';
import { isPastLimit, type Limit } from '../signal/guardrail.ts';
import type { Measure } from '../signal/measure.ts';
import {
  type ClauseJudgement,
  driftOf,
  isShrinking,
  judgeClause,
  type Reading,
  type Signal,
  valueOf,
} from '../signal/rules.ts';

/** The id under which a one-pager's guardrail is read. */
export const GUARDRAIL_ID = 'guardrail';

/** What a verdict is made from: the signals of a one-pager and the limit of its guardrail. */
export interface Judged {
  signals: readonly Signal[];
  guardrail: { limit: Limit };
}

/** Readings of one review by signal id; the guardrail's under `GUARDRAIL_ID`. */
export type Readings = ReadonlyMap<string, Reading>;

/** What the rule says: the first two only before the gate, continue and don't continue only from it on. */
export type Says =
  | 'on-track'
  | 'behind'
  | 'continue'
  | 'dont-continue'
  | 'stop'
  | 'too-early'
  | 'missing';

/** The newest number of an earlier review, and the team's local date on which it was given. */
export interface LastNumber {
  value: number;
  on?: LocalDate;
}

/** One signal at this review. `isClause`: it is in the rule; the others are only watched, their state says nothing. */
export interface SignalResult {
  signal: Signal;
  isClause: boolean;
  judgement: ClauseJudgement;
  /** Counted of fewer than at the review before; `denominatorBefore` says how many those were. */
  isShrinking: boolean;
  denominatorBefore?: number;
  /** What it was the last time, while this review has no number. */
  last?: LastNumber;
  /** Where a number that is only watched has gone, if somebody said which way is good. */
  drift?: 'better' | 'worse' | 'as-before';
}

/** The verdict of one card, with every number it rests on. `daysToGate` is 0 on the gate's day, negative after it. */
export interface Verdict {
  phase: 'before-gate' | 'at-gate';
  says: Says;
  daysToGate: number;
  clauses: readonly SignalResult[];
  watched: readonly SignalResult[];
  /** Other ways to be met, one of which is enough; each with its own rule in place of its signal's. */
  alternatives: readonly SignalResult[];
  /** What ends it at once when it is met. */
  stops: readonly SignalResult[];
  guardrail: 'safe' | 'past' | 'unknown';
  guardrailValue?: number;
  /** What the guardrail was the last time, while this review has no number; it judges nothing. */
  guardrailLast?: LastNumber;
  /** A review before this one has a number of the rule: then it is the new one that is missing. */
  hasEarlier: boolean;
}

/**
 * Judges a one-pager on the readings of one review. `today` and `gateOn` are local dates of the team; `before` holds the
 * readings of the review before, from which a shrinking denominator is told (DENOM-WATCH).
 */
export function verdictOf(
  bet: Judged,
  readings: Readings,
  at: { today: LocalDate; gateOn: LocalDate; before?: Readings },
): Verdict {
  const results = bet.signals.map((signal) => judgeSignal(signal, readings, at));
  const clauses = results.filter((result) => result.isClause);
  const alternatives = judgeExtra(bet.signals, 'orIf', { readings, ...at });
  const stops = judgeExtra(bet.signals, 'stopIf', { readings, ...at });
  const daysToGate = daysBetween(at.today, at.gateOn);
  const limit = bet.guardrail.limit.limit;
  const guardrailValue = valueOf(readings.get(GUARDRAIL_ID), limit);
  const guardrailLast = lastOf(at.before?.get(GUARDRAIL_ID), limit);
  return {
    phase: daysToGate > 0 ? 'before-gate' : 'at-gate',
    says: sayAll({ clauses, alternatives, stops }, daysToGate > 0),
    daysToGate,
    clauses,
    watched: results.filter((result) => !result.isClause),
    alternatives,
    stops,
    guardrail: judgeGuardrail(bet.guardrail.limit, guardrailValue),
    ...(guardrailValue === undefined ? {} : { guardrailValue }),
    ...(guardrailValue !== undefined || guardrailLast === undefined ? {} : { guardrailLast }),
    hasEarlier: [...clauses, ...alternatives].some(
      ({ signal }) => at.before?.has(signal.id) === true,
    ),
  };
}

/** Whether the rule is met: each of its clauses, or one of its alternatives, and nothing that stops it outright. */
export function isRuleMet(verdict: Pick<Verdict, 'clauses' | 'alternatives' | 'stops'>): boolean {
  if (verdict.stops.some(isMet)) return false;
  const areAllMet = verdict.clauses.length > 0 && verdict.clauses.every(isMet);
  return areAllMet || verdict.alternatives.some(isMet);
}

/** Whether a number moved as the rule wants while what must move for users did not. (NUMBERS-MOVE) */
export function isOnlyNumbers(verdict: Verdict): boolean {
  const moved = verdict.clauses.some(
    (clause) => clause.signal.kind === 'proxy' && clause.judgement.state === 'met',
  );
  const stayed = verdict.clauses.some(
    (clause) => clause.signal.kind === 'outcome' && clause.judgement.state === 'not-met',
  );
  return moved && stayed;
}

function judgeSignal(
  signal: Signal,
  readings: Readings,
  at: { today: LocalDate; before?: Readings },
): SignalResult {
  const reading = readings.get(signal.id);
  const before = at.before?.get(signal.id);
  const drift = driftOf(signal, reading, at.today);
  const judgement = judgeClause(signal, reading, at.today);
  const last = judgement.value === undefined ? lastOf(before, signal.baseline) : undefined;
  return {
    signal,
    isClause: signal.continueIf !== undefined,
    judgement,
    isShrinking: isShrinking(before, reading),
    ...(drift === undefined ? {} : { drift }),
    ...(last === undefined ? {} : { last }),
    ...(before?.denominator === undefined ? {} : { denominatorBefore: before.denominator }),
  };
}

function lastOf(before: Reading | undefined, baseline: Measure): LastNumber | undefined {
  const value = valueOf(before, baseline);
  if (value === undefined) return undefined;
  return { value, ...(before?.takenOn === undefined ? {} : { on: before.takenOn }) };
}

/** The clauses of one kind, each judged as if it were the rule of its signal. */
function judgeExtra(
  signals: readonly Signal[],
  kind: 'orIf' | 'stopIf',
  at: { readings: Readings; today: LocalDate; before?: Readings },
): SignalResult[] {
  return signals.flatMap((signal) =>
    (signal[kind] ?? []).map((continueIf) =>
      judgeSignal({ ...signal, continueIf }, at.readings, at),
    ),
  );
}

type RuleResults = Pick<Verdict, 'clauses' | 'alternatives' | 'stops'>;

function sayAll(rule: RuleResults, isBeforeGate: boolean): Says {
  if (rule.stops.some(isMet)) return 'stop';
  return isBeforeGate ? sayBeforeGate(rule) : sayAtGate(rule);
}

/** A rule that failed is saved by an alternative that is met, and left open by one that cannot be read yet. */
function sayAtGate({ clauses, alternatives }: RuleResults): Says {
  const says = alternatives.some(isMet) ? 'continue' : sayOfClauses(clauses);
  if (says !== 'dont-continue') return says;
  const states = alternatives.map((one) => one.judgement.state);
  if (states.includes('missing')) return 'missing';
  return states.every((state) => state === 'not-met') ? 'dont-continue' : 'too-early';
}

function sayOfClauses(clauses: readonly SignalResult[]): Says {
  const states = clauses.map((clause) => clause.judgement.state);
  if (states.includes('not-met')) return 'dont-continue';
  if (states.includes('missing') || states.length === 0) return 'missing';
  return states.every((state) => state === 'met') ? 'continue' : 'too-early';
}

function sayBeforeGate({ clauses, alternatives }: RuleResults): Says {
  if (alternatives.some(isOnItsWay)) return 'on-track';
  const judged = clauses.filter(
    ({ judgement }) => judgement.state === 'met' || judgement.state === 'not-met',
  );
  if (judged.length === 0) {
    const isMissing = clauses.some((clause) => clause.judgement.state === 'missing');
    return isMissing || clauses.length === 0 ? 'missing' : 'too-early';
  }
  return judged.every(isOnItsWay) ? 'on-track' : 'behind';
}

function isMet({ judgement }: SignalResult): boolean {
  return judgement.state === 'met';
}

function isOnItsWay({ judgement }: SignalResult): boolean {
  return judgement.state === 'met' || judgement.direction === 'toward';
}

function judgeGuardrail(limit: Limit, value: number | undefined): Verdict['guardrail'] {
  if (value === undefined) return 'unknown';
  return isPastLimit(limit, value) ? 'past' : 'safe';
}
