/*
 * What a single field of a one-pager takes, whichever form it is typed in. Dates are days of the calendar, choices are those
 * offered, what is shown on one line everywhere is short, sentences are as long as Slack allows. What is too long is refused,
 * with how much too long it is.
 */
import { isLocalDate } from '../../lib/time.ts';
import { type BetFields, GUARDRAIL_CHECKS, HABITS, LENSES, listTokens } from '../quality/rules.ts';
import { SIGNAL_KINDS } from '../quality/signal-field.ts';

/** A field's value, or how much too long it is, in characters (code points). */
export type FieldRead = { value: string } | { refused: 'too-long'; length: number; max: number };

/** The block id of a field in a form of this revision: `because`, and after two refills `because.r2`. */
export function blockIdOf(name: string, revision: number): string {
  return revision === 0 ? name : `${name}.r${revision}`;
}

/** The field that a block id of any revision stands for. */
export function nameOfBlock(blockId: string): string {
  return blockId.replace(/\.r\d+$/, '');
}

/** What a form holds in a field as one text: several choices apart by spaces, nothing as an empty text. */
export function textOfValue(value: string | readonly string[] | null | undefined): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : value.join(' ');
}

/** The most characters a field takes (slack.md, *Sizes*: at most 3,000). */
export function maxLengthOf(name: keyof BetFields): number {
  return MAX_LENGTH[name] ?? 3000;
}

/** Reads a field from text that is cleaned already; what is no date or no offered choice becomes empty. */
export function readField(name: keyof BetFields, text: string): FieldRead {
  const length = Array.from(text).length;
  const max = maxLengthOf(name);
  return length > max ? { refused: 'too-long', length, max } : { value: fitField(name, text) };
}

const MAX_LENGTH: Partial<Record<keyof BetFields, number>> = {
  title: 80,
  target: 150,
  proxyName: 150,
  proxyNow: 60,
  proxyContinueIf: 60,
  outcomeName: 150,
  outcomeNow: 60,
  outcomeContinueIf: 60,
  leadingName: 150,
  leadingNow: 60,
  leadingContinueIf: 60,
  counterName: 150,
  counterNow: 60,
  counterContinueIf: 60,
  guardrail: 200,
  rollout: 500,
  rollback: 500,
  habitOther: 80,
  orIf: 500,
  stopIf: 500,
  proxyDefinition: 300,
  artifact: 500,
  share: 500,
  evidenceLinks: 2000,
};

const DATES: readonly (keyof BetFields)[] = ['byOn', 'maturesOn', 'gateOn'];
const YES_NO: readonly (keyof BetFields)[] = [
  'isReversible',
  'sniffWeekly',
  'sniffUpstream',
  'sniffGameable',
];

const GOOD: readonly (keyof BetFields)[] = [
  'proxyGood',
  'outcomeGood',
  'leadingGood',
  'counterGood',
];
const TOKENS: Partial<Record<keyof BetFields, readonly string[]>> = {
  roughSignals: SIGNAL_KINDS,
  guardrailChecks: GUARDRAIL_CHECKS,
};

/** So many co-authors at most; more would be a meeting. */
const MOST_TOKENS = 10;

function fitTokens(text: string, isKnown: (token: string) => boolean): string {
  return [...new Set(listTokens(text))].filter(isKnown).slice(0, MOST_TOKENS).join(' ');
}

function isUserId(text: string): boolean {
  return /^[UW][A-Z0-9]{1,30}$/.test(text);
}

function fitField(name: keyof BetFields, text: string): string {
  if (DATES.includes(name)) return isLocalDate(text) ? text : '';
  if (name === 'habit') return HABITS.find((habit) => habit === text) ?? '';
  if (YES_NO.includes(name)) return text === 'yes' || text === 'no' ? text : '';
  if (GOOD.includes(name)) return text === 'up' || text === 'down' ? text : '';
  if (name === 'lens') return LENSES.find((lens) => lens === text) ?? '';
  const known = TOKENS[name];
  if (known !== undefined) return fitTokens(text, (token) => known.includes(token));
  if (name === 'coAuthorIds') return fitTokens(text, isUserId);
  if (name === 'stopOwnerId') return isUserId(text) ? text : '';
  return text;
}
