import { formatDate, type LocalDate } from '../../lib/time.ts';
import { escape, oneLine } from '../../platform/slack/text.ts';
import { describeContinueIf, formatContinueIf } from '../signal/continue-if.ts';
import { formatLimit } from '../signal/guardrail.ts';
import { beforeNumber, formatChange, formatMeasure, formatValue } from '../signal/measure.ts';
import type { ClauseState } from '../signal/rules.ts';
import type { Judged, LastNumber, Says, SignalResult, Verdict } from './rules.ts';
import { isOnlyNumbers } from './rules.ts';

const stateWords: Readonly<Record<Exclude<ClauseState, 'missing'>, string>> = {
  met: 'Met',
  'not-met': 'Not met',
  'too-early': 'Too early',
  'too-few': 'Too few to tell',
};

const driftWords = {
  better: ' · better',
  worse: ' · worse',
  'as-before': ' · as before',
} as const;

const stopWords: Readonly<Record<Exclude<ClauseState, 'missing'>, string>> = {
  met: 'Stop',
  'not-met': 'Not reached',
  'too-early': 'Too early',
  'too-few': 'Too few to tell',
};

const saysWords: Readonly<Record<Says, string>> = {
  'on-track': 'on track',
  behind: 'behind',
  continue: 'continue',
  'dont-continue': 'don’t continue',
  stop: 'stop outright',
  'too-early': 'too early to tell',
  missing: 'no readings yet',
};

/** The gate's distance in words: `gate today`, `gate in 8 days`, `gate was 3 days ago`. */
export function gateWords(daysToGate: number): string {
  if (daysToGate === 0) return 'gate today';
  if (daysToGate === 1) return 'gate tomorrow';
  if (daysToGate > 1) return `gate in ${daysToGate} days`;
  return daysToGate === -1 ? 'gate was yesterday' : `gate was ${-daysToGate} days ago`;
}

/** The verdict in a few words, for lists: `gate today · don’t continue`. */
export function shortVerdict(verdict: Verdict): string {
  if (verdict.guardrail === 'past') {
    // The guardrail has a number, so what is missing is not every reading.
    const says = verdict.says === 'missing' ? 'other numbers missing' : sayWord(verdict);
    return `guardrail past its limit · ${says}`;
  }
  if (verdict.phase === 'at-gate') return `${gateWords(verdict.daysToGate)} · ${sayWord(verdict)}`;
  return `${sayWord(verdict)} · ${gateWords(verdict.daysToGate)}`;
}

/** What the rule says and whether the guardrail is past its limit, in one line of plain words; kept with the decision. */
export function verdictLine(verdict: Verdict, bet: Judged): string {
  const past = pastWords(verdict, bet);
  const says = ruleLine(verdict);
  return past === undefined ? says : `${says} Guardrail ${past}.`;
}

/** `past its limit: 0.3%, limit ≤ 0.1%`; undefined while it is kept, or not read. */
function pastWords(verdict: Verdict, { guardrail }: Judged): string | undefined {
  const { limit } = guardrail;
  if (verdict.guardrail !== 'past' || verdict.guardrailValue === undefined) return undefined;
  return `past its limit: ${formatValue(verdict.guardrailValue, limit.limit)}, limit ${formatLimit(limit)}`;
}

function ruleLine(verdict: Verdict): string {
  const gate = gateWords(verdict.daysToGate);
  switch (verdict.says) {
    case 'on-track':
      return `On track, ${gate}.`;
    case 'behind':
      return `Behind, ${gate}.`;
    case 'continue':
      return 'Rule says: CONTINUE.';
    case 'dont-continue':
      return `Rule says: DON’T CONTINUE (change or stop).${
        isOnlyNumbers(verdict) ? ' Numbers moved, users didn’t.' : ''
      }`;
    case 'stop': {
      const names = namesOf(verdict.stops.filter(({ judgement }) => judgement.state === 'met'));
      return `Rule says: STOP OUTRIGHT, because of ${names}${verdict.phase === 'at-gate' ? '' : ` (${gate})`}.`;
    }
    case 'too-early':
      return verdict.phase === 'at-gate'
        ? 'Rule says: TOO EARLY. A number cannot be read yet, or counts too few.'
        : `Too early to tell, ${gate}.`;
    case 'missing':
      if (verdict.phase === 'before-gate' && hasSome(verdict)) {
        return `No number yet for ${missingNames(verdict)}, ${gate}.`;
      }
      return verdict.phase === 'at-gate'
        ? `Rule says: MISSING. No ${verdict.hasEarlier ? 'new number' : 'number'} yet for ${missingNames(verdict)}.`
        : `${verdict.hasEarlier ? 'No new readings yet' : 'No readings yet'}, ${gate}.`;
  }
}

/** Each signal and the guardrail with its numbers, one mrkdwn line each; `mayStop` says who may say stop. */
export function verdictLines(verdict: Verdict, bet: Judged & Guarded, mayStop: string): string[] {
  return [
    ...verdict.clauses.map(
      (result) => `*${stateWord(result, verdict.phase)}*  ${escape(describeResult(result))}`,
    ),
    ...verdict.alternatives.map(
      (result) =>
        `*Or: ${stateWord(result, 'before-gate').toLowerCase()}*  ${escape(describeResult(result))}`,
    ),
    ...verdict.stops.map((result) => stopLine(result)),
    ...verdict.watched
      .filter(({ signal }) => signal.orIf === undefined && signal.stopIf === undefined)
      .map((result) => `_Watched_  ${escape(describeResult(result))}`),
    guardrailLine(verdict, bet, mayStop),
  ];
}

