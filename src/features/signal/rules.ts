/*
 * A signal is one number that we watch. It starts at "now" (the baseline); if it is in the rule,
 * "continue if" says how far it has to move by the gate. A reading is its value at one review. From
 * the three we say whether the clause is met, and whether the number moves toward what we wanted,
 * stays flat, or goes the opposite way. A number that cannot be ready yet, or that counts fewer
 * than 30, says nothing: neither good nor bad.
 */
// This file judges. measure.ts and continue-if.ts read numbers and rules, guardrail.ts limits.
import type { SignalId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { type ContinueIf, targetFrom, wantedSide } from './continue-if.ts';
import { type Measure, perOf } from './measure.ts';
import { roundValue } from './number.ts';
import { meetsOperator } from './operator.ts';

/**
 * Proxy moves first, outcome must move, leading is optional, counter is what we might be hurting
 * (FEEDBACK).
 */
export type SignalKind = 'proxy' | 'outcome' | 'leading' | 'counter';

/**
 * One number that we watch, with its value now and, if it is in the rule, how far it has to move.
 */
export interface Signal {
  id: SignalId;
  kind: SignalKind;
  name: string;
  baseline: Measure;
  continueIf?: ContinueIf;
  /**
   * The first date on which a reading can mean anything; before it the signal is *too early* (T17).
   */
  maturesOn?: LocalDate;
  /** Other ways for the rule to be met: one of them that is met is enough (*OR*, under *Sharpen*). */
  orIf?: readonly ContinueIf[];
  /** Reached once, at any review, the rule says *stop* (*Stop outright if*). */
  stopIf?: readonly ContinueIf[];
  /** Which way is better, for a number that no rule says it of. */
  good?: 'up' | 'down';
  /** Directionally right and good enough to start with, but not yet a number to trust (IMPERFECT-FAST). */
  isRough?: boolean;
}

/**
 * One signal's value at one review, in the unit of the baseline (`readValue` in measure.ts
 * converts). A rate may come as numerator and denominator instead. `isMissing`: the person said
 * there is no new number.
 */
export interface Reading {
  value?: number;
  numerator?: number;
  denominator?: number;
  isMissing: boolean;
  /** When it was read, if known: a reading from before `maturesOn` stays too early for ever. */
  takenOn?: LocalDate;
}

/**
 * What the rule asks of a signal: enough to tell its target, also while a form is being filled in.
 */
export type Clause = Pick<Signal, 'kind' | 'baseline' | 'continueIf'>;

/** What a clause of the rule says on a reading. Only the first two are judgements. */
export type ClauseState = 'met' | 'not-met' | 'too-early' | 'too-few' | 'missing';

/**
 * Where a signal goes, measured from its baseline. `no-rule`: it has no *continue if*, so no side
 * is the right one.
 */
export type Direction =
  | 'toward'
  | 'flat'
  | 'opposite'
  | 'too-early'
  | 'too-few'
  | 'missing'
  | 'no-rule';

/**
 * One clause judged, with the numbers that a card shows beside it; all in the unit of the baseline.
 */
export interface ClauseJudgement {
  state: ClauseState;
  direction: Direction;
  value?: number;
  target?: number;
  /** How many the rate counts, when it was given. */
  denominator?: number;
}

/** Below this many counted, a rate is *too few to tell* (product.md, Review, *Direction*). */
const MIN_DENOMINATOR = 30;

/**
 * The value the rule asks for, in the baseline's unit; undefined without a rule or when units
 * cannot be compared.
 */
export function targetOf(signal: Clause): number | undefined {
  if (signal.continueIf === undefined) return undefined;
  return targetFrom(signal.continueIf, signal.baseline);
}

/**
 * Tells whether the rule asks for nothing: its target is where the signal is already. `+10%` of
 * nothing counts too. A limit that a counter signal keeps today is not "nothing": it asks that it
 * stays kept.
 */
export function isAtBaseline(signal: Clause): boolean {
  const target = targetOf(signal);
  if (target === undefined) return false;
  if (signal.kind === 'counter' && isAlreadyMet(signal)) return false;
  return roundValue(target) === roundValue(signal.baseline.value);
}

/**
 * Tells whether a level (`>=80%`) is already reached at the baseline, so that the rule is met
 * before any work.
 */
export function isAlreadyMet(signal: Clause): boolean {
  const rule = signal.continueIf;
  const target = targetOf(signal);
  if (rule?.kind !== 'threshold' || target === undefined) return false;
  return meetsOperator(rule.operator, signal.baseline.value, target);
}

/**
 * A reading's value in the unit of the baseline: as given, or from numerator and denominator (of
 * 100 for percent, of N for "per N"). Undefined when there is no usable number.
 */
export function valueOf(reading: Reading | undefined, baseline: Measure): number | undefined {
  if (reading === undefined || reading.isMissing) return undefined;
  if (reading.value !== undefined) return finite(reading.value);
  const { numerator, denominator } = reading;
  if (numerator === undefined || denominator === undefined || denominator <= 0) return undefined;
  return finite(roundValue((numerator / denominator) * perOf(baseline)));
}

/**
 * Judges one clause on one reading (CHECKPOINT; product.md, Review, *Verdict*). Too early, missing
 * and too few are never met and never not met. A signal without *continue if* is not a clause:
 * judge only signals that have one.
 */
export function judgeClause(
  signal: Signal,
  reading: Reading | undefined,
  today: LocalDate,
): ClauseJudgement {
  const value = valueOf(reading, signal.baseline);
  const target = targetOf(signal);
  return {
    state: stateOf(signal, reading, today),
    direction: directionOf(signal, reading, today),
    ...(value === undefined ? {} : { value }),
    ...(target === undefined ? {} : { target }),
    ...(reading?.denominator === undefined ? {} : { denominator: reading.denominator }),
  };
}

/**
 * Where the signal goes, from the baseline. Flat: less than a quarter of the change the rule
 * promises. Opposite: more than a quarter the wrong way. Denominator under 30: too few. Before
 * `maturesOn`: too early (product.md, Review).
 */
export function directionOf(
  signal: Signal,
  reading: Reading | undefined,
  today: LocalDate,
): Direction {
  const silence = silenceOf(signal, reading, today);
  if (silence !== undefined) return silence;
  const value = valueOf(reading, signal.baseline);
  const target = targetOf(signal);
  if (value === undefined) return 'missing';
  if (signal.continueIf === undefined || target === undefined) return 'no-rule';
  if (isAlreadyMet(signal)) return isMet(signal.continueIf, value, target) ? 'flat' : 'opposite';
  return directionFrom(signal.continueIf, {
    promised: roundValue(target - signal.baseline.value),
    change: roundValue(value - signal.baseline.value),
  });
}

/**
 * Whether a number that is only watched became better or worse since the baseline. Undefined when nobody said which way is
 * good, or when the number says nothing yet: missing, too early, too few.
 */
export function driftOf(
  signal: Signal,
  reading: Reading | undefined,
  today: LocalDate,
): 'better' | 'worse' | 'as-before' | undefined {
  const value = valueOf(reading, signal.baseline);
  if (signal.good === undefined || value === undefined) return undefined;
  if (silenceOf(signal, reading, today) !== undefined) return undefined;
  const change = roundValue(value - signal.baseline.value) * (signal.good === 'up' ? 1 : -1);
  if (change === 0) return 'as-before';
  return change > 0 ? 'better' : 'worse';
}

/**
 * Tells whether fewer were counted than the time before: a rate can rise only because its base
 * shrank (DENOM-WATCH).
 */
export function isShrinking(before: Reading | undefined, now: Reading | undefined): boolean {
  if (before?.denominator === undefined || now?.denominator === undefined) return false;
  return now.denominator < before.denominator;
}

function stateOf(signal: Signal, reading: Reading | undefined, today: LocalDate): ClauseState {
  const silence = silenceOf(signal, reading, today);
  if (silence !== undefined) return silence;
  const value = valueOf(reading, signal.baseline);
  const target = targetOf(signal);
  if (value === undefined || target === undefined || signal.continueIf === undefined) {
    return 'missing';
  }
  return isMet(signal.continueIf, value, target) ? 'met' : 'not-met';
}

/** Too early comes before missing: nobody owes a number that cannot exist yet. */
function silenceOf(
  signal: Signal,
  reading: Reading | undefined,
  today: LocalDate,
): 'too-early' | 'missing' | 'too-few' | undefined {
  const { maturesOn } = signal;
  if (maturesOn !== undefined) {
    if (today < maturesOn) return 'too-early';
    if (reading?.takenOn !== undefined && reading.takenOn < maturesOn) return 'too-early';
  }
  if (valueOf(reading, signal.baseline) === undefined) return 'missing';
  const denominator = reading?.denominator;
  return denominator !== undefined && denominator < MIN_DENOMINATOR ? 'too-few' : undefined;
}

function isMet(rule: ContinueIf, value: number, target: number): boolean {
  if (rule.kind === 'threshold') return meetsOperator(rule.operator, value, target);
  return meetsOperator(wantedSide(rule) < 0 ? '<=' : '>=', value, target);
}

function directionFrom(
  rule: ContinueIf,
  numbers: { promised: number; change: number },
): 'toward' | 'flat' | 'opposite' {
  const wanted = wantedSide(rule);
  const progress = numbers.change * wanted;
  const quarter = roundValue(Math.abs(numbers.promised) / 4);
  if (progress < -quarter) return 'opposite';
  if (progress > 0 && progress >= quarter) return 'toward';
  return 'flat';
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
