/*
 * One signal's three fields, read together: its name, where it is now, and how far it has to move.
 */

import { type ClausesRead, type NamedSignal, readClauses } from '../signal/clause-line.ts';
import { type ContinueIfRead, readContinueIf, wantedSide } from '../signal/continue-if.ts';
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

/** Reads the *or* and *stop outright* clauses beside the signals they name; a signal without a readable *now* has no name yet. */
export function readExtraClauses(fields: BetFields): { or: ClausesRead; stop: ClausesRead } {
  const signals = SIGNAL_KINDS.flatMap((kind): NamedSignal[] => {
    const { name, now, continueIf } = readSignalFields(fields, kind);
    if (now === undefined || isEmptyText(name)) return [];
    const wanted =
      'rule' in continueIf ? wantedSide(continueIf.rule) : sideOf(fields[`${kind}Good`]);
    return [{ kind, name, baseline: now, ...(wanted === undefined ? {} : { wanted }) }];
  });
  const or = readClauses(fields.orIf, signals, 'or');
  const sided = signals.map((signal): NamedSignal => {
    const first = 'clauses' in or && or.clauses.find(({ kind }) => kind === signal.kind);
    return first && signal.wanted === undefined
      ? { ...signal, wanted: wantedSide(first.rule) }
      : signal;
  });
  return { or, stop: readClauses(fields.stopIf, sided, 'stop') };
}

function sideOf(good: string): 1 | -1 | undefined {
  if (good === '') return undefined;
  return good === 'down' ? -1 : 1;
}

/** Tells whether nothing at all is typed for a signal. */
export function isUnused(signal: SignalFields): boolean {
  const hasRule = !('refused' in signal.continueIf && signal.continueIf.refused === 'empty');
  return isEmptyText(signal.name) && isEmptyText(signal.nowText) && !hasRule;
}
