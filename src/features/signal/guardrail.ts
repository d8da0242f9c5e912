/*
 * Guardrails: what must not get worse, and the limit it must keep, read from one line such as
 * `errors <= 0.1%` (GUARDRAIL, GUARDRAIL-PICKER: something small and observable that trips before
 * harm grows).
 */
import { formatMeasure, type Measure, parseMeasure } from './measure.ts';
import {
  cutAtOperators,
  meetsOperator,
  type Operator,
  type OperatorCut,
  signOf,
} from './operator.ts';
import { tidyText } from './plain-text.ts';

/** The limit an indicator must keep: `<= 0.1%` is kept at 0.1 and below. */
export interface Limit {
  operator: Operator;
  limit: Measure;
}

/** What protects users: what is watched, and its limit. */
export interface Guardrail {
  indicator: string;
  limit: Limit;
}

/**
 * Reads a limit alone: `<= 0.1%`, `under 300 ms`, `at most 2 per week`; undefined when it is none.
 */
export function parseLimit(text: string): Limit | undefined {
  const tidy = tidyText(text);
  if (tidy.length > MAX_GUARDRAIL_LENGTH) return undefined;
  const cut = cutAtOperators(tidy)[0];
  if (cut === undefined || cut.before !== '') return undefined;
  const limit = parseMeasure(cut.after);
  return limit === undefined ? undefined : { operator: cut.operator, limit };
}

/**
 * Reads `errors <= 0.1%`, `p95 under 300 ms`, `error rate is at most 0.1%`, and `at most 4 touches
 * in 14 days`, whose indicator is what is counted. Undefined without an indicator, an operator or a
 * readable limit.
 */
export function parseGuardrail(text: string): Guardrail | undefined {
  const tidy = tidyText(text);
  if (tidy.length > MAX_GUARDRAIL_LENGTH) return undefined;
  const cuts = cutAtOperators(tidy);
  const signs = cuts.filter((cut) => cut.isSign);
  if (signs.length > 1) return undefined;
  for (const cut of signs.length === 1 ? signs : cuts) {
    const guardrail = readGuardrail(cut);
    if (guardrail !== undefined) return guardrail;
  }
  return undefined;
}

/** Writes a limit as people read it: `≤ 0.1%`; `parseLimit` reads the same back. */
export function formatLimit(limit: Limit): string {
  return `${signOf(limit.operator)} ${formatMeasure(limit.limit)}`;
}

/**
 * Tells whether a reading, in the limit's unit, is past the limit (STOPLINE-T3); no number at all
 * is not.
 */
export function isPastLimit(limit: Limit, value: number): boolean {
  return Number.isFinite(value) && !meetsOperator(limit.operator, value, limit.limit.value);
}

/** One line; the bound keeps the search for operators cheap whatever is pasted (B-57). */
const MAX_GUARDRAIL_LENGTH = 300;

function readGuardrail({ before, operator, after }: OperatorCut): Guardrail | undefined {
  const limit = parseMeasure(after);
  if (limit === undefined) return undefined;
  const indicator = before.replace(/(?: (?:is|are|stays?|must be|must stay)| ?:)$/i, '').trim();
  if (/[\p{L}\p{N}]/u.test(indicator)) return { indicator, limit: { operator, limit } };
  if (indicator !== '' || limit.unit !== 'count') return undefined;
  return { indicator: limit.suffix.replace(/^[ /]+/, ''), limit: { operator, limit } };
}
