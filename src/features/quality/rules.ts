/*
 * A bet is ready to run when somebody else could judge it: who will do what differently, what we
 * change and why that should work, a number that moves first and one that must move, when we look,
 * what must not get worse, how far it reaches, how it is undone, and who may say stop. A finding
 * says which field is short of that, why in one sentence, and shows an example. Some findings block
 * publishing; the others coach, and the text may be kept.
 */
// This file holds the words: fields, findings, kind, definition of done. check-bet.ts is the checker.
import { daysBetween, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { parseContinueIf } from '../signal/continue-if.ts';
import { parseGuardrail } from '../signal/guardrail.ts';
import { isEmptyText } from '../signal/plain-text.ts';

/**
 * The habits a one-pager may depart from (REFLEX-LIST) and the areas that every team protects (NOVELTY-NOGO); any but
 * `none` makes it this cycle's deviation.
 */
export const HABITS = [
  'none',
  'send-more',
  'template-first',
  'demo-first',
  'rewrite',
  'security',
  'compliance',
  'user-data',
  'other',
] as const;

/** One of `HABITS`. */
export type Habit = (typeof HABITS)[number];

/** The roles that a one-pager can be looked at from (ROLE-LENSES), each with its pair of signals (PROXY-OUTCOME). */
export const LENSES = ['product', 'recruiting', 'sales', 'platform', 'support'] as const;

/** One of `LENSES`. */
export type LensId = (typeof LENSES)[number];

/** What makes a limit protect people (GUARDRAIL-PICKER); each is ticked or is a gap that can be seen. */
export const GUARDRAIL_CHECKS = ['small', 'early', 'owner'] as const;

const EMPTY = {
  /** Optional short name; empty means that the one-pager names itself from `change`. */
  title: '',
  /** Aim: who will do what differently. */
  behaviour: '',
  /** Aim: `27% -> 35%`. */
  target: '',
  /** Aim: by when, `YYYY-MM-DD`. */
  byOn: '',
  /** Mechanism: we believe X… */
  change: '',
  /** …will move Y… */
  moves: '',
  /** …because Z. */
  because: '',
  proxyName: '',
  proxyNow: '',
  proxyContinueIf: '',
  outcomeName: '',
  outcomeNow: '',
  outcomeContinueIf: '',
  leadingName: '',
  leadingNow: '',
  leadingContinueIf: '',
  counterName: '',
  counterNow: '',
  counterContinueIf: '',
  /** From when the outcome can be read, `YYYY-MM-DD`. */
  maturesOn: '',
  /** When the rule is judged, `YYYY-MM-DD`. */
  gateOn: '',
  smallestTest: '',
  /** Indicator and limit in one: `errors <= 0.1%`. */
  guardrail: '',
  /** How far it reaches: `10% behind a flag`. */
  rollout: '',
  /** How it is undone: `flag off`. */
  rollback: '',
  stopOwnerId: '',
  /** One of `HABITS`; empty counts as `none`. */
  habit: '',
  habitOther: '',
  /** `yes`, `no`, or empty (counts as yes: the form defaults it). */
  isReversible: '',
  /** One assumption a line. */
  assumptions: '',
  /** Other clauses of the rule, one a line; one that is met is enough. */
  orIf: '',
  /** What ends it at any review, one a line. */
  stopIf: '',
  /** Which way is good, `up`, `down` or empty, for signals of which no rule says it. */
  proxyGood: '',
  outcomeGood: '',
  leadingGood: '',
  counterGood: '',
  /** Kinds of signals whose numbers are rough yet, apart by spaces; the others are trusted (IMPERFECT-FAST). */
  roughSignals: '',
  /** What of `GUARDRAIL_CHECKS` is ticked, apart by spaces. */
  guardrailChecks: '',
  /** What exactly the proxy counts, when its name leaves room (PROXY-SNIFF). */
  proxyDefinition: '',
  /** One of `LENSES`, or empty. */
  lens: '',
  /** User ids apart by spaces (AIM: co-authored). */
  coAuthorIds: '',
  /** What people will see or use, and what others may copy from it (SCENE-TEMPLATE). */
  artifact: '',
  share: '',
  /** One address a line; words may follow it. */
  evidenceLinks: '',
  /** Sniff test (PROXY-SNIFF), each `yes`, `no` or empty: can the proxy move within a week? */
  sniffWeekly: '',
  /** Does it come before the outcome, rather than only along with it? */
  sniffUpstream: '',
  /** Could it rise without anybody behaving differently? */
  sniffGameable: '',
};

/**
 * Everything of a one-pager as typed, flat strings, `''` when empty; block ids in the forms are
 * these names.
 */
export type BetFields = { [Name in keyof typeof EMPTY]: string };

/** A one-pager on which nothing is typed yet. */
export const EMPTY_FIELDS: Readonly<BetFields> = EMPTY;

/** What the checker has to know that is not typed: looked up from the team on the current state. */
export interface BetFacts {
  /** The person named in `stopOwnerId` is active, a full member, and may say stop. */
  hasStopOwner: boolean;
  /** The one-pager has an active owner. */
  hasOwner: boolean;
  /** Every co-author is an active full member; unknown counts as yes. */
  areCoAuthorsHere?: boolean;
  /** The team has a next review on its schedule. */
  hasNextReview: boolean;
  /** When it started, if it runs already; a draft starts today. */
  startOn?: LocalDate;
}

/**
 * One thing to mend or to think about: at which field, why in one plain sentence, and an example of
 * a good one.
 */
export interface Finding {
  id: string;
  level: 'block' | 'coach';
  field: keyof BetFields | 'owner';
  why: string;
  example: string;
}

/**
 * Up to this many days from start to gate is a probe; longer is a bet (product.md, *Kind follows
 * the gate*; T20).
 */
export const PROBE_DAYS = 14;

/**
 * Probe or bet, from the two local dates; a gate that is no date counts as a bet until it is one.
 */
export function kindOf(startOn: LocalDate, gateOn: LocalDate): 'probe' | 'bet' {
  if (!isLocalDate(gateOn)) return 'bet';
  return daysBetween(startOn, gateOn) <= PROBE_DAYS ? 'probe' : 'bet';
}

/** The tokens of a field that holds several, apart by spaces: user ids, kinds, ticks. */
export function listTokens(text: string): string[] {
  return text.split(' ').filter((token) => token !== '');
}

/** One box of the Definition of Done. */
export interface DoneBox {
  label: string;
  isDone: boolean;
}

/**
 * The five boxes (DOD), computed from what is typed: a display (`Ready 5/5`), never a second gate.
 */
export function definitionOfDone(
  fields: BetFields,
  facts: Pick<BetFacts, 'hasOwner' | 'hasNextReview'>,
): [DoneBox, DoneBox, DoneBox, DoneBox, DoneBox] {
  const has = (name: keyof BetFields): boolean => !isEmptyText(fields[name]);
  const hasRule = CONTINUE_IFS.some((name) => parseContinueIf(fields[name]) !== undefined);
  return [
    { label: 'Says who will do what differently', isDone: has('behaviour') },
    {
      label: 'Has a limit that protects users',
      isDone: parseGuardrail(fields.guardrail) !== undefined,
    },
    {
      label: 'Says how it is undone',
      isDone: has('rollout') && has('rollback') && fields.isReversible !== 'no',
    },
    { label: 'Has an owner and a review date', isDone: facts.hasOwner && facts.hasNextReview },
    {
      label: 'Its log entry can be written',
      isDone: has('behaviour') && has('change') && has('because') && hasRule && hasGate(fields),
    },
  ];
}

const CONTINUE_IFS = [
  'proxyContinueIf',
  'outcomeContinueIf',
  'leadingContinueIf',
  'counterContinueIf',
] as const;

function hasGate(fields: BetFields): boolean {
  return isLocalDate(fields.gateOn);
}
