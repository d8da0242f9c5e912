/*
 * Numbers with units, as people type them: percent, points, durations, money, something counted, or
 * bare. Two measures are compared only in one unit: percent is never held against points, nor hours
 * a week against hours a day.
 */
import { readNumber, roundForReading, roundValue, writeNumber } from './number.ts';
import { tidyText } from './plain-text.ts';

/**
 * What a number counts in. `count` has a noun behind it (`6 per 100`); `plain` is the bare number.
 */
export type Unit = 'percent' | 'points' | 'count' | 'duration' | 'money' | 'plain';

/**
 * A number with its unit; the value is in the unit as typed, the suffix as shown: `%`, ` ms`, `€`,
 * ` per 100`, ``.
 */
export interface Measure {
  value: number;
  unit: Unit;
  suffix: string;
}

/**
 * A typed reading: its value in the baseline's unit, or why it cannot be one, in a plain sentence.
 */
export type ValueRead = { value: number } | { refused: 'unreadable' | 'other-unit'; why: string };

/**
 * Reads `41%`, `1,234`, `27,4 %`, `250 ms`, `€12.50`, `6 per 100`, `3 pts`; at most 13 whole
 * digits, six decimals. Undefined when it is not one number with one unit: `5m` (minutes or
 * millions?), `1e3` and `about 40` are refused.
 */
export function parseMeasure(text: string): Measure | undefined {
  const tidy = tidyText(text).replace(/[−–]/g, '-').replaceAll('％', '%');
  if (tidy.length > 80) return undefined;
  const match = /^(-?) ?([€$£¥₹]?) ?(-?)(\d[\d.,'’]*(?: \d{3}(?!\d)[\d.,]*)*)(.*)$/.exec(tidy);
  if (match === null) return undefined;
  const [, minus = '', symbol = '', innerMinus = '', digits = '', rest = ''] = match;
  const number = readNumber(digits);
  if (number === undefined || (minus !== '' && innerMinus !== '')) return undefined;
  const isThousands = /^k(?![\p{L}\p{N}])/u.test(rest);
  const size = isThousands ? roundValue(number * 1000) : number;
  const unit = readUnit(isThousands ? rest.slice(1) : rest, symbol);
  if (unit === undefined) return undefined;
  const isNegative = minus !== '' || innerMinus !== '';
  return { value: isNegative && size !== 0 ? -size : size, ...unit };
}

/**
 * Writes a measure so that `parseMeasure` reads the same back: `1,234`, `41%`, `250 ms`, `€12.5`.
 */
export function formatMeasure(measure: Measure): string {
  const { token, tail } = splitSuffix(measure);
  const number = writeNumber(measure.value);
  if (measure.unit === 'money' && SYMBOLS.includes(token)) {
    const amount = number.replace('-', '').replace(/\.\d$/, '$&0');
    return `${measure.value < 0 ? '-' : ''}${token}${amount}${tail}`;
  }
  return `${number}${measure.suffix}`;
}

/**
 * Writes a value in the unit of a measure, rounded for reading: `45.1%`. For targets and readings
 * on cards.
 */
export function formatValue(value: number, like: Measure): string {
  return formatMeasure({ ...like, value: roundForReading(value) });
}

/**
 * Writes a change from a measure to a value in its unit, the noun once: `6 → 11 per 100`, `450 → 250 ms`, `41% → 46%`,
 * `€12 → €15`.
 */
export function formatChange(from: Measure, to: number): string {
  return `${formatShort(from.value, from)} → ${formatValue(to, from)}`;
}

/** A value in the unit of a measure without the noun that a later number carries: `6`, `450`, `41%`, `€12`. */
export function formatShort(value: number, like: Measure): string {
  const isNoun = like.unit === 'count' || like.unit === 'duration' || like.unit === 'points';
  const shown = roundForReading(value);
  return isNoun ? writeNumber(shown) : withoutTail({ ...like, value: shown });
}

/** The same from two texts that were written by `formatMeasure`; as they are when they count different things. */
export function joinChange(before: string, after: string): string {
  const from = parseMeasure(before);
  const to = parseMeasure(after);
  if (from === undefined || to === undefined || from.suffix !== to.suffix) {
    return `${before} → ${after}`;
  }
  return formatChange(from, to.value);
}

/**
 * Reads a reading in the unit of its baseline: a bare number takes that unit, `0.3 s` becomes 300
 * beside ` ms`. Refuses what is no number and what counts something else, with a sentence for the
 * field.
 */
export function readValue(text: string, baseline: Measure): ValueRead {
  const example = formatMeasure(baseline);
  const measure = parseMeasure(text);
  if (measure === undefined) {
    return { refused: 'unreadable', why: `This is not a number yet. Write it like ${example}.` };
  }
  if (measure.unit === 'plain') return { value: measure.value };
  const value = valueIn(measure, baseline);
  if (value === undefined) {
    return { refused: 'other-unit', why: `It started as ${example}, so write it in that unit.` };
  }
  return { value };
}

/**
 * The value of a measure in the unit of another, or undefined when the two cannot be compared.
 * Durations convert; a bare number and a counted noun agree (`11` beside `6 per 100`); currencies,
 * nouns and `per …` have to be equal.
 */
export function valueIn(measure: Measure, like: Measure): number | undefined {
  const own = splitSuffix(measure);
  const other = splitSuffix(like);
  if (own.tail !== '' && other.tail !== '' && own.tail !== other.tail) return undefined;
  if (isBareOrCount(measure) && isBareOrCount(like)) {
    return nounsAgree(own.token, other.token) ? measure.value : undefined;
  }
  if (measure.unit !== like.unit) return undefined;
  if (measure.unit === 'money') return own.token === other.token ? measure.value : undefined;
  if (measure.unit !== 'duration') return measure.value;
  const factor = (MS_BY_UNIT.get(own.token) ?? 1) / (MS_BY_UNIT.get(other.token) ?? 1);
  return roundValue(measure.value * factor);
}

/** What a rate is counted of: 100 for percent, N for `… per N`, otherwise 1. */
export function perOf(measure: Measure): number {
  if (measure.unit === 'percent') return 100;
  if (measure.unit !== 'count') return 1;
  const per = PER.exec(measure.suffix);
  const number = readNumber(per?.[1] ?? '');
  return number === undefined || number === 0 ? 1 : number;
}

/** `per 100`, `/1,000`; not `per 7 days`, which is a pace and counts nothing out of seven. */
const PER =
  /(?:(?:^| )per |^ ?\/ ?)(\d[\d,]*)(?![\d,]| ?(?:ms|s|sec|min|h|hours?|minutes?|d|days?|weeks?|months?)\b)/;

const SYMBOLS = '€$£¥₹';
const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'INR', 'CAD', 'AUD', 'SEK', 'NOK', 'DKK'];

const MS_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['days', 86_400_000],
  ['weeks', 604_800_000],
]);

