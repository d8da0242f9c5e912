/*
 * "Continue if": how far a signal has to move, as people type it. Percent is relative to where the
 * number is now, points are absolute; the two are easily mixed up, so every rule can be shown on
 * its baseline (product.md, *Write*).
 */
import { formatChange, formatMeasure, type Measure, parseMeasure, valueIn } from './measure.ts';
import { roundValue, writeNumber } from './number.ts';
import { cutAtOperators, type Operator, signOf } from './operator.ts';
import { tidyText } from './plain-text.ts';

/**
 * `+10%` of the baseline · `+3 pts` · `-200 ms` · `>=80%`. Amounts carry their sign: negative asks
 * for a fall.
 */
export type ContinueIf =
  | { kind: 'relative'; percent: number }
  | { kind: 'points'; points: number }
  | { kind: 'absolute'; amount: Measure }
  | { kind: 'threshold'; operator: Operator; limit: Measure };

/**
 * `empty` · `unreadable` · `no-sign` (`10%`: rise or level?) · `other-unit` (ms beside a percent
 * baseline).
 */
export type ContinueIfRefusal = 'empty' | 'unreadable' | 'no-sign' | 'other-unit';

/** A rule that was read, or why not: a plain sentence for the field. */
export type ContinueIfRead = { rule: ContinueIf } | { refused: ContinueIfRefusal; why: string };

/**
 * Reads a rule beside its baseline, or says why it cannot. `+3` beside a percent is refused (points
 * or percent?), as is any unit that cannot be held against the baseline's. Without a baseline,
 * units are not compared.
 */
export function readContinueIf(text: string, baseline?: Measure): ContinueIfRead {
  const tidy = tidyText(text).replace(/[−–]/g, '-');
  if (tidy.length > MAX_RULE_LENGTH) return unreadable();
  if (tidy === '') return { refused: 'empty', why: 'Say how far it has to move.' };
  const level = parseMeasure(tidy);
  if (level !== undefined && level.value >= 0) return noSign(level);
  const rule = readChange(tidy) ?? readThreshold(tidy);
  if (rule === undefined) return unreadable();
  if (baseline !== undefined && targetFrom(rule, baseline) === undefined) {
    return otherUnit(rule, baseline);
  }
  return { rule };
}

/**
 * Reads a rule on its own; undefined when it cannot be read. Units are compared only by
 * `readContinueIf`.
 */
export function parseContinueIf(text: string): ContinueIf | undefined {
  const read = readContinueIf(text);
  return 'rule' in read ? read.rule : undefined;
}

/** Writes a rule as people read it (`+10%`, `≥80%`); `parseContinueIf` reads the same back. */
export function formatContinueIf(rule: ContinueIf): string {
  switch (rule.kind) {
    case 'relative':
      return `${signed(rule.percent)}%`;
    case 'points':
      return `${signed(rule.points)} pts`;
    case 'absolute':
      return rule.amount.value < 0 ? formatMeasure(rule.amount) : `+${formatMeasure(rule.amount)}`;
    case 'threshold':
      return `${signOf(rule.operator)}${formatMeasure(rule.limit)}`;
  }
}

/**
 * Shows what a rule means on its baseline: `+10% (41% → 45.1%)`, `+3 pts (27% → 30%)`. A level says it by itself:
 * `≥80%`.
 */
export function describeContinueIf(rule: ContinueIf, baseline: Measure): string {
  const target = targetFrom(rule, baseline);
  if (target === undefined || rule.kind === 'threshold') return formatContinueIf(rule);
  return `${formatContinueIf(rule)} (${formatChange(baseline, target)})`;
}

/**
 * A rule as the end of a sentence that begins with the signal's name: `rises 10%`, `is at least
 * 80%`.
 */
export function sayContinueIf(rule: ContinueIf): string {
  switch (rule.kind) {
    case 'relative':
      return `${verb(rule.percent)} ${writeNumber(Math.abs(rule.percent))}%`;
    case 'points': {
      const points = Math.abs(rule.points);
      return `${verb(rule.points)} ${writeNumber(points)} ${points === 1 ? 'point' : 'points'}`;
    }
    case 'absolute': {
      const amount = { ...rule.amount, value: Math.abs(rule.amount.value) };
      return `${verb(rule.amount.value)} ${formatMeasure(amount)}`;
    }
    case 'threshold':
      return `is ${OPERATOR_WORDS[rule.operator]} ${formatMeasure(rule.limit)}`;
  }
}