/** The rule's numbers, and a guardrail past its limit, in one line of plain text; the log's line begins with it. */
export function readingsLine(verdict: Verdict, bet: Judged): string {
  const past = pastWords(verdict, bet);
  const numbers = verdict.clauses.map(describeBriefly);
  return [...numbers, ...(past === undefined ? [] : [`guardrail ${past}`])].join('; ');
}

/** What a guardrail's words need. */
export interface Guarded {
  guardrail: { indicator: string };
  /** Until when it may stay past its limit, by an exception. */
  exceptionUntil?: LocalDate;
}

function sayWord(verdict: Verdict): string {
  if (verdict.says === 'missing' && hasSome(verdict)) return 'a number is missing';
  if (verdict.says === 'missing' && verdict.hasEarlier) return 'no new readings yet';
  return saysWords[verdict.says];
}

/** Some of the rule's numbers are there, so what is missing is not every reading. */
function hasSome({ clauses, alternatives }: Verdict): boolean {
  return [...clauses, ...alternatives].some(({ judgement }) => judgement.value !== undefined);
}

/** What is shown beside it is then the start, or the number of an earlier review. */
function missingWord({ last }: SignalResult): string {
  return last === undefined ? 'No number yet' : 'No new number';
}

/** Before the gate nothing has failed yet. */
function stateWord(result: SignalResult, phase: Verdict['phase']): string {
  const { state } = result.judgement;
  if (state === 'missing') return missingWord(result);
  return state === 'not-met' && phase === 'before-gate' ? 'Not yet' : stateWords[state];
}

/** `Action X in 24 h 41% → 46% (n 412), wanted +10% (41% → 45.1%) · flat`, as plain text. */
function describeResult(
  result: SignalResult,
  asks: 'wanted' | 'stop outright if' = 'wanted',
): string {
  const { signal, judgement } = result;
  const parts = [`${beforeNumber(oneLine(signal.name))} ${numbersOf(result)}`];
  if (signal.continueIf !== undefined) {
    parts.push(`, ${asks} ${describeContinueIf(signal.continueIf, signal.baseline)}`);
  }
  if (!result.isClause && result.drift !== undefined) parts.push(driftWords[result.drift]);
  const isShort = asks === 'wanted' && judgement.state === 'not-met';
  if (isShort && judgement.direction === 'flat') parts.push(' · flat');
  if (isShort && judgement.direction === 'opposite') {
    parts.push(' · going the other way');
  }
  if (judgement.state === 'too-early' && signal.maturesOn !== undefined && result.isClause) {
    parts.push(` · ready to read from ${formatDate(signal.maturesOn)}`);
  }
  if (result.isShrinking && result.denominatorBefore !== undefined) {
    parts.push(
      ` · counted of ${judgement.denominator}, last time of ${result.denominatorBefore}: the base shrank`,
    );
  }
  return parts.join('');
}

/** `Action X in 24 h 41% → 46% (n 412), wanted +10%`: what the log needs to be read alone, as plain text. */
function describeBriefly(result: SignalResult): string {
  const { signal } = result;
  const wanted =
    signal.continueIf === undefined ? '' : `, wanted ${formatContinueIf(signal.continueIf)}`;
  return `${beforeNumber(oneLine(signal.name))} ${numbersOf(result)}${wanted}`;
}

function numbersOf({ signal, judgement, last }: SignalResult): string {
  if (judgement.value === undefined) {
    if (last === undefined) return `${formatMeasure(signal.baseline)} at the start`;
    return `${formatChange(signal.baseline, last.value)}${onDay(last)}`;
  }
  const about = [
    ...(judgement.denominator === undefined ? [] : [`n ${judgement.denominator}`]),
    ...(signal.isRough === true ? ['rough'] : []),
  ];
  const said = about.length === 0 ? '' : ` (${about.join(', ')})`;
  return `${formatChange(signal.baseline, judgement.value)}${said}`;
}

/** What would end it at once: a limit that is not reached says so in few words. */
function stopLine(result: SignalResult): string {
  const { state } = result.judgement;
  const word = state === 'missing' ? missingWord(result) : stopWords[state];
  return `*${word}*  ${escape(describeResult(result, 'stop outright if'))}`;
}

function guardrailLine(verdict: Verdict, bet: Judged & Guarded, mayStop: string): string {
  const { indicator, limit } = bet.guardrail;
  const end = `limit ${escape(formatLimit(limit))} · ${mayStop}`;
  const name = escape(oneLine(indicator));
  const measured = beforeNumber(name);
  if (verdict.guardrailValue === undefined) {
    const last = verdict.guardrailLast;
    if (last === undefined) return `*Not read*  ${name}, ${end}`;
    const known = escape(formatValue(last.value, limit.limit));
    return `*No new number*  ${measured} ${known}${onDay(last)}, ${end}`;
  }
  const value = escape(formatValue(verdict.guardrailValue, limit.limit));
  if (verdict.guardrail !== 'past') return `*Safe*  ${measured} ${value}, ${end}`;
  const until =
    bet.exceptionUntil === undefined
      ? ''
      : `, by an exception until ${formatDate(bet.exceptionUntil)}`;
  return `*Past its limit*${until}  ${measured} ${value}, ${end}`;
}

function onDay({ on }: LastNumber): string {
  return on === undefined ? '' : ` on ${formatDate(on)}`;
}

function missingNames(verdict: Verdict): string {
  const missing = [...verdict.clauses, ...verdict.alternatives].filter(
    (clause) => clause.judgement.state === 'missing',
  );
  return namesOf(missing);
}

function namesOf(results: readonly SignalResult[]): string {
  return [...new Set(results.map(({ signal }) => oneLine(signal.name)))].join(', ');
}
