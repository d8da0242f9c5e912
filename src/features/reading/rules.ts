// A reading is one signal's value at one review: a number in the unit of its baseline, or, for a rate, how many out of how
// many. An empty field means "no new number", which is an honest answer. A number that cannot be read is refused at its
// field with an example. Once a card is closed its numbers stand: a later reading fills a gap and is marked late, but never
// replaces what the decision was made on. (REVIEW-15, DENOM-WATCH, DISCONFIRM-PUB; product.md *Review*)

import {
  formatMeasure,
  formatValue,
  type Measure,
  parseMeasure,
  perOf,
  readValue,
} from '../signal/measure.ts';
import { roundValue } from '../signal/number.ts';
import { isEmptyText, tidyText } from '../signal/plain-text.ts';
import { isWithin, outsideWords, type Reach, reachOf } from '../signal/reach.ts';
import type { Reading } from '../signal/rules.ts';

/** A reading as it was given at a review. */
export interface CardReading extends Reading {
  signalId: string;
  byUserId: string;
  at: Date;
}

/** The answers beside the numbers of a card; empty when not given. */
export interface CardNote {
  changed: string;
  unchanged: string;
  why: string;
  against: string;
  byUserId: string;
  at: Date;
}

/** What was typed for one signal: its value, and for a rate what it was counted from (`190 / 412`). */
export interface TypedReading {
  value: string;
  counted: string;
}

/** A reading, or the field that cannot be one and why, in a plain sentence. */
export type ReadingRead = { reading: Reading } | { refused: keyof TypedReading; why: string };

/** Tells whether a measure is a rate, so that it has a numerator and a denominator. */
export function isRate(measure: Measure): boolean {
  return perOf(measure) !== 1;
}

/**
 * Reads what was typed for one signal; both empty is *no new number*. Refuses what is no number in the baseline's unit, a
 * count that is not whole, nothing to count from, more than all, a number outside its reach, and a value that its own
 * count contradicts.
 */
export function readReading(
  typed: TypedReading,
  baseline: Measure,
  reach: Reach = reachOf(baseline),
): ReadingRead {
  const counted = readCounted(typed.counted, { baseline, reach });
  if ('why' in counted) return { refused: 'counted', why: counted.why };
  const share = shareOf(counted, baseline);
  if (isEmptyText(typed.value)) {
    if (share !== undefined) return { reading: { value: share, ...counted, isMissing: false } };
    if (counted.denominator === undefined) return { reading: { isMissing: true } };
    return { refused: 'counted', why: `Write how many out of how many, ${countedExample}.` };
  }
  const read = readValue(typed.value, baseline);
  if ('why' in read) return { refused: 'value', why: read.why };
  const found = { value: read.value, typed: typed.value };
  if (!isWithin(reach, read.value)) {
    return { refused: 'value', why: outsideWords(reach, found, baseline) };
  }
  if (share !== undefined && Math.abs(share - read.value) > roundingShare * perOf(baseline)) {
    return { refused: 'value', why: contradictionWords(typed.counted, share, baseline) };
  }
  const isOverAll = read.value > perOf(baseline) && (reach.isShare || baseline.unit === 'percent');
  if (counted.denominator !== undefined && isOverAll) {
    return { refused: 'value', why: moreThanAllWords(read.value, counted.denominator, baseline) };
  }
  // The count is exact where the typed share is rounded.
  return { reading: { value: share ?? read.value, ...counted, isMissing: false } };
}

/** The newest number of each signal, from readings sorted newest first; *no new number* is passed over. */
export function latestOf(readings: readonly CardReading[]): Map<string, CardReading> {
  const latest = new Map<string, CardReading>();
  for (const reading of readings) {
    if (!reading.isMissing && !latest.has(reading.signalId)) latest.set(reading.signalId, reading);
  }
  return latest;
}

/** Tells whether a reading for a closed card would replace a number that its decision may rest on. */
export function wouldReplace(
  standing: Reading | undefined,
  reading: Reading,
  baseline: Measure,
): boolean {
  if (standing?.value === undefined || reading.value === undefined) return false;
  return (
    formatValue(standing.value, baseline) !== formatValue(reading.value, baseline) ||
    standing.denominator !== reading.denominator
  );
}

/** The note of a closed card with what was said later put under it; nothing said in time is changed. */
export function appendNote(standing: CardNote | undefined, later: CardNote): CardNote {
  if (standing === undefined) return later;
  return {
    ...standing,
    changed: appendLine(standing.changed, later.changed),
    unchanged: appendLine(standing.unchanged, later.unchanged),
    why: appendLine(standing.why, later.why),
    against: appendLine(standing.against, later.against),
  };
}

function appendLine(standing: string, later: string): string {
  if (later === '' || later === standing) return standing;
  return standing === '' ? later : `${standing}\n${later}`;
}

type Counted = { numerator?: number; denominator?: number };

const countedExample = 'for example 190 / 412';

function readCounted(
  text: string,
  { baseline, reach }: { baseline: Measure; reach: Reach },
): Counted | { why: string } {
  if (isEmptyText(text)) return {};
  const parts = text.split(/\s*(?:\/|\bof\b|\bout of\b)\s*/i);
  const numbers = parts.map(readCount);
  const [first, second] = numbers;
  if (parts.length > 2 || first === undefined || (parts.length === 2 && second === undefined)) {
    return { why: `This is not a count; write how many out of how many, ${countedExample}.` };
  }
  const denominator = second ?? first;
  if (denominator === 0) {
    return { why: `Out of 0 there is no share; write whole counts, ${countedExample}.` };
  }
  if (second === undefined) return { denominator };
  if ((reach.isShare || baseline.unit === 'percent') && first > second) {
    return { why: `${first} is more than all ${second}; write the part first, ${countedExample}.` };
  }
  return { numerator: first, denominator };
}

function readCount(text: string): number | undefined {
  const measure = parseMeasure(text);
  if (measure === undefined || measure.unit !== 'plain') return undefined;
  return Number.isSafeInteger(measure.value) && measure.value >= 0 ? measure.value : undefined;
}

/** The widest difference between a typed share and its own count that rounding explains: half a percent point. */
const roundingShare = 0.005 + 1e-9;

function shareOf(counted: Counted, baseline: Measure): number | undefined {
  const { numerator, denominator } = counted;
  if (numerator === undefined || denominator === undefined) return undefined;
  return roundValue((numerator / denominator) * perOf(baseline));
}

function contradictionWords(counted: string, share: number, baseline: Measure): string {
  const shown = formatValue(share, baseline);
  return `${tidyText(counted)} makes ${shown}; write one of the two, or both alike.`;
}

/** Growth may be over 100%; a share of a count may not. */
function moreThanAllWords(value: number, denominator: number, baseline: Measure): string {
  return `${formatValue(value, baseline)} of ${denominator} is more than all of them; write the share that is meant, for example ${formatMeasure(baseline)}.`;
}
