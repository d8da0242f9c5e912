/*
 * What changed between two versions of a one-pager, in words: each changed field is told once, with what it was and what it is.
 * And what happens when two people edit at once: fields that only one of them touched go through, fields that both touched
 * are shown side by side before anything is saved.
 */
import { formatDate, isLocalDate } from '../../lib/time.ts';
import { sayTarget } from '../quality/aim.ts';
import { type BetFields, HABITS, type LENSES, listTokens } from '../quality/rules.ts';
import { withReadSigns } from '../signal/operator.ts';
import { isEmptyText, lineAsTyped, tidyText } from '../signal/plain-text.ts';
import { FIELD_NAMES, SIGNAL_FIELDS } from './rules.ts';

/** How a field is called where people read about it; also the order in which changes are told. */
export const FIELD_LABELS = {
  title: 'Short name',
  behaviour: 'Who will do what differently',
  target: 'Now → target',
  byOn: 'By when',
  change: 'We believe',
  moves: 'Will move',
  because: 'Because',
  proxyName: 'Moves first',
  proxyNow: 'Moves first, now',
  proxyContinueIf: 'Moves first, continue if',
  outcomeName: 'Must move',
  outcomeNow: 'Must move, now',
  outcomeContinueIf: 'Must move, continue if',
  leadingName: 'Leading signal',
  leadingNow: 'Leading signal, now',
  leadingContinueIf: 'Leading signal, continue if',
  counterName: 'Counter signal',
  counterNow: 'Counter signal, now',
  counterContinueIf: 'Counter signal, continue if',
  maturesOn: 'Ready to read from',
  gateOn: 'Gate',
  smallestTest: 'Smallest test',
  guardrail: 'Must not get worse',
  rollout: 'How far',
  rollback: 'How undone',
  stopOwnerId: 'Who may say stop',
  habit: 'Departs from',
  habitOther: 'Departs from',
  isReversible: 'Can be undone',
  assumptions: 'Assumptions',
  orIf: 'Or continue if',
  stopIf: 'Stop outright if',
  proxyGood: 'Moves first, good is',
  outcomeGood: 'Must move, good is',
  leadingGood: 'Leading signal, good is',
  counterGood: 'Counter signal, good is',
  roughSignals: 'Rough numbers',
  guardrailChecks: 'The limit',
  proxyDefinition: 'Moves first, what counts',
  lens: 'Looked at as',
  coAuthorIds: 'Written with',
  artifact: 'What people will see',
  share: 'What to share',
  evidenceLinks: 'Evidence',
  sniffWeekly: 'Can move within a week',
  sniffUpstream: 'Comes before the outcome',
  sniffGameable: 'Could rise with nobody behaving differently',
} as const satisfies Record<keyof BetFields, string>;

/** What people read for each habit. */
export const HABIT_LABELS = {
  none: 'None',
  'send-more': 'Send more',
  'template-first': 'Template first',
  'demo-first': 'Demo first',
  rewrite: 'Rewrite',
  security: 'Security',
  compliance: 'Compliance',
  'user-data': 'User data',
  other: 'Other…',
} as const satisfies Record<(typeof HABITS)[number], string>;

/** What people read for each role. */
export const LENS_LABELS = {
  product: 'Product or design',
  recruiting: 'Recruiting',
  sales: 'Sales',
  platform: 'Platform',
  support: 'Support',
} as const satisfies Record<(typeof LENSES)[number], string>;

/**
 * What changed, one line for each change: `Action X: continue if +10% → +5%`. Plain text, not escaped; empty when
 * nothing did. Whose name stands for stop is not told here, because a line of text can carry no mention.
 */
export function describeAmendment(before: BetFields, after: BetFields): string[] {
  const told = new Set<keyof BetFields>();
  const lines: string[] = [];
  for (const names of SIGNAL_FIELDS) {
    lines.push(...describeSignal(before, after, names));
    for (const name of [names.name, names.now, names.continueIf]) told.add(name);
  }
  lines.push(...describeAssumptions(before.assumptions, after.assumptions));
  told.add('assumptions');
  for (const name of FIELD_NAMES) {
    if (told.has(name) || !isChanged(before, after, name)) continue;
    lines.push(tellField(FIELD_LABELS[name], { before, after, name }));
  }
  return lines;
}

/** Fields on which the rule rests; changing one while it runs is written into the log (DEF-LOCK). */
export function isRuleChange(before: BetFields, after: BetFields): boolean {
  const names = [
    ...SIGNAL_FIELDS.flatMap((signal) => [signal.name, signal.now, signal.continueIf]),
    'maturesOn' as const,
    'orIf' as const,
    'stopIf' as const,
    'proxyDefinition' as const,
    'gateOn' as const,
    'guardrail' as const,
  ];
  return names.some((name) => isChanged(before, after, name));
}

/** Two edits of one version, put together. `conflicts` are fields that both changed, to something different. */
export interface Merge {
  fields: BetFields;
  conflicts: (keyof BetFields)[];
}

/** Puts together what I typed and what somebody saved meanwhile, both starting from `base`; in a conflict mine stays. */
export function mergeEdits(base: BetFields, mine: BetFields, theirs: BetFields): Merge {
  const fields = { ...mine };
  const conflicts: (keyof BetFields)[] = [];
  for (const name of FIELD_NAMES) {
    if (mine[name] === base[name]) fields[name] = theirs[name];
    else if (theirs[name] !== base[name] && theirs[name] !== mine[name]) conflicts.push(name);
  }
  return { fields, conflicts };
}

