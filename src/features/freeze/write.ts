import type { NewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { majorByRule, outcomeOf, weigh } from '../decide/rules.ts';
import type { Decision } from '../decision/rules.ts';
import { appendDecision } from '../decision/store.ts';
import { noteHabit } from '../deviation/habit-project.ts';
import { settleDeviation } from '../deviation/store.ts';
import { insertDefault } from '../floor/store.ts';
import { amendBet } from '../onepager/amend-rules.ts';
import { HABIT_LABELS } from '../onepager/amendment-rules.ts';
import type { Freeze } from '../onepager/freeze-rules.ts';
import type { OnePager } from '../onepager/rules.ts';
import { amendOnePager, saveOnePagerState } from '../onepager/store.ts';
import { endFreeze } from '../onepager/store-freeze.ts';
import type { Card } from '../review/rules.ts';
import { findOpenReview, listCards } from '../review/store.ts';
import { decideCard } from '../review/store-card.ts';
import type { Team } from '../team/rules.ts';
import { readingsLine, verdictLine } from '../verdict/messages.ts';
import type { Verdict } from '../verdict/rules.ts';
import type { FilledEnding } from './end-form.ts';
import { putEnded, putFreeze } from './project.ts';

/** A filled decision that ends a freeze, with everything it is written from. */
export interface EndingFreeze {
  newId: NewId;
  onepager: OnePager;
  team: Team;
  freeze: Freeze;
  verdict: Verdict;
  filled: FilledEnding;
  byUserId: string;
}

/**
 * Writes the decision with all that follows: the freeze is over, the one-pager runs on, amended or not, or is stopped; its
 * card in a review that is open is decided by it; the channel hears it.
 */
export async function writeEnd(tx: Tx, ending: EndingFreeze, now: Date): Promise<void> {
  const { newId, onepager, team, freeze, filled } = ending;
  const card = await findOpenCard(tx, ending);
  const { bet, amendment } = amendBet(
    onepager.bet,
    filled.ending === 'change'
      ? { change: filled.newChange, because: filled.newBecause, test: filled.newTest }
      : {},
  );
  const decision = await appendDecision(tx, newId, {
    workspaceId: team.workspaceId,
    teamId: team.id,
    onepagerId: onepager.id,
    ...(card === undefined ? {} : { reviewId: card.reviewId }),
    decidedByUserId: ending.byUserId,
    at: now,
    title: onepager.bet.title,
    texts: textsOf(ending, amendment),
    ...marksOf(ending),
  });
  const ended = { at: now, decisionId: decision.id };
  if (!(await endFreeze(tx, freeze.id, ended))) throw new Error('a freeze that was open has ended');
  if (card !== undefined) await decideCard(tx, card.id, decision.id);
  if (amendment !== '') {
    const by = { byUserId: ending.byUserId, at: now, amendment };
    await amendOnePager(tx, { id: onepager.id, bet, ...by });
    const page = { newId, onepager, fields: bet.fields, habitLabel: HABIT_LABELS[bet.habit] };
    await noteHabit(tx, page, now);
  }
  if (filled.ending === 'stop') await retire(tx, { ending, decision }, now);
  else await saveOnePagerState(tx, { id: onepager.id, state: 'running' });
  const over = { newId, team, freeze: { ...freeze, ended } };
  await putFreeze(tx, over, now);
  await putEnded(tx, over);
}

/** Its card in a review that is open and posted. */
async function findOpenCard(tx: Tx, { team, onepager }: EndingFreeze): Promise<Card | undefined> {
  const review = await findOpenReview(tx, team.id);
  if (review === undefined || review.isAhead === true) return undefined;
  const cards = await listCards(tx, review.id);
  return cards.find(({ onepagerId, state }) => onepagerId === onepager.id && state === 'open');
}

function marksOf({ onepager, verdict, filled, byUserId }: EndingFreeze) {
  const isBet = onepager.kind === 'bet';
  // Going on against the rule from the gate on is marked here as everywhere; the evidence review stands for the vote.
  const { isAgainstRule } = weigh(filled.ending, { verdict, votes: [], deciderId: byUserId });
  return {
    kind: filled.ending,
    isAgainstRule,
    isAgainstMajority: false,
    isMajor: majorByRule(filled.ending, { isBet, verdict }) !== undefined,
    endsFreeze: true as const,
    revisitOn: filled.revisitOn,
    outcome: outcomeOf(verdict),
  };
}

function textsOf({ freeze, onepager, verdict, filled }: EndingFreeze, amendment: string) {
  return {
    line: filled.line,
    froze: freeze.reason,
    verdict: verdictLine(verdict, onepager.bet),
    readings: readingsLine(verdict, onepager.bet),
    change: amendment,
    learned: filled.learned,
    saved: filled.saved,
    floor: filled.floor,
  };
}

/** A stop ends the one-pager, settles its deviation with what was learned and may add a line to the floor. */
async function retire(
  tx: Tx,
  what: { ending: EndingFreeze; decision: Decision },
  now: Date,
): Promise<void> {
  const { newId, onepager, team, filled } = what.ending;
  await saveOnePagerState(tx, { id: onepager.id, state: 'stopped', endedAt: now });
  await settleDeviation(tx, {
    ...{ workspaceId: team.workspaceId, onepagerId: onepager.id, state: 'retired' },
    ...{ outcome: filled.line, lesson: filled.learned, at: now },
  });
  if (filled.floor === '') return;
  await insertDefault(tx, newId, {
    ...{ workspaceId: team.workspaceId, teamId: team.id, segment: '', sinceAt: now },
    area: onepager.bet.guardrail.indicator,
    statement: filled.floor,
    harm: filled.learned,
    decisionId: what.decision.id,
  });
}