/**
 * The value that a rule asks for, in the baseline's unit. Relative: of the baseline's size, so that
 * `+10%` of -10 is -9. Points add to a percent, a score or a bare number only. Undefined when the
 * units cannot be compared.
 */
export function targetFrom(rule: ContinueIf, baseline: Measure): number | undefined {
  switch (rule.kind) {
    case 'relative':
      return roundValue(baseline.value + (Math.abs(baseline.value) * rule.percent) / 100);
    case 'points':
      return TAKES_POINTS.includes(baseline.unit)
        ? roundValue(baseline.value + rule.points)
        : undefined;
    case 'absolute': {
      const amount = valueIn(rule.amount, baseline);
      return amount === undefined ? undefined : roundValue(baseline.value + amount);
    }
    case 'threshold':
      return valueIn(rule.limit, baseline);
  }
}

/** Which way a rule wants the number to go: 1 up, -1 down. */
export function wantedSide(rule: ContinueIf): 1 | -1 {
  switch (rule.kind) {
    case 'relative':
      return rule.percent < 0 ? -1 : 1;
    case 'points':
      return rule.points < 0 ? -1 : 1;
    case 'absolute':
      return rule.amount.value < 0 ? -1 : 1;
    case 'threshold':
      return rule.operator === '<=' || rule.operator === '<' ? -1 : 1;
  }
}

const MAX_RULE_LENGTH = 100;
const TAKES_POINTS: readonly Measure['unit'][] = ['percent', 'points', 'plain'];
const OPERATOR_WORDS = { '>=': 'at least', '<=': 'at most', '>': 'above', '<': 'below' } as const;

function unreadable(): ContinueIfRead {
  return {
    refused: 'unreadable',
    why: 'This cannot be read as a rule. Write a change with its sign, or a level.',
  };
}

function readChange(tidy: string): ContinueIf | undefined {
  const match = /^([+-]) ?([^+-].*)$/.exec(tidy);
  const measure = parseMeasure(match?.[2] ?? '');
  if (match === null || measure === undefined) return undefined;
  const isFall = match[1] === '-' && measure.value !== 0;
  const value = isFall ? -measure.value : measure.value;
  if (measure.suffix === '%') return { kind: 'relative', percent: value };
  if (measure.suffix === ' pts') return { kind: 'points', points: value };
  // `+10% of users`: of itself, or a tenth of all users? Better asked than guessed.
  if (measure.unit === 'percent' || measure.unit === 'points') return undefined;
  return { kind: 'absolute', amount: { ...measure, value } };
}

function readThreshold(tidy: string): ContinueIf | undefined {
  const cut = cutAtOperators(tidy)[0];
  if (cut === undefined || cut.before !== '') return undefined;
  const limit = parseMeasure(cut.after);
  return limit === undefined ? undefined : { kind: 'threshold', operator: cut.operator, limit };
}

function noSign(level: Measure): ContinueIfRead {
  const text = formatMeasure(level);
  const why = `Is ${text} a change or a level? Write +${text} for a rise by it, or >=${text} for reaching it.`;
  return { refused: 'no-sign', why };
}

function otherUnit(rule: ContinueIf, baseline: Measure): ContinueIfRead {
  const now = `Now is ${formatMeasure(baseline)}`;
  if (rule.kind === 'absolute' && rule.amount.unit === 'plain' && baseline.unit === 'percent') {
    const number = signed(rule.amount.value);
    const why = `${now}, so write ${number} pts (points) or ${number}% (of what it is now).`;
    return { refused: 'other-unit', why };
  }
  const why = `${now}; the rule counts something else. Write it in the same unit, or as +10%.`;
  return { refused: 'other-unit', why };
}

function signed(value: number): string {
  return value < 0 ? writeNumber(value) : `+${writeNumber(value)}`;
}

function verb(change: number): string {
  return change < 0 ? 'falls' : 'rises';
}
