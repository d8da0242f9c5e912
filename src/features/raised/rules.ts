// A raised andon is there for everybody in the team's channel. It stays open until somebody takes the next step, by name,
// answers it, or puts it into the queue with an owner and a day; without an owner after seven days the weekly list says so.
// An answer is public and says changed, tested, or not accepted because; whoever raised it may say "not answered for me", once
// a week, and then it is open again. Two people together may hide an abusive text. Nobody counts who raises. (ANDON,
// ANDON-WEEKLY, DISSENT-SUCCESS, NO-3, NO-12)

import type { AndonId, TeamId } from '../../lib/ids.ts';
import { addDays, type LocalDate, toLocalDate } from '../../lib/time.ts';
import type { AdditionKind, AnswerKind, Concern } from './concern-rules.ts';

/** Where an andon stands. */
export type AndonState = 'open' | 'taken' | 'queued' | 'answered' | 'withdrawn';

/** A raised andon; those in it acted on it by name. */
export interface Andon extends Concern {
  id: AndonId;
  workspaceId: string;
  teamId: TeamId;
  /** When it was posted, never when it was sent. */
  raisedAt: Date;
  state: AndonState;
  /** Who does the next step, until when. */
  ownerId?: string;
  dueOn?: LocalDate;
  answer?: { kind: AnswerKind; words: string; byUserId: string; at: Date };
  /** Its reporter said that the answer was none. */
  isReopened: boolean;
  /** Who asked to hide its words; hidden once a second person agreed. */
  hideAskedBy?: string;
  isHidden: boolean;
}

/** Something that its reporter added. */
export interface AndonNote {
  id: AndonId;
  kind: AdditionKind;
  words: string;
}

/** An andon waits so long for an owner before the weekly list says that it has none. (ANDON-WEEKLY) */
const ownerWithinDays = 7;

/** Whether it still waits for an answer. */
export function isOpen({ state }: Pick<Andon, 'state'>): boolean {
  return state === 'open' || state === 'taken' || state === 'queued';
}

/** What the weekly list says of an open andon, on a local date. */
export type Standing = 'new' | 'no-owner' | 'owned' | 'overdue';

/** How an open andon stands: without an owner after seven days, or past its owner's day, it is said. (NO-12) */
export function standingOf(andon: Andon, on: { today: LocalDate; zone: string }): Standing {
  if (andon.ownerId === undefined) {
    return on.today >= lateOn(andon, on.zone) ? 'no-owner' : 'new';
  }
  return andon.dueOn !== undefined && andon.dueOn < on.today ? 'overdue' : 'owned';
}

/** The first local date on which an andon has waited too long for an owner. (ANDON-WEEKLY) */
export function lateOn(andon: Pick<Andon, 'raisedAt'>, zone: string): LocalDate {
  return addDays(toLocalDate(andon.raisedAt, zone), ownerWithinDays);
}

/** The day that is proposed for the next step: a week on. */
export function proposeDay(today: LocalDate): LocalDate {
  return addDays(today, ownerWithinDays);
}

/** How many in a span of time; open at its end. Everything counted is public already. */
export interface AndonCounts {
  raised: number;
  answered: number;
  open: number;
}

/** Why an act on an andon is refused. */
export type AndonRefusal =
  | 'gone'
  | 'answered'
  | 'withdrawn'
  | 'hidden'
  | 'same-person'
  | 'no-words';

/** Whether somebody may take, answer or queue it now. */
export function checkActing(andon: Andon | undefined): AndonRefusal | undefined {
  if (andon === undefined) return 'gone';
  if (andon.state === 'answered') return 'answered';
  return andon.state === 'withdrawn' ? 'withdrawn' : undefined;
}

/**
 * What a press on *Hide the words* does: the first asks, another person's hides. Refused when there are no words of its own,
 * when they are hidden already, and to the same person twice. (reliability.md B-86)
 */
export function hide(
  andon: Andon | undefined,
  byUserId: string,
): 'asks' | 'hides' | { refused: AndonRefusal } {
  if (andon === undefined) return { refused: 'gone' };
  if (andon.isHidden) return { refused: 'hidden' };
  if (andon.words === '') return { refused: 'no-words' };
  if (andon.hideAskedBy === undefined) return 'asks';
  return andon.hideAskedBy === byUserId ? { refused: 'same-person' } : 'hides';
}
