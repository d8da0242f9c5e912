// A wrong entry of the log is not changed: a later one supersedes it, either putting its words right or saying that the
// decision holds no longer. Whoever decided, the owner or a leader does that at once, but not for a major decision: that
// takes two keys. Two key-holders of the team turn theirs, neither of them the person who asks; a key counts only while
// its holder is active and still a key-holder. Either may take theirs back until the second is turned, the person who
// asks may end it, and after seven days it ends by itself. (TWO-KEY, T7; product.md *Decide, and remember*; P35, I5)

import type { DecisionId, ReversalId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import type { Decision, DecisionKind } from './rules.ts';

/** What becomes of an entry: its words are put right, or it holds no longer. */
export type CorrectionMode = (typeof CORRECTION_MODES)[number];

/** The two ways to correct an entry, in the order of the form. */
export const CORRECTION_MODES = ['words', 'reverse'] as const;

/** What the superseding entry says; a field that the entry never had is left empty. */
export interface Correction {
  mode: CorrectionMode;
  /** Why the entry is wrong, or holds no longer. */
  because: string;
  title: string;
  line: string;
  learned: string;
  revisitOn?: LocalDate;
}

/** How a question for two keys stands. */
export type ReversalState = 'open' | 'done' | 'expired' | 'withdrawn';

/** Somebody's question to take a major decision back. */
export interface Reversal {
  id: ReversalId;
  workspaceId: string;
  teamId: TeamId;
  decisionId: DecisionId;
  proposedBy: string;
  openedAt: Date;
  expiresAt: Date;
  state: ReversalState;
  settledAt?: Date;
  correction: Correction;
  /** The entry that the second key wrote. */
  entryId?: DecisionId;
}

/** What a key-holder answered last. */
export interface Key {
  userId: string;
  answer: 'turned' | 'withheld';
  at: Date;
}

/** How many keys it takes. */
export const keysNeeded = 2;

const lifeMs = 7 * 24 * 60 * 60 * 1000;

/** When a question that was opened at this instant ends by itself: 168 hours later. */
export function expiresAfter(openedAt: Date): Date {
  return new Date(openedAt.getTime() + lifeMs);
}

/** Why an entry cannot be corrected, or not now. */
export type CorrectionRefusal = 'not-correctable' | 'superseded' | 'waiting' | 'too-few-keys';

const correctable: readonly DecisionKind[] = ['continue', 'change', 'stop', 'promote', 'other'];

/**
 * Whether an entry may be corrected now: `at-once`, `two-keys`, or why not. How a one-pager began and its amendments are not
 * corrected here, because they are amended on its card; a reversal is not reversed, but decided anew. `others` are the
 * key-holders besides the person who asks.
 */
export function planCorrection(
  decision: Pick<Decision, 'kind' | 'supersededByNumber' | 'isMajor' | 'isReversal'>,
  around: { isWaiting: boolean; others: number },
): { plan: 'at-once' | 'two-keys' } | { refused: CorrectionRefusal } {
  if (!isCorrectable(decision)) return { refused: 'not-correctable' };
  if (decision.supersededByNumber !== undefined) return { refused: 'superseded' };
  if (decision.isMajor !== true) return { plan: 'at-once' };
  if (around.isWaiting) return { refused: 'waiting' };
  return around.others < keysNeeded ? { refused: 'too-few-keys' } : { plan: 'two-keys' };
}

/** Whether an entry is of a kind that is corrected in the log at all. */
export function isCorrectable(decision: Pick<Decision, 'kind' | 'isReversal'>): boolean {
  return correctable.includes(decision.kind) && decision.isReversal !== true;
}

/** Why a key does not turn. */
export type KeyRefusal =
  | 'settled'
  | 'expired'
  | 'proposer'
  | 'not-a-holder'
  | 'not-the-asker'
  | 'turned-already'
  | 'withheld-already';

/** A press on one of the two buttons. `holders` are the team's key-holders who are active at this moment. */
export interface KeyPress {
  userId: string;
  holders: readonly string[];
}

/** What turning a key does: it waits for another one, or these two, in the order of turning, complete it. */
export type TurnedKey = { turned: 'waits' } | { turned: 'completes'; keyUserIds: string[] };

/** Turns a key at `now`, on the question and the keys as they are in the same transaction. */
export function turnKey(
  question: { reversal: Reversal; keys: readonly Key[] },
  press: KeyPress,
  now: Date,
): TurnedKey | { refused: KeyRefusal } {
  const { reversal, keys } = question;
  const refused = refusePress(reversal, press, now);
  if (refused !== undefined) return { refused };
  if (press.userId === reversal.proposedBy) return { refused: 'proposer' };
  const counting = countingKeys(reversal, keys, press.holders);
  const isTurned = counting.includes(press.userId);
  const all = isTurned ? counting : [...counting, press.userId];
  // A holder who was away from the workspace and came back brings a key with them that was turned before.
  if (all.length >= keysNeeded) {
    return { turned: 'completes', keyUserIds: all.slice(0, keysNeeded) };
  }
  return isTurned ? { refused: 'turned-already' } : { turned: 'waits' };
}

/** Why a question is not withdrawn at `now`: it is over, or somebody else asked it; undefined when it may be. */
export function refuseWithdraw(
  reversal: Reversal,
  userId: string,
  now: Date,
): KeyRefusal | undefined {
  return (
    refuseOver(reversal, now) ?? (userId === reversal.proposedBy ? undefined : 'not-the-asker')
  );
}

/** What the second button does: it takes a key back or says no in advance; for the person who asked it ends the question. */
export function withholdKey(
  question: { reversal: Reversal; keys: readonly Key[] },
  press: KeyPress,
  now: Date,
): { withheld: 'key' | 'question' } | { refused: KeyRefusal } {
  const { reversal, keys } = question;
  if (press.userId === reversal.proposedBy) {
    const refused = refuseOver(reversal, now);
    return refused === undefined ? { withheld: 'question' } : { refused };
  }
  const refused = refusePress(reversal, press, now);
  if (refused !== undefined) return { refused };
  const mine = keys.find((key) => key.userId === press.userId);
  return mine?.answer === 'withheld' ? { refused: 'withheld-already' } : { withheld: 'key' };
}

/** Whose keys are turned and count, in the order of turning: active holders other than the person who asked, each once. */
export function countingKeys(
  reversal: Pick<Reversal, 'proposedBy'>,
  keys: readonly Key[],
  holders: readonly string[],
): string[] {
  const turned = keys
    .filter((key) => key.answer === 'turned' && key.userId !== reversal.proposedBy)
    .filter((key) => holders.includes(key.userId))
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
  return [...new Set(turned.map((key) => key.userId))];
}

/** Who could still turn a key and has not said no, and who has. */
export function waitingFor(
  reversal: Pick<Reversal, 'proposedBy'>,
  keys: readonly Key[],
  holders: readonly string[],
): { waiting: string[]; withheld: string[] } {
  const turned = countingKeys(reversal, keys, holders);
  const others = holders.filter((one) => one !== reversal.proposedBy && !turned.includes(one));
  const saidNo = (userId: string) =>
    keys.some((key) => key.userId === userId && key.answer === 'withheld');
  return { waiting: others.filter((one) => !saidNo(one)), withheld: others.filter(saidNo) };
}

function refusePress(reversal: Reversal, press: KeyPress, now: Date): KeyRefusal | undefined {
  // Whoever has no key hears just that; the person who asked hears that theirs is not one of the two.
  const isAsker = press.userId === reversal.proposedBy;
  if (!isAsker && !press.holders.includes(press.userId)) return 'not-a-holder';
  return refuseOver(reversal, now);
}

function refuseOver(reversal: Reversal, now: Date): KeyRefusal | undefined {
  if (reversal.state === 'expired') return 'expired';
  if (reversal.state !== 'open') return 'settled';
  return now >= reversal.expiresAt ? 'expired' : undefined;
}
