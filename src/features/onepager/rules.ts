// A one-pager is a bet on one page: what people will do differently, what we change and why that should work, the
// numbers it is judged on, the date on which it is judged, and what must not get worse. The rule is its signals: every
// "continue if", joined by AND; an OR that is met is enough, and a "stop outright" ends it. What was published is never changed: an edit while it runs is an amendment, a new
// version with its date and its words, told at the next review. Of two people who edit at once the second sees what
// the first changed before anything is saved. (ONEPAGER, CHECKPOINT, DEF-LOCK; product.md *Write*)

import type { AssumptionId, NewId, OnePagerId, SignalId, TeamId } from '../../lib/ids.ts';
import { afterBecause } from '../../lib/text.ts';
import { formatDate, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { type BetFields, EMPTY_FIELDS, HABITS, type Habit, listTokens } from '../quality/rules.ts';
import { readExtraClauses } from '../quality/signal-field.ts';
import type { ClausesRead } from '../signal/clause-line.ts';
import { type ContinueIf, parseContinueIf, sayContinueIf } from '../signal/continue-if.ts';
import { type Limit, parseGuardrail } from '../signal/guardrail.ts';
import { parseMeasure } from '../signal/measure.ts';
import { isEmptyText, lineAsTyped } from '../signal/plain-text.ts';
import type { Signal, SignalKind } from '../signal/rules.ts';

/** Where a one-pager stands; `running` and `frozen` are on the table, the other three are not. */
export type OnePagerState = 'running' | 'frozen' | 'parked' | 'stopped' | 'promoted';

/** Something the bet takes for granted, which anybody may doubt (LOG-ASSUMPTIONS). */
export interface Assumption {
  id: AssumptionId;
  text: string;
  isFalsified: boolean;
}

/** The content of one version: `fields` as typed, the rest is what they mean, fixed when the version was written. */
export interface Bet {
  title: string;
  aim: { behaviour: string; target: string; byOn: string };
  mechanism: { change: string; moves: string; because: string };
  signals: Signal[];
  gateOn: LocalDate;
  smallestTest: string;
  guardrail: {
    signalId: 'guardrail';
    indicator: string;
    limit: Limit;
    rollout: string;
    rollback: string;
    stopOwnerId: string;
  };
  habit: Habit;
  habitOther?: string;
  isReversible: boolean;
  assumptions: Assumption[];
  fields: BetFields;
}

/** A published one-pager with its current version. */
export interface OnePager {
  id: OnePagerId;
  workspaceId: string;
  teamId: TeamId;
  number: number;
  state: OnePagerState;
  kind: 'probe' | 'bet';
  ownerId: string;
  version: number;
  bet: Bet;
  startedAt: Date;
  endedAt?: Date;
  /** The promoted one-pager that it tries in a new segment. */
  followsId?: OnePagerId;
}

/** The four signals a one-pager can have, in the order of the form, with the fields that hold them. */
export const SIGNAL_FIELDS = [
  { kind: 'proxy', name: 'proxyName', now: 'proxyNow', continueIf: 'proxyContinueIf' },
  { kind: 'outcome', name: 'outcomeName', now: 'outcomeNow', continueIf: 'outcomeContinueIf' },
  { kind: 'leading', name: 'leadingName', now: 'leadingNow', continueIf: 'leadingContinueIf' },
  { kind: 'counter', name: 'counterName', now: 'counterNow', continueIf: 'counterContinueIf' },
] as const satisfies readonly {
  kind: SignalKind;
  name: keyof BetFields;
  now: keyof BetFields;
  continueIf: keyof BetFields;
}[];

/** Tells whether a name is one of a one-pager's fields. */
export function isFieldName(name: string): name is keyof BetFields {
  return Object.hasOwn(EMPTY_FIELDS, name);
}

/** All fields' names, in a fixed order. */
export const FIELD_NAMES: readonly (keyof BetFields)[] =
  Object.keys(EMPTY_FIELDS).filter(isFieldName);

/** Fields from a record: names that it lacks are empty, names that are no fields (any more) are dropped. */
export function toFields(stored: Readonly<Record<string, string>>): BetFields {
  const fields = { ...EMPTY_FIELDS };
  for (const name of FIELD_NAMES)
    fields[name] = Object.hasOwn(stored, name) ? (stored[name] ?? '') : '';
  return fields;
}

/** A field that keeps the typed page from being a bet. */
export interface NotReady {
  refused: 'not-ready';
  field: keyof BetFields;
}

/**
 * Turns what was typed into a bet. Ids of signals and assumptions are kept from the version before where they mean the
 * same, so that readings and doubts stay attached. Refuses as `not-ready` at the first field that cannot be read; the
 * quality bar has said so before, with its reason.
 */
export function toBet(fields: BetFields, newId: NewId, before?: Bet): Bet | NotReady {
  const guardrail = parseGuardrail(fields.guardrail);
  if (guardrail === undefined) return notReady('guardrail');
  if (!isLocalDate(fields.gateOn)) return notReady('gateOn');
  const { or, stop } = readExtraClauses(fields);
  if ('refused' in or) return notReady('orIf');
  if ('refused' in stop) return notReady('stopIf');
  const signals: Signal[] = [];
  for (const names of SIGNAL_FIELDS) {
    if (isEmptyText(fields[names.name])) continue;
    const signal = toSignal(fields, names, { newId, ...(before === undefined ? {} : { before }) });
    if ('refused' in signal) return signal;
    signals.push(signal);
  }
  const habit = HABITS.find((known) => known === fields.habit) ?? 'none';
  return {
    title: titleOf(fields),
    aim: { behaviour: fields.behaviour, target: fields.target, byOn: fields.byOn },
    mechanism: { change: fields.change, moves: fields.moves, because: fields.because },
    signals,
    gateOn: fields.gateOn,
    smallestTest: fields.smallestTest,
    guardrail: {
      signalId: 'guardrail',
      ...guardrail,
      rollout: fields.rollout,
      rollback: fields.rollback,
      stopOwnerId: fields.stopOwnerId,
    },
    habit,
    ...(habit === 'other' ? { habitOther: fields.habitOther } : {}),
    isReversible: fields.isReversible !== 'no',
    assumptions: toAssumptions(fields.assumptions, newId, before),
    fields,
  };
}

/** The short name: as given, otherwise the start of what we change; at most 60 characters on one line. */
export function titleOf(fields: Pick<BetFields, 'title' | 'change' | 'behaviour'>): string {
  const named = [fields.title, fields.change, fields.behaviour].find((text) => !isEmptyText(text));
  const line = lineAsTyped(named ?? 'Untitled');
  const characters = Array.from(line);
  if (characters.length <= titleLength) return upperFirst(line);
  const head = characters.slice(0, titleLength - 1).join('');
  return upperFirst(`${head.replace(/\s+\S*$/u, '')}…`);
}

/**
 * The rule in one sentence: `Continue if Action X rises 10% AND activation rises 3 points, judged 5 Dec. Otherwise
 * change or stop.` Plain text, not escaped.
 */
export function ruleSentence(bet: Pick<Bet, 'signals' | 'gateOn'>): string {
  const clauses = bet.signals.flatMap((signal) =>
    signal.continueIf === undefined ? [] : [sayClause(signal.name, signal.continueIf)],
  );
  return sayRule({ clauses, ...sayExtra(bet.signals) }, bet.gateOn);
}

/** The same sentence from what is typed so far; parts that cannot be read yet are left out. */
export function draftRuleSentence(fields: BetFields): string {
  const clauses = SIGNAL_FIELDS.flatMap((names) => {
    const rule = parseContinueIf(fields[names.continueIf]);
    if (rule === undefined || isEmptyText(fields[names.name])) return [];
    return [sayClause(fields[names.name], rule)];
  });
  const { or, stop } = readExtraClauses(fields);
  const say = (read: ClausesRead) =>
    'clauses' in read
      ? read.clauses.map(({ kind, rule }) => sayClause(fields[`${kind}Name`], rule))
      : [];
  return sayRule({ clauses, or: say(or), stop: say(stop) }, fields.gateOn);
}

/** `We believe X will move Y, because Z.` Plain text, not escaped. */
export function mechanismSentence(mechanism: Bet['mechanism']): string {
  const change = withoutFullStop(mechanism.change);
  const moves = withoutFullStop(mechanism.moves);
  return `We believe ${change} will move ${moves}, because ${withoutFullStop(afterBecause(mechanism.because))}.`;
}

/** Who wrote it with its owner; they may edit it as the owner does. */
export function coAuthorsOf(bet: Pick<Bet, 'fields'>): string[] {
  return listTokens(bet.fields.coAuthorIds);
}

/** Whether the one-pager still takes part: it may be edited, read and decided. */
export function isOnTheTable(onepager: Pick<OnePager, 'state'>): boolean {
  return onepager.state === 'running' || onepager.state === 'frozen';
}

/** Running ones first, then the others, each newest first; for lists. */
export function compareForList(one: OnePager, other: OnePager): number {
  return rankOf(one) - rankOf(other) || other.number - one.number;
}

const titleLength = 60;

type SignalNames = (typeof SIGNAL_FIELDS)[number];

function toSignal(
  fields: BetFields,
  names: SignalNames,
  ids: { newId: NewId; before?: Bet },
): Signal | NotReady {
  const baseline = parseMeasure(fields[names.now]);
  if (baseline === undefined) return notReady(names.now);
  const typed = fields[names.continueIf];
  const continueIf = parseContinueIf(typed);
  if (continueIf === undefined && !isEmptyText(typed)) return notReady(names.continueIf);
  const name = lineAsTyped(fields[names.name]);
  const known = ids.before?.signals.find((signal) => signal.kind === names.kind);
  const isSame =
    known !== undefined &&
    known.baseline.unit === baseline.unit &&
    (known.name === name || known.baseline.value === baseline.value);
  const id: SignalId = isSame ? known.id : ids.newId('sg');
  const isOutcome = names.kind === 'outcome' && isLocalDate(fields.maturesOn);
  return {
    id,
    kind: names.kind,
    name,
    baseline,
    ...(continueIf === undefined ? {} : { continueIf }),
    ...extraOf(fields, names.kind),
    ...(isOutcome ? { maturesOn: fields.maturesOn } : {}),
  };
}

/** What *Sharpen* says of a signal; clauses that cannot be read were refused before. */
function extraOf(
  fields: BetFields,
  kind: SignalKind,
): Pick<Signal, 'orIf' | 'stopIf' | 'good' | 'isRough'> {
  const { or, stop } = readExtraClauses(fields);
  const orIf = rulesFor(or, kind);
  const stopIf = rulesFor(stop, kind);
  const good = fields[`${kind}Good`];
  return {
    ...(orIf.length === 0 ? {} : { orIf }),
    ...(stopIf.length === 0 ? {} : { stopIf }),
    ...(good === 'up' || good === 'down' ? { good } : {}),
    ...(listTokens(fields.roughSignals).includes(kind) ? { isRough: true } : {}),
  };
}

function rulesFor(read: ClausesRead, kind: SignalKind): ContinueIf[] {
  if (!('clauses' in read)) return [];
  return read.clauses.flatMap((clause) => (clause.kind === kind ? [clause.rule] : []));
}

function toAssumptions(text: string, newId: NewId, before: Bet | undefined): Assumption[] {
  const lines = text
    .split('\n')
    .map(lineAsTyped)
    .filter((line) => !isEmptyText(line));
  return [...new Set(lines)].map((line) => {
    const known = before?.assumptions.find((assumption) => assumption.text === line);
    return known ?? { id: newId('as'), text: line, isFalsified: false };
  });
}

interface SaidRule {
  clauses: readonly string[];
  or: readonly string[];
  stop: readonly string[];
}

function sayRule({ clauses, or, stop }: SaidRule, gateOn: string): string {
  const judged = isLocalDate(gateOn) ? `, judged ${formatDate(gateOn)}` : '';
  const stops = stop.length === 0 ? '' : ` Stop outright, at any review, if ${stop.join(' OR ')}.`;
  if (clauses.length === 0) return `No “continue if” yet${judged}.${stops}`;
  const both = clauses.join(' AND ');
  const all =
    or.length === 0 ? both : [clauses.length > 1 ? `(${both})` : both, ...or].join(' OR ');
  return `Continue if ${all}${judged}. Otherwise change or stop.${stops}`;
}

function sayExtra(signals: readonly Signal[]): Pick<SaidRule, 'or' | 'stop'> {
  const say = (rules: 'orIf' | 'stopIf') =>
    signals.flatMap((signal) => (signal[rules] ?? []).map((rule) => sayClause(signal.name, rule)));
  return { or: say('orIf'), stop: say('stopIf') };
}

function sayClause(name: string, rule: ContinueIf): string {
  return `${oneLine(name)} ${sayContinueIf(rule)}`;
}

function rankOf(onepager: OnePager): number {
  if (isOnTheTable(onepager)) return 0;
  return onepager.state === 'parked' ? 1 : 2;
}

function oneLine(text: string): string {
  return lineAsTyped(text);
}

function withoutFullStop(text: string): string {
  return lineAsTyped(text).replace(/[.!\s]+$/u, '');
}

function upperFirst(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  return first.toUpperCase() + rest.join('');
}

function notReady(field: keyof BetFields): NotReady {
  return { refused: 'not-ready', field };
}
