// Logging a decision closes a card. Whoever decides may go against the vote or the rule, but then says why in one line,
// needs at least one other person's vote for it, and the entry is marked so for ever. Going on from the gate on needs a
// new gate; a change needs a new mechanism or test and says how deep it reaches; a stop says what was learned and, if
// users were harmed, what the floor learns; promoting names the default and the segment. The lines of those who lost the
// vote are kept as the minority report. A major decision (on a bet, of several teams, a new default) is looked at again on a
// date, and only two keys take it back. (REVIEW-CCS, MINORITY-REPORT, LEVERAGE-ID, PROMOTE-RETIRE, T11; product.md *Review*)

import { addDays, type LocalDate } from '../../lib/time.ts';
import { CARD_CALLS, type DecisionOutcome, type Moved } from '../decision/rules.ts';
import { type Choice, majorityOf, type Vote } from '../review/rules.ts';
import { formatMeasure, formatValue } from '../signal/measure.ts';
import { isRuleMet, type SignalResult, type Verdict } from '../verdict/rules.ts';

/** What can be decided on a card. */
export const DECISIONS = CARD_CALLS;

/** One of `DECISIONS`. */
export type DecisionChoice = (typeof DECISIONS)[number];

/** How deep a change reaches; the deeper, the more it can move and the more it is resisted. */
export const LEVERAGE_LEVELS = ['parameter', 'feedback', 'structure', 'goal'] as const;

/** What a decision is weighed against. */
export interface Weighed {
  verdict: Pick<Verdict, 'phase' | 'says'>;
  votes: readonly Vote[];
  deciderId: string;
}

/** How a choice stands to the vote and the rule, and what it therefore asks. */
export interface Weight {
  isAgainstRule: boolean;
  isAgainstMajority: boolean;
  needsBecause: boolean;
  /** It goes against one of them, and nobody but the decider has voted for it. */
  lacksOtherVote: boolean;
  needsNewGate: boolean;
}

/** Tells whether a text names something that can be decided. */
export function isDecision(text: string): text is DecisionChoice {
  return DECISIONS.some((choice) => choice === text);
}

/** The vote that a decision agrees with: to promote is to go on. */
export function voteFor(choice: DecisionChoice): Choice {
  return choice === 'promote' ? 'continue' : choice;
}

/**
 * Weighs a choice: against the majority, or from the gate on against the rule: going on against *don't continue*, anything
 * but a stop against *stop outright*.
 */
export function weigh(choice: DecisionChoice, weighed: Weighed): Weight {
  const { verdict, votes, deciderId } = weighed;
  const vote = voteFor(choice);
  const majority = majorityOf(votes);
  const isAtGate = verdict.phase === 'at-gate';
  const isAgainstMajority = majority !== undefined && majority !== vote;
  const isAgainstRule = isAtGate && isAgainst(vote, verdict.says);
  const needsBecause = isAgainstMajority || isAgainstRule;
  const hasOtherVote = votes.some((other) => other.userId !== deciderId && other.choice === vote);
  return {
    isAgainstRule,
    isAgainstMajority,
    needsBecause,
    lacksOtherVote: needsBecause && !hasOtherVote,
    needsNewGate: isAtGate && (choice === 'continue' || choice === 'change'),
  };
}

/** Why a decision is major without anybody saying so. */
export type MajorReason = 'bet' | 'default';

/**
 * Whether a choice is major by rule: a new default, and whatever is decided on a bet, but for going on before its gate, which
 * decides nothing new. That several teams are bound only people know, and tick. (T11)
 */
export function majorByRule(
  choice: DecisionChoice,
  about: { isBet: boolean; verdict: Pick<Verdict, 'phase'> },
): MajorReason | undefined {
  if (choice === 'promote') return 'default';
  if (!about.isBet) return undefined;
  return choice === 'continue' && about.verdict.phase !== 'at-gate' ? undefined : 'bet';
}

/**
 * What the form may rest on for a person: while the votes are hidden from them, on the rule alone, so that no field tells
 * by being there or filled in how the others voted. What the decision itself is held to is weighed when it is logged.
 */
export function seenBy<T extends Weighed>(weighed: T, isSplitShown: boolean): T {
  return isSplitShown ? weighed : { ...weighed, votes: [] };
}

/** What the form proposes: the majority's choice, otherwise the rule's; *don't continue* alone proposes to stop. */
export function proposeChoice(weighed: Pick<Weighed, 'verdict' | 'votes'>): DecisionChoice {
  const majority = majorityOf(weighed.votes);
  if (majority !== undefined) return majority;
  const { says } = weighed.verdict;
  return says === 'dont-continue' || says === 'stop' ? 'stop' : 'continue';
}

/** The proposed new gate: one cycle after the old one, or after today when the old one is past. */
export function proposeGate(
  gateOn: LocalDate,
  at: { today: LocalDate; cycleDays: number },
): LocalDate {
  return addDays(gateOn > at.today ? gateOn : at.today, at.cycleDays);
}

/** When the owner is asked whether we would decide the same: 90 days on. (T20) */
export function proposeRevisit(today: LocalDate): LocalDate {
  return addDays(today, 90);
}

/** The lines of those who voted for something else, `Stop: …`, one a line; plain text. (MINORITY-REPORT) */
export function minorityReport(choice: DecisionChoice, votes: readonly Vote[]): string {
  return votes
    .filter((vote) => vote.choice !== voteFor(choice) && vote.reason !== '')
    .map((vote) => `${upperFirst(vote.choice)}: ${vote.reason}`)
    .join('\n');
}

/** What the numbers said, frozen for the roll-up: outcome signals of the rule that have a number now. */
export function outcomeOf(verdict: Verdict): DecisionOutcome {
  return {
    isAtGate: verdict.phase === 'at-gate',
    isRuleMet: isRuleMet(verdict),
    moved: listOutcomes(verdict).flatMap(movedOf),
  };
}

function isAgainst(vote: Choice, says: Verdict['says']): boolean {
  return (says === 'dont-continue' && vote === 'continue') || (says === 'stop' && vote !== 'stop');
}

/** An outcome that only an alternative names counts too; what is in the rule itself is told once. */
function listOutcomes({ clauses, alternatives }: Verdict): SignalResult[] {
  const known = new Set(clauses.map(({ signal }) => signal.id));
  return [...clauses, ...alternatives.filter(({ signal }) => !known.has(signal.id))];
}

function movedOf({ signal, judgement }: SignalResult): Moved[] {
  const { direction, value, denominator } = judgement;
  if (signal.kind !== 'outcome' || value === undefined || direction === 'no-rule') return [];
  return [
    {
      signal: signal.name,
      before: formatMeasure(signal.baseline),
      after: formatValue(value, signal.baseline),
      ...(denominator === undefined ? {} : { n: denominator }),
      isMet: judgement.state === 'met',
      direction,
    },
  ];
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
