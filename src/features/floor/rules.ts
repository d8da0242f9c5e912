// The floor is the list of a team's defaults: how we normally do something, for whom it is proven, since when, and what
// brought it: a deviation, harm that it should not meet again, or somebody who wrote it down. A line comes in two steps.
// First it is a candidate; it becomes a default when it is proven for its segment, by a one-pager whose rule was met or
// when the team confirms it at a later close of a cycle. While users were harmed nothing is promoted. A line that goes
// stays in the change log with its reason. (practices DEFAULTS, COLLATERAL, PROMOTE-RETIRE, T32)

import type {
  CycleId,
  DecisionId,
  DefaultId,
  DeviationId,
  RollupId,
  TeamId,
} from '../../lib/ids.ts';
import { isEmptyText, tidyText } from '../signal/plain-text.ts';

/** A line of the floor as it is written, before it has an id. */
export interface DefaultDraft {
  workspaceId: string;
  teamId: TeamId;
  area: string;
  statement: string;
  /** For whom it is proven; empty means everybody. */
  segment: string;
  sinceAt: Date;
  /** It waits to be proven; otherwise it is a default from the start. */
  isCandidate?: boolean;
  /** What happened to users that brought it. */
  harm?: string;
  deviationId?: DeviationId;
  decisionId?: DecisionId;
}

/** One line of the floor: a candidate until `provenAt`, gone from `retiredAt` on. */
export interface FloorDefault extends Omit<DefaultDraft, 'isCandidate'> {
  id: DefaultId;
  provenAt?: Date;
  /** The entry of the log that proved it, when it came as a candidate. */
  provenBy?: DecisionId;
  retiredAt?: Date;
}

/** What can happen to a line, each once. */
export type FloorChangeKind = 'candidate' | 'default' | 'retired';

/** One line of the change log: what came or went, when, why and by which entry of the log. */
export interface FloorChange {
  line: FloorDefault;
  what: FloorChangeKind;
  at: Date;
  why: string;
  /** Its words before, when proving it found better ones. */
  was: string;
  decisionId?: DecisionId;
}

/** Whether a line waits to be proven. */
export function isCandidate(line: Pick<FloorDefault, 'provenAt'>): boolean {
  return line.provenAt === undefined;
}

/**
 * The candidate that a promotion proves: of the same area and for the same segment, however they are capitalised and spaced;
 * the oldest of several. Undefined when there is none, and then the promotion is a line of its own.
 */
export function findProven<Line extends Pick<FloorDefault, 'area' | 'segment' | 'provenAt'>>(
  floor: readonly Line[],
  promoted: Pick<FloorDefault, 'area' | 'segment'>,
): Line | undefined {
  return floor.find(
    (line) =>
      isCandidate(line) &&
      sameWords(line.area, promoted.area) &&
      sameWords(line.segment, promoted.segment),
  );
}

/** The line that says the same already, so that nobody writes it twice; undefined when there is none. */
export function findSame<Line extends Pick<FloorDefault, 'area' | 'segment' | 'statement'>>(
  floor: readonly Line[],
  wanted: Pick<FloorDefault, 'area' | 'segment' | 'statement'>,
): Line | undefined {
  return floor.find(
    (line) =>
      sameWords(line.area, wanted.area) &&
      sameWords(line.segment, wanted.segment) &&
      sameWords(line.statement, wanted.statement),
  );
}

/** A cycle that closed, as far as its question needs to know it. */
export interface ClosedCycle {
  id: CycleId;
  startsAt: Date;
  closedAt: Date;
}

/**
 * Whether a candidate is old enough to be asked about when this cycle closes: the team has lived with it for at least the
 * second half of the cycle, so that the confirmation is a second look and not the same one twice. (T32)
 */
export function isRipe(line: Pick<FloorDefault, 'sinceAt'>, cycle: ClosedCycle): boolean {
  const half = (cycle.startsAt.getTime() + cycle.closedAt.getTime()) / 2;
  return line.sinceAt.getTime() <= half;
}

/** How many lines one close asks about; the rest are asked at the next, once these are settled. */
const mostAsked = 12;

/** The lines that one close asks about, of all that wait. */
export function cutAsked<Item>(waiting: readonly Item[]): Item[] {
  return waiting.slice(0, mostAsked);
}

/** What can be answered about a loose deviation, or about a candidate. */
export const settleChoices = ['promote', 'retire', 'confirm', 'withdraw'] as const;

/** One of `settleChoices`. The first two are for a deviation, the others for a candidate. */
export type SettleChoice = (typeof settleChoices)[number];

/** Tells whether a text that came from outside is one. */
export function isSettleChoice(text: string): text is SettleChoice {
  return settleChoices.some((choice) => choice === text);
}

/** What a settle line is about: a loose deviation, or a line of the floor that is a candidate. */
export type Subject = { deviationId: DeviationId } | { defaultId: DefaultId };

/** The question that a closed cycle puts below its roll-up. */
export interface SettleAsk {
  cycleId: CycleId;
  workspaceId: string;
  teamId: TeamId;
  rollupId: RollupId;
  channelId: string;
  at: Date;
}

/** What somebody typed to settle a line; `floor` is what the floor learns from harm. */
export interface SettleWords {
  lesson: string;
  isHarmed: boolean;
  statement: string;
  segment: string;
  harm: string;
  floor: string;
}

/** Why a settlement is not taken, by field. */
export type SettleErrors = Partial<
  Record<'lesson' | 'harmed' | 'statement' | 'segment' | 'harm' | 'floor', 'blank' | 'harmed'>
>;

/**
 * Whether a settlement can be taken. A lesson always; a promotion also its statement and segment, and none while users were
 * harmed; whatever is taken back after harm says what happened and what the floor learns. (PROMOTE-RETIRE, COLLATERAL)
 */
export function checkSettle(choice: SettleChoice, words: SettleWords): SettleErrors {
  const isKeeping = choice === 'promote' || choice === 'confirm';
  return {
    ...(isEmptyText(words.lesson) ? { lesson: 'blank' as const } : {}),
    ...(isKeeping && words.isHarmed ? { harmed: 'harmed' as const } : {}),
    ...(choice === 'promote' && isEmptyText(words.statement)
      ? { statement: 'blank' as const }
      : {}),
    ...(choice === 'promote' && isEmptyText(words.segment) ? { segment: 'blank' as const } : {}),
    ...(!isKeeping && words.isHarmed && isEmptyText(words.harm) ? { harm: 'blank' as const } : {}),
    ...(!isKeeping && words.isHarmed && isEmptyText(words.floor)
      ? { floor: 'blank' as const }
      : {}),
  };
}

/** Whether two texts say the same, however they are capitalised and spaced. */
export function sameWords(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

function fold(text: string): string {
  return tidyText(text).toLowerCase();
}
