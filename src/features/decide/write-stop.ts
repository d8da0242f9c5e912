import type { NewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { appendDecision } from '../decision/store.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import type { OnePager } from '../onepager/rules.ts';
import { findPlacedCard } from '../review/access.ts';
import { putCard, putRoot } from '../review/project.ts';
import { decideCard } from '../review/store-card.ts';
import type { Team } from '../team/rules.ts';
import { verdictLine } from '../verdict/messages.ts';
import type { Verdict } from '../verdict/rules.ts';
import type { FilledDecision } from './form.ts';
import { outcomeOf } from './rules.ts';
import { settle } from './write.ts';

/** A stop outside of a review, with everything that it is written from. */
export interface Stopping {
  newId: NewId;
  team: Team;
  onepager: OnePager;
  verdict: Verdict;
  filled: FilledDecision;
  deciderId: string;
  /** The open card of a review, which it closes. */
  cardId?: string;
}

/** Writes a stop with all that follows from it, and puts the messages that show it; in one transaction. */
export async function writeStop(tx: Tx, stopping: Stopping, now: Date): Promise<void> {
  const { newId, team, onepager, verdict, filled, deciderId, cardId = '' } = stopping;
  const { workspaceId } = team;
  const placed = await findPlacedCard(tx, workspaceId, cardId);
  const decision = await appendDecision(tx, newId, {
    workspaceId,
    teamId: team.id,
    onepagerId: onepager.id,
    ...(placed === undefined ? {} : { reviewId: placed.review.id }),
    kind: 'stop',
    decidedByUserId: deciderId,
    at: now,
    title: onepager.bet.title,
    texts: {
      line: filled.line,
      verdict: verdictLine(verdict, onepager.bet),
      learned: filled.learned,
      saved: filled.saved,
      harm: filled.harm,
      floor: filled.floor,
    },
    outcome: outcomeOf(verdict),
    confidence: filled.confidence,
    isAgainstRule: false,
    isAgainstMajority: false,
    isMajor: filled.isMajor,
    ...(filled.revisitOn === undefined ? {} : { revisitOn: filled.revisitOn }),
  });
  if (placed !== undefined) await decideCard(tx, placed.card.id, decision.id);
  await settle(
    tx,
    { deciding: { newId, filled, judged: { team, onepager, verdict } }, decision },
    now,
  );
  if (placed !== undefined) {
    const { review, card } = placed;
    const decided = { ...card, state: 'decided' as const, decisionId: decision.id };
    await putCard(tx, { newId, team, review, card: decided }, now);
    await putRoot(tx, { newId, team, review }, now);
  }
  await putOnePagerCard(tx, { workspaceId, newId, onepagerId: onepager.id }, now);
}
