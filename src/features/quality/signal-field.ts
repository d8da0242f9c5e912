/*
 * One signal's three fields, read together: its name, where it is now, and how far it has to move.
 */
import { type ContinueIfRead, readContinueIf } from '../signal/continue-if.ts';
import { type Measure, parseMeasure } from '../signal/measure.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import type { SignalKind } from '../signal/rules.ts';
import type { BetFields } from './rules.ts';

/** The kinds of signals in the order of the form; the first two are always asked for. */
export const SIGNAL_KINDS = ['proxy', 'outcome', 'leading', 'counter'] as const;

/** What a signal's fields hold; undefined where a field is empty or cannot be read. */
export interface SignalFields {
  kind: SignalKind;
  name: string;
  nowText: string;
  now: Measure | undefined;
  continueIf: ContinueIfRead;
}

/** Reads one signal's fields; its rule is read beside its baseline, so that units are compared. */
export function readSignalFields(fields: BetFields, kind: SignalKind): SignalFields {
  const nowText = fields[`${kind}Now`];
  const now = parseMeasure(nowText);
  const continueIf = readContinueIf(fields[`${kind}ContinueIf`], now);
  return { kind, name: fields[`${kind}Name`], nowText, now, continueIf };
}

/** Tells whether nothing at all is typed for a signal. */
export function isUnused(signal: SignalFields): boolean {
  const hasRule = !('refused' in signal.continueIf && signal.continueIf.refused === 'empty');
  return isEmptyText(signal.name) && isEmptyText(signal.nowText) && !hasRule;
}
