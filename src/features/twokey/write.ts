import type { DecisionId, NewId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Correction } from '../decision/reversal-rules.ts';
import type { Decision, DecisionDraft } from '../decision/rules.ts';
import { appendDecision, getDecision } from '../decision/store.ts';
import { unpromotedOutcome } from '../deviation/messages.ts';
import { reopenDeviation, unpromoteDeviation } from '../deviation/store-open.ts';
import { retireDefaults } from '../floor/store.ts';
import { refreshEnded } from '../freeze/project.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import { getOnePager, saveOnePagerState } from '../onepager/store.ts';
import { putCard, putRoot, refreshClosed } from '../review/project.ts';
import { findReview, listCards } from '../review/store.ts';
import { refreshRollup } from '../rollup/project.ts';
import type { Team } from '../team/rules.ts';

/** What a correction is written from. */
export interface Correcting {
  newId: NewId;
  team: Team;
  decision: Decision;
  correction: Correction;
  byUserId: string;
  /** Whose keys it took; missing when it took none. */
  keyUserIds?: readonly string[];
}

/** Writes the entry that supersedes another, with all that follows from it; in one transaction. */
export async function writeCorrection(
  tx: Tx,
  correcting: Correcting,
  now: Date,
): Promise<Decision> {
  const { newId, team, decision, correction } = correcting;
  const entry = await appendDecision(tx, newId, {
    ...(correction.mode === 'words' ? rightedDraft(correcting) : reversedDraft(correcting)),
    workspaceId: team.workspaceId,
    teamId: team.id,
    decidedByUserId: correcting.byUserId,
    at: now,
    supersedesId: decision.id,
    ...(decision.onepagerId === undefined ? {} : { onepagerId: decision.onepagerId }),
    ...(correcting.keyUserIds === undefined ? {} : { keyUserIds: correcting.keyUserIds }),
  });
  const chain = await listChain(tx, decision);
  if (correction.mode === 'reverse') await undo(tx, { ...correcting, chain, entry }, now);
  await redrawCard(tx, { ...correcting, chain }, now);
  await refreshEnded(tx, { newId, team, decisionIds: chain }, now);
  await refreshRollup(tx, { newId, team }, now);
  return entry;
}

/** The same decision in better words: everything else travels on. */
function rightedDraft({ decision, correction }: Correcting): EntryDraft {
  const { line, learned, because } = correction;
  return {
    kind: decision.kind,
    title: correction.title === '' ? decision.title : correction.title,
    texts: { ...decision.texts, line, learned, corrected: because },
    isAgainstRule: decision.isAgainstRule,
    isAgainstMajority: decision.isAgainstMajority,
    ...(decision.reviewId === undefined ? {} : { reviewId: decision.reviewId }),
    ...(decision.confidence === undefined ? {} : { confidence: decision.confidence }),
    ...(decision.outcome === undefined ? {} : { outcome: decision.outcome }),
    ...(decision.isMajor === true ? { isMajor: true } : {}),
    ...(correction.revisitOn === undefined ? {} : { revisitOn: correction.revisitOn }),
  };
}

/** It holds no longer: a call of its own, which is not counted as a decision on a card. */
function reversedDraft({ decision, correction }: Correcting): EntryDraft {
  return {
    kind: 'other',
    title: decision.title,
    texts: { line: correction.because },
    isAgainstRule: false,
    isAgainstMajority: false,
    isReversal: true,
  };
}

type EntryDraft = Omit<
  DecisionDraft,
  'workspaceId' | 'teamId' | 'decidedByUserId' | 'at' | 'supersedesId' | 'onepagerId' | 'keyUserIds'
>;

/** The entry and those that it corrects itself, back to the first: what was done then hangs on that one. */
async function listChain(db: Db, decision: Decision): Promise<DecisionId[]> {
  const chain = [decision.id];
  let { supersedesId } = decision;
  while (supersedesId !== undefined) {
    chain.push(supersedesId);
    ({ supersedesId } = await getDecision(db, decision.workspaceId, supersedesId));
  }
  return chain;
}

/** A default that it made leaves the floor, and the deviation behind it with it; a one-pager that it stopped runs again. */
async function undo(
  tx: Tx,
  undone: Correcting & { chain: readonly DecisionId[]; entry: Decision },
  now: Date,
): Promise<void> {
  const { team, decision, newId, entry } = undone;
  const { workspaceId } = team;
  await retireDefaults(tx, {
    ...{ workspaceId, decisionIds: undone.chain, at: now },
    ...{ why: undone.correction.because, byDecisionId: entry.id },
  });
  const { onepagerId } = decision;
  if (onepagerId === undefined) return;
  if (decision.kind === 'promote') {
    await unpromoteDeviation(tx, { workspaceId, onepagerId, outcome: unpromotedOutcome, at: now });
  }
  if (decision.kind !== 'stop') return;
  const onepager = await getOnePager(tx, workspaceId, onepagerId);
  if (onepager.state !== 'stopped') return;
  await saveOnePagerState(tx, { id: onepagerId, state: 'running' });
  await reopenDeviation(tx, { workspaceId, onepagerId });
  await putOnePagerCard(tx, { workspaceId, newId, onepagerId }, now);
}

/** The card on which it was decided says what corrects it. */
async function redrawCard(
  tx: Tx,
  corrected: Correcting & { chain: readonly DecisionId[] },
  now: Date,
): Promise<void> {
  const { team, decision, newId, chain } = corrected;
  if (decision.reviewId === undefined) return;
  const review = await findReview(tx, team.workspaceId, decision.reviewId);
  if (review === undefined) return;
  for (const card of await listCards(tx, review.id)) {
    const isIt = card.decisionId !== undefined && chain.includes(card.decisionId);
    if (isIt) await putCard(tx, { newId, team, review, card }, now);
  }
  if (review.state === 'open') await putRoot(tx, { newId, team, review }, now);
  else await refreshClosed(tx, { newId, team, review }, now);
}
