// A departure in a protected area is put before the team's approvers, all but its author. The first answer counts: approved,
// it becomes open at that moment; not now comes with a reason. Until then its author may take it back, and nothing of it is
// lost. Whether somebody may answer is decided at the press, on who they are then: an approver who has left, was made a
// guest or gave the role back may not. What was agreed to is this departure in these words: changed, it asks again.
// (NOVELTY-NOGO; product.md *Deviate*)

import type { ApprovalId, DeviationId, DraftId, TeamId } from '../../lib/ids.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import { type DeviationWords, isSameWords } from './habit-rules.ts';

/** Where a request stands. */
export type ApprovalState = 'waiting' | 'approved' | 'refused' | 'withdrawn';

/** A request as it is written, before it has an id. */
export interface ApprovalDraft extends DeviationWords {
  workspaceId: string;
  teamId: TeamId;
  /** The draft of the one-pager whose habit it is; missing for a loose one. */
  draftId?: DraftId;
  /** The protected area, as the team spells it. */
  protects: string;
  askedBy: string;
  askedAt: Date;
  /** Who got a message. */
  askedOf: readonly string[];
}

/** A request to depart in a protected area, with the whole departure in it. */
export interface Approval extends ApprovalDraft {
  id: ApprovalId;
  state: ApprovalState;
  answeredBy?: string;
  answeredAt?: Date;
  /** Why not now; empty otherwise. */
  reason: string;
  /** What it became. */
  deviationId?: DeviationId;
}

/** Why nobody can be asked. */
export type AskRefusal = 'no-approver' | 'only-author';

/** Who is asked: every approver of this moment but the author; or why there is nobody. */
export function chooseAsked(
  approvers: readonly string[],
  authorId: string,
): { asked: string[] } | { refused: AskRefusal } {
  const asked = [...new Set(approvers)].filter((userId) => userId !== authorId);
  if (asked.length > 0) return { asked };
  return { refused: approvers.length === 0 ? 'no-approver' : 'only-author' };
}

/** Why an answer does not count. */
export type AnswerRefusal = 'answered' | 'withdrawn' | 'own' | 'not-an-approver' | 'no-reason';

/** Somebody's answer to a request. */
export interface Answer {
  userId: string;
  /** On who they are at the press. */
  isApprover: boolean;
  says: 'approved' | 'refused';
  reason: string;
}

/** Whether an answer counts. What is over is said before what is not theirs, and a missing reason last. */
export function refuseAnswer(
  approval: Pick<Approval, 'state' | 'askedBy'>,
  answer: Answer,
): AnswerRefusal | undefined {
  if (approval.state === 'withdrawn') return 'withdrawn';
  if (approval.state !== 'waiting') return 'answered';
  if (approval.askedBy === answer.userId) return 'own';
  if (!answer.isApprover) return 'not-an-approver';
  return answer.says === 'refused' && isEmptyText(answer.reason) ? 'no-reason' : undefined;
}

/** Whether somebody may take a request back: its author, while it waits. */
export function refuseTakingBack(
  approval: Pick<Approval, 'state' | 'askedBy'>,
  userId: string,
): 'not-yours' | 'over' | undefined {
  if (approval.askedBy !== userId) return 'not-yours';
  return approval.state === 'waiting' ? undefined : 'over';
}

/** The newest request for a draft that says exactly this, and is not over without a yes; undefined when it has to be asked. */
export function findCovering(
  approvals: readonly Approval[],
  words: DeviationWords,
): Approval | undefined {
  return approvals.findLast(
    (one) => (one.state === 'approved' || one.state === 'waiting') && isSameWords(one, words),
  );
}
