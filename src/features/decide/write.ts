import type { NewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Decision } from '../decision/rules.ts';
import { appendDecision } from '../decision/store.ts';
import { noteHabit } from '../deviation/habit-project.ts';
import type { Deviation } from '../deviation/rules.ts';
import { settleDeviation } from '../deviation/store.ts';
import { joinFloor } from '../floor/project.ts';
import { amendBet } from '../onepager/amend-rules.ts';
import { HABIT_LABELS } from '../onepager/amendment-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import { amendOnePager, saveOnePagerState } from '../onepager/store.ts';
import type { CardNote } from '../reading/rules.ts';
import { splitWords } from '../review/message-card.ts';
import { type JudgedCard, putCard, putRoot } from '../review/project.ts';
import type { Vote } from '../review/rules.ts';
import { decideCard } from '../review/store-card.ts';
import { readingsLine, verdictLine } from '../verdict/messages.ts';
import { isRuleMet } from '../verdict/rules.ts';
import type { FilledDecision } from './form.ts';
import { minorityReport, outcomeOf } from './rules.ts';

/** A filled decision with everything that it is written from. The card is open, and the form's rules are kept. */
export interface Deciding {
  newId: NewId;
  judged: JudgedCard;
  votes: readonly Vote[];
  note?: CardNote;
  filled: FilledDecision;
  deciderId: string;
}

/** Writes a decision with all that follows from it, and puts the messages that show it; in one transaction. */
export async function writeDecision(tx: Tx, deciding: Deciding, now: Date): Promise<Decision> {
  const { newId, judged, filled } = deciding;
  const { team, review, card, onepager } = judged;
  const { bet, amendment } = amendBet(onepager.bet, {
    ...(filled.newGateOn === undefined ? {} : { gateOn: filled.newGateOn }),
    ...(filled.choice === 'change'
      ? { change: filled.newChange, because: filled.newBecause, test: filled.newTest }
      : {}),
  });
  const decision = await appendDecision(tx, newId, {
    workspaceId: team.workspaceId,
    teamId: team.id,
    onepagerId: onepager.id,
    reviewId: review.id,
    decidedByUserId: deciding.deciderId,
    at: now,
    title: onepager.bet.title,
    texts: textsOf(deciding, amendment),
    outcome: outcomeOf(judged.verdict),
    ...markOf(deciding.filled),
  });
  await decideCard(tx, card.id, decision.id);
  if (amendment !== '') {
    await amendOnePager(tx, {
      id: onepager.id,
      bet,
      byUserId: deciding.deciderId,
      at: now,
      amendment,
    });
    const page = { newId, onepager, fields: bet.fields, habitLabel: HABIT_LABELS[bet.habit] };
    await noteHabit(tx, page, now);
  }
  await settle(tx, { deciding, decision }, now);
  const decided = { ...card, state: 'decided' as const, decisionId: decision.id };
  await putCard(tx, { newId, team, review, card: decided, votes: deciding.votes }, now);
  await putRoot(tx, { newId, team, review }, now);
  const about = { workspaceId: team.workspaceId, newId, onepagerId: onepager.id };
  await putOnePagerCard(tx, about, now);
  return decision;
}

function markOf(filled: FilledDecision) {
  return {
    kind: filled.choice,
    confidence: filled.confidence,
    isAgainstRule: filled.weight.isAgainstRule,
    isAgainstMajority: filled.weight.isAgainstMajority,
    isMajor: filled.isMajor,
    ...(filled.revisitOn === undefined ? {} : { revisitOn: filled.revisitOn }),
  };
}

function textsOf(deciding: Deciding, amendment: string): Record<string, string> {
  const { filled, judged, votes, note } = deciding;
  return {
    line: filled.line,
    because: filled.because,
    verdict: verdictLine(judged.verdict, judged.onepager.bet),
    readings: readingsLine(judged.verdict, judged.onepager.bet),
    split: splitWords(votes),
    minority: minorityReport(filled.choice, votes),
    against: note?.against ?? '',
    newGate: filled.newGateOn ?? '',
    change: filled.choice === 'change' ? amendment : '',
    leverage: filled.leverage,
    learned: filled.learned,
    saved: filled.saved,
    lesson: filled.lesson,
    harm: filled.harm,
    floor: filled.floor,
    ...(filled.choice === 'promote' && !isRuleMet(judged.verdict) ? { candidate: 'yes' } : {}),
    default: filled.default,
    segment: filled.segment,
  };
}

/** What an ending is settled from; not every one has a card. */
interface Settling {
  deciding: Pick<Deciding, 'newId' | 'filled'> & {
    judged: Pick<JudgedCard, 'team' | 'onepager' | 'verdict'>;
  };
  decision: Decision;
}

/** A stop or promotion ends the one-pager, settles its deviation with one lesson and may change the floor. */
export async function settle(tx: Tx, what: Settling, now: Date): Promise<void> {
  const { filled, judged } = what.deciding;
  const { team, onepager } = judged;
  if (filled.choice !== 'stop' && filled.choice !== 'promote') return;
  const isPromoted = filled.choice === 'promote';
  const state = isPromoted ? 'promoted' : 'stopped';
  await saveOnePagerState(tx, { id: onepager.id, state, endedAt: now });
  const promoted = isRuleMet(judged.verdict) ? 'promoted' : 'candidate';
  const deviation = await settleDeviation(tx, {
    workspaceId: team.workspaceId,
    onepagerId: onepager.id,
    state: isPromoted ? promoted : 'retired',
    outcome: filled.line,
    lesson: isPromoted ? filled.lesson : filled.learned,
    at: now,
  });
  if (isPromoted) await promote(tx, { ...what, ...(deviation ? { deviation } : {}) }, now);
  else await learn(tx, what, now);
}

/** What was promoted joins the floor: proven where its rule is met, otherwise as a candidate. */
async function promote(
  tx: Tx,
  what: Settling & { deviation?: Deviation },
  now: Date,
): Promise<void> {
  const { deciding, decision, deviation } = what;
  const { filled, newId, judged } = deciding;
  const { team } = judged;
  await joinFloor(tx, {
    newId,
    isProven: isRuleMet(judged.verdict),
    why: filled.line,
    line: {
      ...{ workspaceId: team.workspaceId, teamId: team.id, sinceAt: now },
      ...{ area: filled.area, statement: filled.default, segment: filled.segment },
      decisionId: decision.id,
      ...(deviation === undefined ? {} : { deviationId: deviation.id }),
    },
  });
}

/** What harmed users leaves a line on the floor, so that the next slice does not meet the same. (COLLATERAL) */
async function learn(tx: Tx, what: Settling, now: Date): Promise<void> {
  const { filled, newId, judged } = what.deciding;
  if (filled.floor === '') return;
  const { team, onepager } = judged;
  await joinFloor(tx, {
    newId,
    isProven: true,
    why: filled.learned,
    line: {
      ...{ workspaceId: team.workspaceId, teamId: team.id, sinceAt: now },
      ...{ area: onepager.bet.guardrail.indicator, statement: filled.floor, segment: '' },
      ...{ harm: filled.harm, decisionId: what.decision.id },
    },
  });
}