/** A field's value as people read it; plain text, at most 80 characters on one line. */
export function showField(fields: BetFields, name: keyof BetFields): string {
  const value = fields[name];
  if (isEmptyText(value)) return 'empty';
  if (isLocalDate(value)) return formatDate(value);
  if (name === 'habit') return HABIT_LABELS[HABITS.find((habit) => habit === value) ?? 'none'];
  const named = TOKEN_WORDS[name];
  if (named !== undefined) {
    return listTokens(value)
      .map((token) => named[token] ?? token)
      .join(', ');
  }
  const characters = Array.from(lineAsTyped(readable(value, name)));
  return characters.length <= 80 ? characters.join('') : `${characters.slice(0, 79).join('')}…`;
}

/** Rules, limits and the target with the signs that people read. */
function readable(value: string, name: keyof BetFields): string {
  if (name === 'target') return sayTarget(value);
  const isRule = name === 'guardrail' || name === 'orIf' || name === 'stopIf';
  return isRule || name.endsWith('ContinueIf') ? withReadSigns(value) : value;
}

const GOOD_WORDS = { up: 'more', down: 'less' };

/** What people read for choices that are kept as short words. */
const TOKEN_WORDS: Partial<Record<keyof BetFields, Readonly<Record<string, string>>>> = {
  ...{ proxyGood: GOOD_WORDS, outcomeGood: GOOD_WORDS },
  ...{ leadingGood: GOOD_WORDS, counterGood: GOOD_WORDS },
  roughSignals: { proxy: 'moves first', outcome: 'must move' },
  guardrailChecks: {
    small: 'about the slice alone',
    early: 'trips early',
    owner: 'stopped at once',
  },
  lens: LENS_LABELS,
};

type SignalNames = (typeof SIGNAL_FIELDS)[number];

function describeSignal(before: BetFields, after: BetFields, names: SignalNames): string[] {
  const label = FIELD_LABELS[names.name];
  const was = showField(before, names.name);
  const is = showField(after, names.name);
  if (isEmptyText(before[names.name]) && isEmptyText(after[names.name])) return [];
  if (isEmptyText(before[names.name])) {
    const rule = isEmptyText(after[names.continueIf])
      ? ''
      : `, continue if ${showField(after, names.continueIf)}`;
    return [`${label} added: ${is}, now ${showField(after, names.now)}${rule}`];
  }
  if (isEmptyText(after[names.name])) return [`${label} removed: ${was}`];
  const lines: string[] = [];
  if (isChanged(before, after, names.name)) lines.push(`${label}: ${was} → ${is}`);
  if (isChanged(before, after, names.now)) {
    lines.push(`${is}: now ${describeField(before, after, names.now)}`);
  }
  if (isChanged(before, after, names.continueIf)) {
    lines.push(tellRule(is, { before, after, name: names.continueIf }));
  }
  return lines;
}

function describeAssumptions(before: string, after: string): string[] {
  const was = linesOf(before);
  const is = linesOf(after);
  return [
    ...is.filter((line) => !was.includes(line)).map((line) => `Assumption added: ${short(line)}`),
    ...was.filter((line) => !is.includes(line)).map((line) => `Assumption removed: ${short(line)}`),
  ];
}

interface Changed {
  before: BetFields;
  after: BetFields;
  name: keyof BetFields;
}

/** `Stop outright if added: must move ≤20%`, `Gate: 5 Dec → 22 Dec`. */
function tellField(label: string, { before, after, name }: Changed): string {
  const isNamed = name === 'stopOwnerId' || name === 'coAuthorIds';
  if (!isNamed && isEmptyText(before[name])) return `${label} added: ${showField(after, name)}`;
  if (!isNamed && isEmptyText(after[name])) return `${label} removed: ${showField(before, name)}`;
  return `${label}: ${describeField(before, after, name)}`;
}

/** `Action X added: continue if ≤0.5%`, `Action X: continue if +10% → +5%`. */
function tellRule(signal: string, { before, after, name }: Changed): string {
  const was = showField(before, name);
  const is = showField(after, name);
  if (isEmptyText(before[name])) return `${signal} added: continue if ${is}`;
  if (isEmptyText(after[name])) return `${signal} removed: continue if ${was}`;
  return `${signal}: continue if ${was} → ${is}`;
}

function describeField(before: BetFields, after: BetFields, name: keyof BetFields): string {
  if (name === 'stopOwnerId' || name === 'coAuthorIds') return 'changed';
  return `${showField(before, name)} → ${showField(after, name)}`;
}

/** Blank space at the ends and between words is no change. */
function isChanged(before: BetFields, after: BetFields, name: keyof BetFields): boolean {
  if (name === 'assumptions')
    return linesOf(before[name]).join('\n') !== linesOf(after[name]).join('\n');
  return tidyText(before[name]) !== tidyText(after[name]);
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(tidyText)
    .filter((line) => line !== '');
}

function short(text: string): string {
  const characters = Array.from(text);
  return characters.length <= 80 ? text : `${characters.slice(0, 79).join('')}…`;
}