/** How units are spelled, by the one spelling that is kept. */
const SPELLINGS: readonly (readonly [Unit, string, readonly string[]])[] = [
  ['percent', '%', ['%', 'percent', 'pct']],
  ['points', 'pts', ['pts', 'pt', 'pp', 'p.p.', 'points', 'point', 'percentage points']],
  ['duration', 'ms', ['ms', 'msec', 'milliseconds', 'millisecond']],
  ['duration', 's', ['s', 'sec', 'secs', 'seconds', 'second']],
  ['duration', 'min', ['min', 'mins', 'minutes', 'minute']],
  ['duration', 'h', ['h', 'hr', 'hrs', 'hours', 'hour']],
  ['duration', 'days', ['days', 'day', 'd']],
  ['duration', 'weeks', ['weeks', 'week']],
];

const KNOWN: ReadonlyMap<string, { unit: Unit; token: string }> = new Map(
  SPELLINGS.flatMap(([unit, token, names]) =>
    names.map((name) => [name, { unit, token }] as const),
  ),
);

/** What may follow a unit: `0.1% of requests`, `5 h per week`, `€20/user`. */
const TAIL =
  /^(?: (?:of|per|in|at(?! most| least)|a|an|each|within|on|for|from|over) |\/)[^<>=≤≥→]{1,40}$/iu;

function readUnit(rest: string, symbol: string): Omit<Measure, 'value'> | undefined {
  const { word, tail } = splitWord(rest);
  const known = KNOWN.get(word.toLowerCase());
  if (tail !== '' && !TAIL.test(tail)) {
    return symbol === '' && known === undefined ? readNoun(rest) : undefined;
  }
  if (symbol !== '') return word === '' ? { unit: 'money', suffix: symbol + tail } : undefined;
  if (word === '' && tail === '') return { unit: 'plain', suffix: '' };
  const money = SYMBOLS.includes(word) ? word : word.toUpperCase();
  if (word !== '' && SYMBOLS.includes(word)) return { unit: 'money', suffix: word + tail };
  if (CURRENCIES.includes(money)) return { unit: 'money', suffix: ` ${money}${tail}` };
  if (known === undefined) return readNoun(rest);
  const gap = known.unit === 'percent' ? '' : ' ';
  return { unit: known.unit, suffix: `${gap}${known.token}${tail}` };
}

/** Cuts the unit's word from what follows it; `percentage points` is one word here. */
function splitWord(rest: string): { word: string; tail: string } {
  const match = /^ ?(percentage points|[€$£¥₹%]|p\.p\.|\p{L}+|)(.*)$/iu.exec(rest);
  return { word: match?.[1] ?? '', tail: (match?.[2] ?? '').trimEnd() };
}

/**
 * Something counted: a space or a slash, then words. `5m` and `1e3` have neither, so they stay
 * unread.
 */
function readNoun(rest: string): Omit<Measure, 'value'> | undefined {
  if (!/^(?: \p{L}| ?\/ ?[\p{L}\d])[^<>=≤≥→%]{0,40}$/u.test(rest)) return undefined;
  if (/^ ?m$/i.test(rest)) return undefined;
  return { unit: 'count', suffix: rest };
}

/** `0.1%` of `0.1% of requests`: what is counted stands once, behind the second number. */
function withoutTail(measure: Measure): string {
  const { tail } = splitSuffix(measure);
  const suffix = measure.suffix.slice(0, measure.suffix.length - tail.length);
  return formatMeasure({ ...measure, suffix });
}

/** Takes a suffix apart again: the unit's own spelling, and what follows it in lower case. */
function splitSuffix(measure: Measure): { token: string; tail: string } {
  if (measure.unit === 'plain') return { token: '', tail: '' };
  if (measure.unit === 'count') return { token: measure.suffix.trim().toLowerCase(), tail: '' };
  const { word, tail } = splitWord(measure.suffix);
  return { token: word, tail: tail.toLowerCase() };
}

function isBareOrCount(measure: Measure): boolean {
  return measure.unit === 'plain' || measure.unit === 'count';
}

/** `ticket` and `tickets` count the same; a bare number takes the other's noun. */
function nounsAgree(one: string, other: string): boolean {
  if (one === '' || other === '') return true;
  return one.replace(/s$/, '') === other.replace(/s$/, '');
}

/** A name as it stands before its number: one that ends in a digit gets a colon, or `day 2 12` would be read as one. */
export function beforeNumber(name: string): string {
  return /\p{Nd}$/u.test(name) ? `${name}:` : name;
}
