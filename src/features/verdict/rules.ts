// The verdict is what the one-pager's own rule says on the numbers of one review; it is shown above the vote and decides
// nothing. Before the gate it only says whether the numbers are on their way: on track or behind. From the gate on it
// says continue, don't continue, too early or missing: one clause that is not met is enough for "don't continue", and a
// clause that cannot be read yet, counts too few or has no number is never taken for met. The guardrail is told beside
// it: safe, past its limit, or unknown. (CHECKPOINT, STAGE-GATE, PROXY-LIE; product.md *Review*)

import { daysBetween, type LocalDate } from '../../lib/time.ts';
import { isPastLimit, type Limit } from '../signal/guardrail.ts';
import {
  type ClauseJudgement,
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
export type Says = 'on-track' | 'behind' | 'continue' | 'dont-continue' | 'too-early' | 'missing';

/** One signal at this review. `isClause`: it is in the rule; the others are only watched, their state says nothing. */
export interface SignalResult {
  signal: Signal;
  isClause: boolean;
  judgement: ClauseJudgement;
  /** Counted of fewer than at the review before; `denominatorBefore` says how many those were. */
  isShrinking: boolean;
  denominatorBefore?: number;
}

/** The verdict of one card, with every number it rests on. `daysToGate` is 0 on the gate's day, negative after it. */
export interface Verdict {
  phase: 'before-gate' | 'at-gate';
  says: Says;
  daysToGate: number;
  clauses: readonly SignalResult[];
  watched: readonly SignalResult[];
  guardrail: 'safe' | 'past' | 'unknown';
  guardrailValue?: number;
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
  const daysToGate = daysBetween(at.today, at.gateOn);
  const guardrailValue = valueOf(readings.get(GUARDRAIL_ID), bet.guardrail.limit.limit);
  return {
    phase: daysToGate > 0 ? 'before-gate' : 'at-gate',
    says: daysToGate > 0 ? sayBeforeGate(clauses) : sayAtGate(clauses),
    daysToGate,
    clauses,
    watched: results.filter((result) => !result.isClause),
    guardrail: judgeGuardrail(bet.guardrail.limit, guardrailValue),
    ...(guardrailValue === undefined ? {} : { guardrailValue }),
  };
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
  return {
    signal,
    isClause: signal.continueIf !== undefined,
    judgement: judgeClause(signal, reading, at.today),
    isShrinking: isShrinking(before, reading),
    ...(before?.denominator === undefined ? {} : { denominatorBefore: before.denominator }),
  };
}

function sayAtGate(clauses: readonly SignalResult[]): Says {
  const states = clauses.map((clause) => clause.judgement.state);
  if (states.includes('not-met')) return 'dont-continue';
  if (states.includes('missing') || states.length === 0) return 'missing';
  return states.every((state) => state === 'met') ? 'continue' : 'too-early';
}

function sayBeforeGate(clauses: readonly SignalResult[]): Says {
  const judged = clauses.filter(
    ({ judgement }) => judgement.state === 'met' || judgement.state === 'not-met',
  );
  if (judged.length === 0) {
    const isMissing = clauses.some((clause) => clause.judgement.state === 'missing');
    return isMissing || clauses.length === 0 ? 'missing' : 'too-early';
  }
  const isOnTrack = judged.every(
    ({ judgement }) => judgement.state === 'met' || judgement.direction === 'toward',
  );
  return isOnTrack ? 'on-track' : 'behind';
}

function judgeGuardrail(limit: Limit, value: number | undefined): Verdict['guardrail'] {
  if (value === undefined) return 'unknown';
  return isPastLimit(limit, value) ? 'past' : 'safe';
}
