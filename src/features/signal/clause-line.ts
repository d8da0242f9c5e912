/*
 * "Or continue if" and "Stop outright if": more clauses of the rule, one a line. A line begins with the signal it is
 * about (its name, or what the form calls it: moves first, must move), then the same words as a continue if. An
 * "or" looks the way its signal is meant to go; a "stop" looks the other way, so that a better number can never stop
 * what a worse one would continue (CHECKPOINT; product.md, *Write*: Sharpen).
 */
import {
  type ContinueIf,
  formatContinueIf,
  readContinueIf,
  targetFrom,
  wantedSide,
} from './continue-if.ts';
import { formatMeasure, formatValue, type Measure } from './measure.ts';
import { meetsOperator } from './operator.ts';
import { tidyText } from './plain-text.ts';
import { isWithin, reachOf } from './reach.ts';
import type { SignalKind } from './rules.ts';

/** A signal as a line may name it. */
export interface NamedSignal {
  kind: SignalKind;
  name: string;
  baseline: Measure;
  /** The way it is meant to go, where that is known: 1 up, -1 down. */
  wanted?: 1 | -1;
}

/** One more clause of the rule: about which signal, and what it has to do. */
export interface ExtraClause {
  kind: SignalKind;
  rule: ContinueIf;
}

/** Whether a clause is another way to continue, or ends it. */
export type ClausePurpose = 'or' | 'stop';

/** Why a line is no clause. */
export type ClauseRefusal =
  | 'no-signal'
  | 'no-rule'
  | 'met-now'
  | 'wrong-way'
  | 'never'
  | 'twice'
  | 'too-many';

/** The clauses of a text, or the first line that is none and why, in a plain sentence. */
export type ClausesRead =
  | { clauses: ExtraClause[] }
  | { refused: ClauseRefusal; line: string; why: string };

/** Reads clauses, one a line; empty lines are passed over. Refuses what could not be judged, or would contradict the rule. */
export function readClauses(
  text: string,
  signals: readonly NamedSignal[],
  purpose: ClausePurpose,
): ClausesRead {
  const clauses: ExtraClause[] = [];
  const typed = text.split('\n').map(tidyText);
  const lines = typed.filter((line) => line !== '');
  const over = lines[MAX_CLAUSES];
  if (over !== undefined) {
    const why = `These are ${lines.length} lines; up to ${MAX_CLAUSES} make a rule that people keep in mind.`;
    return { refused: 'too-many', line: over, why };
  }
  for (const line of lines) {
    const read = readLine(line, signals, purpose);
    if ('why' in read) return { ...read, line };
    if (clauses.some((clause) => isSameClause(clause, read))) {
      return { refused: 'twice', line, why: `“${line}” stands here twice; once is enough.` };
    }
    clauses.push(read);
  }
  return { clauses };
}

/** So many of a kind are taken; a longer list is no rule that a team could keep in mind. */
const MAX_CLAUSES = 3;

type LineRead = ExtraClause | { refused: ClauseRefusal; why: string };

function readLine(line: string, signals: readonly NamedSignal[], purpose: ClausePurpose): LineRead {
  const cut = cutName(line, signals);
  if (cut === undefined) {
    const names = signals.map(({ name }) => `“${name}”`).join(', ');
    const why = `“${line}” names none of the signals. Begin it with one of ${names}.`;
    return { refused: 'no-signal', why };
  }
  const { signal, rest } = cut;
  const read = readContinueIf(rest, signal.baseline);
  if ('refused' in read) return { refused: 'no-rule', why: `“${line}”: ${read.why}` };
  const clause = { kind: signal.kind, rule: read.rule };
  const isSameWay = signal.wanted === undefined || wantedSide(read.rule) === signal.wanted;
  if (signal.wanted !== undefined && isSameWay === (purpose === 'stop')) {
    return { refused: 'wrong-way', why: wrongWay(line, purpose) };
  }
  const never = whyNever(read.rule, signal);
  if (never !== undefined) return { refused: 'never', why: `“${line}”: ${never}` };
  if (isMetAt(read.rule, signal.baseline)) {
    const now = formatMeasure(signal.baseline);
    const why = `“${line}” holds already: it is ${now} now.`;
    return { refused: 'met-now', why };
  }
  return clause;
}

function isSameClause(one: ExtraClause, other: ExtraClause): boolean {
  return one.kind === other.kind && formatContinueIf(one.rule) === formatContinueIf(other.rule);
}

/** Why a rule can never hold, in a plain sentence: it asks a number to be where no such number is; undefined when it can. */
export function whyNever(
  rule: ContinueIf,
  { name, baseline }: Pick<NamedSignal, 'name' | 'baseline'>,
): string | undefined {
  const target = targetFrom(rule, baseline);
  if (target === undefined) return undefined;
  const reach = reachOf(baseline, { name });
  const isEdge = rule.kind === 'threshold' && (rule.operator === '>' || rule.operator === '<');
  const edge = wantedSide(rule) < 0 ? reach.least : reach.most;
  if (isWithin(reach, target) && !(isEdge && target === edge)) return undefined;
  const asked = formatValue(target, baseline);
  const share = reach.isShare && baseline.unit === 'percent';
  const where = share ? 'a share is between 0% and 100%' : 'it is never below zero';
  return `this asks for ${isEdge && isWithin(reach, target) ? formatContinueIf(rule) : asked}, and ${where}, so it can never hold.`;
}

function wrongWay(line: string, purpose: ClausePurpose): string {
  return purpose === 'stop'
    ? `“${line}” would stop when the number goes the way that you want.`
    : `“${line}” would continue when the number goes against what you want.`;
}

/** The longest name that a line begins with; two signals may begin alike. */
function cutName(
  line: string,
  signals: readonly NamedSignal[],
): { signal: NamedSignal; rest: string } | undefined {
  const lower = line.toLowerCase();
  const known = signals
    .flatMap((signal) =>
      [tidyText(signal.name), ...CALLED[signal.kind]].map((name) => ({ signal, name })),
    )
    .filter(({ name }) => name !== '' && lower.startsWith(name.toLowerCase()))
    .toSorted((one, other) => other.name.length - one.name.length);
  for (const { signal, name } of known) {
    const rest = line.slice(name.length).replace(/^ ?:? ?(?:(?:is|are) )?/i, '');
    // `Action X2 +10%` is not about `Action X`.
    if (!/^[\p{L}\p{N}]/u.test(line.slice(name.length))) return { signal, rest };
  }
  return undefined;
}

const CALLED: Readonly<Record<SignalKind, readonly string[]>> = {
  proxy: ['moves first', 'proxy'],
  outcome: ['must move', 'outcome'],
  leading: ['leading signal', 'leading'],
  counter: ['counter signal', 'counter', 'might be hurting'],
};

function isMetAt(rule: ContinueIf, baseline: Measure): boolean {
  const target = targetFrom(rule, baseline);
  if (target === undefined) return false;
  const operator = rule.kind === 'threshold' ? rule.operator : wantedSide(rule) < 0 ? '<=' : '>=';
  return meetsOperator(operator, baseline.value, target);
}
