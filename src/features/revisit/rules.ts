// A decision may carry a day on which it is looked at again. From that day on the person who made it is asked, in one
// direct message, whether we would decide the same; when they have left, the one-pager's owner is asked, then a leader.
// The answer becomes an entry of the log of its own that names the decision: the decision itself is never changed. Who
// answers "later" is asked again on the day they choose. What waits stands on Home and in `/onepager decisions due`.
// (product.md *Decide, and remember*)

import type { DecisionId, TeamId } from '../../lib/ids.ts';
import { addDays, type LocalDate } from '../../lib/time.ts';

/** What was answered: `same` and `different` end the asking. */
export type RevisitAnswer = 'same' | 'different';

/** What became of a decision's day to look again; nothing is kept before the first answer. */
export interface Revisit {
  decisionId: DecisionId;
  workspaceId: string;
  teamId: TeamId;
  /** The day from which it is asked about, when that was put off; in the team's zone. */
  askOn: LocalDate;
  answered?: { answer: RevisitAnswer; byUserId: string; at: Date };
}

/** How far ahead *later* is prefilled. */
const laterDays = 30;

/** The day that *ask me again* proposes. */
export function proposeLater(today: LocalDate): LocalDate {
  return addDays(today, laterDays);
}

/**
 * Who is asked about a decision: who made it, else the owner of its one-pager, else the first leader, of those who are
 * active full members of the channel (`present`). Undefined when nobody of them is left.
 */
export function whoIsAsked(
  candidates: { decider?: string; owner?: string; leaders: readonly string[] },
  present: ReadonlySet<string>,
): string | undefined {
  const { decider, owner, leaders } = candidates;
  return [decider, owner, ...leaders].find((userId) => userId !== undefined && present.has(userId));
}

/** What a person filled in when asked whether we would decide the same. */
export type RevisitFilled =
  | { answer: RevisitAnswer; because: string; askOn?: LocalDate }
  | { answer: 'later'; askOn: LocalDate };

/** Why an answer cannot be kept. */
export type RevisitRefusal = 'because-missing' | 'day-missing' | 'day-past';

/**
 * Reads an answer: *differently* needs its line of because, *later* needs a day, and a day lies after `today` (the team's
 * zone). A day beside an answer is when its own entry is looked at again.
 */
export function readAnswer(
  typed: { answer: RevisitAnswer | 'later'; because: string; askOn?: LocalDate },
  today: LocalDate,
): RevisitFilled | { refused: RevisitRefusal } {
  const { answer, because, askOn } = typed;
  if (askOn !== undefined && askOn <= today) return { refused: 'day-past' };
  if (answer === 'later') {
    return askOn === undefined ? { refused: 'day-missing' } : { answer, askOn };
  }
  if (answer === 'different' && because === '') return { refused: 'because-missing' };
  return { answer, because, ...(askOn === undefined ? {} : { askOn }) };
}

/** What the log says in one line about an answer. */
export function answerLine(number: number, answer: RevisitAnswer): string {
  return answer === 'same'
    ? `Asked again about #${number}: we would decide the same.`
    : `Asked again about #${number}: we would decide differently.`;
}

/** What a question is about: the same decision is asked about again only for another day. */
export function subjectOf(decisionId: DecisionId, askOn: LocalDate): string {
  return `${decisionId} ${askOn}`;
}
