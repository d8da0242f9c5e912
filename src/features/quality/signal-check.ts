/*
 * What has to be true of the signals, because the signals are the rule (FEEDBACK, CHECKPOINT,
 * PROXY-OUTCOME).
 */
import { whyNever } from '../signal/clause-line.ts';
import { formatMeasure } from '../signal/measure.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import { type Clause, isAlreadyMet, isAtBaseline } from '../signal/rules.ts';
import type { BetFields, Finding } from './rules.ts';
import {
  isUnused,
  readExtraClauses,
  readSignalFields,
  SIGNAL_KINDS,
  type SignalFields,
} from './signal-field.ts';
import { isSameName } from './words.ts';

/**
 * Everything that blocks at the signals: no rule, unreadable numbers and rules, empty promises, a
 * signal twice.
 */
export function findSignals(fields: BetFields): Finding[] {
  const signals = SIGNAL_KINDS.map((kind) => readSignalFields(fields, kind));
  return [
    ...findNoRule(signals),
    ...signals.flatMap((signal) => [
      ...findUnnamed(signal),
      ...findNow(signal),
      ...findContinueIf(signal),
    ]),
    ...findTwice(signals),
    ...findClauses(fields),
  ];
}

/** Lines under *Or continue if* and *Stop outright if* that could not be judged, or would contradict the rule. */
function findClauses(fields: BetFields): Finding[] {
  const { or, stop } = readExtraClauses(fields);
  const findings: Finding[] = [];
  if ('why' in or) {
    findings.push({
      ...{ id: 'or-unreadable', level: 'block', field: 'orIf', why: or.why },
      example: '14-day activation >=33%',
    });
  }
  if ('why' in stop) {
    findings.push({
      ...{ id: 'stop-unreadable', level: 'block', field: 'stopIf', why: stop.why },
      example: '14-day activation <=20%',
    });
  }
  return findings;
}

function findNoRule(signals: SignalFields[]): Finding[] {
  const isRuleEmpty = signals.every(
    ({ continueIf }) => 'refused' in continueIf && continueIf.refused === 'empty',
  );
  if (!isRuleEmpty) return [];
  return [
    {
      id: 'no-continue-if',
      level: 'block',
      field: 'proxyContinueIf',
      why: 'No signal says how far it has to move, so at the gate there would be nothing to judge.',
      example: '+10%',
    },
  ];
}

/**
 * Proxy and outcome are asked for anyway; the other two need a name only once something is typed
 * for them.
 */
function findUnnamed(signal: SignalFields): Finding[] {
  const isAsked = signal.kind === 'proxy' || signal.kind === 'outcome';
  if (isAsked || isUnused(signal) || !isEmptyText(signal.name)) return [];
  return [
    {
      id: 'signal-unnamed',
      level: 'block',
      field: `${signal.kind}Name`,
      why: 'This signal has numbers but no name yet.',
      example: signal.kind === 'leading' ? 'Median time to first action' : 'Unsubscribe rate',
    },
  ];
}

function findNow(signal: SignalFields): Finding[] {
  if (isUnused(signal) || signal.now !== undefined) return [];
  const isMissing = isEmptyText(signal.nowText);
  return [
    {
      id: isMissing ? 'now-missing' : 'now-unreadable',
      level: 'block',
      field: `${signal.kind}Now`,
      why: isMissing
        ? 'A change can be seen only from a start; a rough number that can be trusted is enough.'
        : 'This cannot be read as one number with its unit.',
      example: '41%',
    },
  ];
}

function findContinueIf({ kind, name, now, continueIf }: SignalFields): Finding[] {
  const field = `${kind}ContinueIf` as const;
  if ('refused' in continueIf) {
    if (continueIf.refused === 'empty') return [];
    const { why } = continueIf;
    return [{ id: 'continue-if-unreadable', level: 'block', field, why, example: '+3 pts' }];
  }
  if (now === undefined) return [];
  const never = whyNever(continueIf.rule, { name, baseline: now });
  if (never !== undefined) {
    const why = `${never.slice(0, 1).toUpperCase()}${never.slice(1)}`;
    // Coached, not refused: a percent that is asked to pass 100 may be a growth rate after all.
    return [{ id: 'target-never', level: 'coach', field, why, example: '+10%' }];
  }
  const why = whyEmptyPromise({ kind, baseline: now, continueIf: continueIf.rule });
  if (why === undefined) return [];
  return [{ id: 'target-at-baseline', level: 'block', field, why, example: '+10%' }];
}

/**
 * A rule that asks for nothing. A counter signal may well ask only that a kept limit stays kept.
 */
function whyEmptyPromise(clause: Clause): string | undefined {
  const now = formatMeasure(clause.baseline);
  if (isAtBaseline(clause)) return `This asks for ${now}, which is where it is now.`;
  if (clause.kind === 'counter' || !isAlreadyMet(clause)) return undefined;
  return `It is ${now} now, so this is met before anything is done.`;
}

function findTwice(signals: SignalFields[]): Finding[] {
  const named = signals.filter((signal) => !isEmptyText(signal.name));
  return named.flatMap((signal, index) => {
    const twin = named.slice(0, index).find((earlier) => isSameName(earlier.name, signal.name));
    if (twin === undefined) return [];
    const isPair = twin.kind === 'proxy' && signal.kind === 'outcome';
    const finding: Finding = {
      id: isPair ? 'proxy-is-outcome' : 'signal-twice',
      level: 'block',
      field: `${signal.kind}Name`,
      why: isPair
        ? 'What moves first and what must move are the same number, so it cannot show whether users gained.'
        : 'This signal is here twice.',
      example: isPair
        ? 'Action X in 24 h first, then 14-day activation'
        : 'A second, different number',
    };
    return [finding];
  });
}
