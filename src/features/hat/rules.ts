// The anthropologist hat is the other small dose of a cycle: one looks at the own place as a guest would. It takes one real
// case, a slice and not the whole organisation, and makes tacit things plain instead of blaming: what the situation was, which
// traits of the culture show, which symptoms follow, and which loop keeps it alive. Each loop suggests a counter-move. A case is its author's:
// they choose who reads it, nobody else finds or counts it, and nothing is ever posted. (ANTHRO, ANTHRO-BALANCE, ANTHRO-UNSAFE, NO-21)

import type { HatId, TeamId } from '../../lib/ids.ts';
import { isEmptyText } from '../signal/plain-text.ts';

/** Traits of the culture that a case can show. (ANTHRO-TRAITS) */
export const traits = ['no-guidance', 'no-context', 'siloed', 'conflict-averse'] as const;
/** One of `traits`. */
export type Trait = (typeof traits)[number];

/** What follows from them. (ANTHRO-SYMPT) */
export const symptoms = ['faux-alignment', 'fragmented', 'drift', 'no-experiments'] as const;
/** One of `symptoms`. */
export type Symptom = (typeof symptoms)[number];

/** What keeps it going; the loop of drift is elsewhere called thrash. (ANTHRO-LOOPS) */
export const loops = ['appearance', 'silo', 'drift', 'silence'] as const;
/** One of `loops`. */
export type Loop = (typeof loops)[number];

/** What works against a loop. (ANTHRO-BALANCE) */
export const moves = ['how-checkpoint', 'one-to-ones', 'prototype', 'publish'] as const;
/** One of `moves`. */
export type Move = (typeof moves)[number];

/** Who reads a case: its author, people they name, the team, or every full member of the workspace. (ANTHRO-UNSAFE) */
export const visibilities = ['me', 'people', 'team', 'workspace'] as const;
/** One of `visibilities`. */
export type Visibility = (typeof visibilities)[number];

/** What an author writes down. */
export interface HatContent {
  context: string;
  traits: Trait[];
  symptoms: Symptom[];
  loops: Loop[];
  /** How the loop feeds itself, in a few lines. */
  turns: string;
  moves: Move[];
}

/** The same with who shall read it, as it stands in a form. */
export interface HatTyped extends HatContent {
  visibility: Visibility;
  /** Whom the author names; kept while another choice is looked at. */
  readerIds: string[];
}

/** A case. `content` is what was saved, `typed` what its author has in the form; one of them is there. */
export interface HatCase {
  id: HatId;
  workspaceId: string;
  teamId: TeamId;
  authorId: string;
  visibility: Visibility;
  readerIds: readonly string[];
  content?: HatContent;
  typed?: HatTyped;
  updatedAt: Date;
  savedAt?: Date;
  /** Since when the whole team may read it. */
  sharedAt?: Date;
}

/** An empty form: private until its author says otherwise. */
export const emptyTyped: HatTyped = {
  context: '',
  ...{ traits: [], symptoms: [], loops: [] },
  turns: '',
  moves: [],
  visibility: 'me',
  readerIds: [],
};

/** The counter-move that a loop suggests. The pairs are ours, by the order in which the method lists both. (ANTHRO-BALANCE) */
export const counterMoves: Readonly<Record<Loop, Move>> = {
  appearance: 'how-checkpoint',
  silo: 'one-to-ones',
  drift: 'prototype',
  silence: 'publish',
};

/**
 * The counter-moves to show as chosen after the loops changed: what was chosen stays, each newly named loop brings its own, and
 * what only a loop that is gone had brought goes with it.
 */
export function suggestMoves(
  chosen: readonly Move[],
  change: { before: readonly Loop[]; after: readonly Loop[] },
): Move[] {
  const { before, after } = change;
  const added = after.filter((loop) => !before.includes(loop)).map((loop) => counterMoves[loop]);
  const gone = before.filter((loop) => !after.includes(loop)).map((loop) => counterMoves[loop]);
  return moves.filter(
    (move) => added.includes(move) || (chosen.includes(move) && !gone.includes(move)),
  );
}

/** Somebody who would read a case. */
export interface CaseViewer {
  userId: string;
  /** A full member of the workspace: no guest, nobody from another organisation, nobody who left. */
  isFull: boolean;
  /** A member of the home channel of the case's team. */
  isInTeam: boolean;
}

/** Whether this person may read what was saved of a case; nobody but its author knows of one that was not saved. */
export function mayReadCase(
  one: Pick<HatCase, 'authorId' | 'visibility' | 'readerIds' | 'savedAt'>,
  viewer: CaseViewer,
): boolean {
  if (!viewer.isFull) return false;
  if (viewer.userId === one.authorId) return true;
  if (one.savedAt === undefined) return false;
  switch (one.visibility) {
    case 'me':
      return false;
    case 'people':
      return one.readerIds.includes(viewer.userId);
    case 'team':
      return viewer.isInTeam;
    case 'workspace':
      return true;
  }
}

/**
 * Since when the whole team may read a case that is saved now: from the first such saving on; undefined while it may not. Only
 * such a case counts as the cycle's dose: a number with nothing to read behind it would ask who wrote in private. (DOSE, T36)
 */
export function sharedSince(
  before: Pick<HatCase, 'sharedAt'> | undefined,
  visibility: Visibility,
  now: Date,
): Date | undefined {
  if (visibility !== 'team' && visibility !== 'workspace') return undefined;
  return before?.sharedAt ?? now;
}

/** Why a case is not saved, by field. */
export type HatErrors = Partial<{
  context: 'blank';
  loops: 'none';
  readers: 'none' | 'not-full';
}>;

/** Whether a case can be saved: a context, something seen in it, and readers who may be named. */
export function checkCase(
  typed: HatTyped,
  people: { isFull(userId: string): boolean; authorId: string },
): HatErrors {
  const isSeen = typed.traits.length + typed.symptoms.length + typed.loops.length > 0;
  const named = typed.readerIds.filter((userId) => userId !== people.authorId);
  return {
    ...(isEmptyText(typed.context) ? { context: 'blank' as const } : {}),
    ...(isSeen ? {} : { loops: 'none' as const }),
    ...(typed.visibility !== 'people' ? {} : checkReaders(named, people.isFull)),
  };
}

/** A hint about how a case is written; it never holds anybody up. */
export type HatHint = 'whole-organisation' | 'critique';

/** Looks whether a case is about everybody at once, or reads as blame. A word list, nothing more. (NO-21) */
export function findHints({ context, turns }: Pick<HatContent, 'context' | 'turns'>): HatHint[] {
  const text = `${context}\n${turns}`.toLowerCase();
  return [
    ...(wholeOrganisation.test(text) ? ['whole-organisation' as const] : []),
    ...(critique.test(text) ? ['critique' as const] : []),
  ];
}

const wholeOrganisation =
  /\b(the whole (company|org|organi[sz]ation|place)|everybody here|everyone here|nobody here|we all always|the entire (company|organi[sz]ation)|all teams|every team)\b/u;
const critique =
  /\b(incompetent|stupid|lazy|idiots?|useless|clueless|to blame|fault of|their fault|his fault|her fault|should be fired)\b/u;

function checkReaders(named: readonly string[], isFull: (userId: string) => boolean): HatErrors {
  if (named.length === 0) return { readers: 'none' };
  return named.every(isFull) ? {} : { readers: 'not-full' };
}

/** Tells whether a text that came from outside names one of these. */
export function isOneOf<const Name extends string>(
  names: readonly Name[],
  text: string,
): text is Name {
  return names.some((name) => name === text);
}
