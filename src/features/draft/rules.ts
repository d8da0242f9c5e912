// A draft is a one-pager that is still being written, in three steps: the aim and why it should work, the signals and
// the gate, the safety. It is one person's and is kept whenever they go on, go back or pause in typing, so that closing
// the form loses nothing. A step is left only when nothing on it blocks; hints never hold anybody up. A draft becomes
// a one-pager once, however often and by however many people Publish is pressed. A draft may also be the edit of a
// running one-pager: then it becomes an amendment, and what was short of the bar before the edit does not hold it up.

import type { DraftId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { addDays, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { checkBet } from '../quality/check-bet.ts';
import {
  type BetFacts,
  type BetFields,
  EMPTY_FIELDS,
  type Finding,
  kindOf,
  PROBE_DAYS,
} from '../quality/rules.ts';
import { findScene, listScenes } from '../scene/rules.ts';
import { isEmptyText, tidyText } from '../signal/plain-text.ts';

/** The three pages of the form. */
export type Step = 1 | 2 | 3;

/** Which running one-pager a draft edits, and the version it was opened on. */
export interface Editing {
  onepagerId: OnePagerId;
  version: number;
}

/** Which promoted one-pager a draft tries again, and for whom this time. */
export interface Following {
  onepagerId: OnePagerId;
  segment: string;
}

/** What a person has typed so far. `onepagerId` is set once it was published or saved as an amendment. */
export interface Draft {
  id: DraftId;
  workspaceId: string;
  teamId: TeamId;
  userId: string;
  step: Step;
  fields: BetFields;
  editing?: Editing;
  following?: Following;
  updatedAt: Date;
  onepagerId?: OnePagerId;
}

/** The fields of each step, in the order of the form. */
export const STEP_FIELDS = {
  1: ['title', 'behaviour', 'target', 'byOn', 'change', 'moves', 'because'],
  2: [
    'proxyName',
    'proxyNow',
    'proxyContinueIf',
    'outcomeName',
    'outcomeNow',
    'outcomeContinueIf',
    'maturesOn',
    'gateOn',
  ],
  3: [
    'counterName',
    'counterNow',
    'counterContinueIf',
    'smallestTest',
    'guardrail',
    'guardrailChecks',
    'rollout',
    'rollback',
    'stopOwnerId',
    'habit',
    'habitOther',
    'isReversible',
  ],
} as const satisfies Record<Step, readonly (keyof BetFields)[]>;

/** The step on which a field is asked; undefined for what only *Sharpen* asks. */
export function stepOf(field: Finding['field']): Step | undefined {
  return ([1, 2, 3] as const).find((step) => STEP_FIELDS[step].some((name) => name === field));
}

/** The step before. */
export function stepBefore(step: Step): Step {
  return step === 3 ? 2 : 1;
}

/** The step after; the last stays. */
export function stepAfter(step: Step): Step {
  return step === 1 ? 2 : 3;
}

/** What a form starts from: `blank` or a scene, today and the proposed gate (local dates), who is proposed to say stop. */
export interface Start {
  from: string;
  today: LocalDate;
  gateOn: LocalDate;
  stopOwnerId: string;
}

/**
 * The fields of a fresh form: dates for a probe of up to two weeks, no habit, undoable. A scene fills what the three steps show;
 * what only *Sharpen* shows stays empty, so that nobody publishes words they have not seen.
 */
export function startFields(start: Start): BetFields {
  const fields = {
    ...EMPTY_FIELDS,
    maturesOn: addDays(start.today, 7),
    habit: 'none',
    isReversible: 'yes',
  };
  const scene = findScene(start.from)?.fields(start.today);
  if (scene !== undefined) {
    fields.lens = scene.lens;
    for (const name of ALL_STEP_FIELDS) if (scene[name] !== '') fields[name] = scene[name];
  }
  return { ...fields, gateOn: start.gateOn, stopOwnerId: start.stopOwnerId };
}

/** Whether a person has put anything of their own into it: no start of today would fill it like this. */
export function isTouched(fields: BetFields, at: { today: LocalDate; gateOn: LocalDate }): boolean {
  const { stopOwnerId } = fields;
  const starts = ['blank', ...listScenes().map((scene) => scene.id)];
  return !starts.some((from) => {
    const fresh = startFields({ from, ...at, stopOwnerId });
    return ALL_STEP_FIELDS.every((name) => tidyText(fresh[name]) === tidyText(fields[name]));
  });
}

/** What is asked about a draft besides its fields. `before` is what runs now, when the draft edits it. */
export interface Question {
  today: LocalDate;
  facts: BetFacts;
  before?: BetFields;
}

/** What the quality bar says of a draft: what blocks it, and hints. */
export interface Check {
  blocking: Finding[];
  coaching: Finding[];
}

/** Checks the whole draft. For an edit only what the edit itself brings blocks; the rest becomes a hint. */
export function checkDraft(fields: BetFields, question: Question): Check {
  const findings = checkBet(fields, question.today, question.facts);
  const known = new Set(
    question.before === undefined
      ? []
      : checkBet(question.before, question.today, question.facts).map(keyOf),
  );
  const isBlocking = (finding: Finding) =>
    finding.level === 'block' && !(known.has(keyOf(finding)) && isSame(finding, fields, question));
  return {
    blocking: findings.filter(isBlocking),
    coaching: findings.filter((finding) => !isBlocking(finding)),
  };
}

/** What holds a person up on one step: blocking findings about its own fields. */
export function blockingAt(check: Check, step: Step): Finding[] {
  return check.blocking.filter((finding) => stepOf(finding.field) === step);
}

/** The first step on which something blocks; 3 for what no step asks; undefined when nothing blocks. */
export function firstBlockedStep(check: Check): Step | undefined {
  const steps = check.blocking.map((finding) => stepOf(finding.field) ?? 3);
  return steps.length === 0 ? undefined : ([1, 2, 3] as const).find((step) => steps.includes(step));
}

/** Probe or bet from today's view of the gate; a gate that cannot be read counts as a probe. */
export function draftKind(fields: BetFields, startOn: LocalDate): 'probe' | 'bet' {
  return isLocalDate(fields.gateOn) ? kindOf(startOn, fields.gateOn) : 'probe';
}

/**
 * The same draft with a gate that makes it a probe: the one that a fresh form proposes, a review day, or the last day on
 * which it is one. The reading date is what was typed, even after the gate.
 */
export function shortenGate(
  fields: BetFields,
  { startOn, gateOn }: { startOn: LocalDate; gateOn: LocalDate },
): BetFields {
  const isProbe = kindOf(startOn, gateOn) === 'probe';
  return { ...fields, gateOn: isProbe ? gateOn : addDays(startOn, PROBE_DAYS) };
}

/** The two ways out for something that cannot be undone (FIT-CHECK, SLICE-SHRINK). */
export type WayOut = 'spike' | 'slice';

/**
 * A way out of what cannot be undone: whether it can be is asked anew. A spike fills what is true of every spike, but
 * never over a person's words; a slice has to be found by the person.
 */
export function takeWayOut(fields: BetFields, wayOut: WayOut): BetFields {
  const asked = { ...fields, isReversible: '' };
  if (wayOut === 'slice') return asked;
  return {
    ...asked,
    rollout: isEmptyText(fields.rollout) ? 'No user sees it: a spike' : fields.rollout,
    rollback: isEmptyText(fields.rollback) ? 'The spike is thrown away' : fields.rollback,
  };
}

/** All that the three steps ask, in their order. */
export const ALL_STEP_FIELDS: readonly (keyof BetFields)[] = [
  ...STEP_FIELDS[1],
  ...STEP_FIELDS[2],
  ...STEP_FIELDS[3],
];

function keyOf(finding: Finding): string {
  return `${finding.id} ${finding.field}`;
}

/** An edit that makes a known finding worse is its own doing; one that leaves the field alone is not. */
function isSame(finding: Finding, fields: BetFields, question: Question): boolean {
  if (finding.field === 'owner' || question.before === undefined) return true;
  return fields[finding.field] === question.before[finding.field];
}
