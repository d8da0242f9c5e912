import { isId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import {
  type Answer,
  type Approval,
  refuseAnswer,
  refuseTakingBack,
} from '../deviation/approval-rules.ts';
import { putApproval, putDeviation } from '../deviation/project.ts';
import { insertDeviation } from '../deviation/store.ts';
import { endApproval, findApproval, linkApproval } from '../deviation/store-approval.ts';
import { warmRole } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { answerRefusalText, deviateWords, takingBackWords } from './messages.ts';
import { notNowForm, readNotNow } from './short-forms.ts';

/** *Approve*: of two answers at once exactly one is the first. A loose deviation is open from this moment. */
export async function pressApprove(deps: Deps, act: ActionAct): Promise<Reply> {
  return withApproval(deps, { act, value: act.value }, (tx, asked) =>
    answer(tx, { deps, act, asked, says: 'approved', reason: '' }),
  );
}

/** *Not now*: asks for the reason, when the answer can still count. */
export async function pressNotNow(deps: Deps, act: ActionAct): Promise<Reply> {
  return withApproval(deps, { act, value: act.value }, async (tx, { team, approval }) => {
    const given = await answerOf(tx, { act, team, says: 'refused', reason: 'to be said' });
    const refusal = refuseAnswer(approval, given);
    if (refusal !== undefined) return tell(answerRefusalText(refusal, approval));
    return { reply: 'show', view: notNowForm(approval) };
  });
}

/** The reason is given: the author hears it. */
export async function submitNotNow(deps: Deps, act: SubmitAct): Promise<Reply> {
  const reason = readNotNow(act.values);
  return withApproval(deps, { act, value: act.metadata }, (tx, asked) =>
    answer(tx, { deps, act, asked, says: 'refused', reason }),
  );
}

/** *Take it back*: the author's own, while it waits. */
export async function pressWithdraw(deps: Deps, act: ActionAct): Promise<Reply> {
  return withApproval(deps, { act, value: act.value }, async (tx, asked) => {
    const { approval } = asked;
    const refusal = refuseTakingBack(approval, act.userId);
    if (refusal === 'not-yours') return tell(takingBackWords['not-yours']);
    if (refusal === 'over') return tell(takingBackWords.over(approval));
    await end(tx, deps, { act, asked, state: 'withdrawn', reason: '' });
    return tell(takingBackWords.done);
  });
}

interface Asked {
  team: Team;
  approval: Approval;
}

/** Looks up what the button names, and who everybody is now, before one transaction with the work. */
async function withApproval(
  deps: Deps,
  pressed: { act: Act; value: string },
  work: (tx: Tx, asked: Asked) => Promise<Reply>,
): Promise<Reply> {
  const { act, value } = pressed;
  const gone = tell(deviateWords.goneRequest);
  if (!isId('ap', value)) return gone;
  const known = await findApproval(deps.db, act.workspaceId, value);
  const home = known && (await findTeam(deps.db, act.workspaceId, known.teamId));
  if (known === undefined || home === undefined) return gone;
  await warmRole(deps, act, { role: 'approver', team: home, asked: [act.userId, known.askedBy] });
  await deps.people.find(act.workspaceId, known.askedBy);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, act.workspaceId, home.id);
    const approval = await findApproval(tx, act.workspaceId, value);
    return team === undefined || approval === undefined ? gone : work(tx, { team, approval });
  });
}

async function answerOf(
  tx: Tx,
  given: { act: Act; team: Team; says: Answer['says']; reason: string },
): Promise<Answer> {
  const { act, team, says, reason } = given;
  const { workspaceId, userId } = act;
  const standing = await findStanding(tx, { workspaceId, teamId: team.id, userId });
  return { userId, isApprover: may(standing, 'approve-deviation'), says, reason };
}

async function answer(
  tx: Tx,
  what: { deps: Deps; act: Act; asked: Asked; says: Answer['says']; reason: string },
): Promise<Reply> {
  const { deps, act, asked, says, reason } = what;
  const { team, approval } = asked;
  const refusal = refuseAnswer(approval, await answerOf(tx, { act, team, says, reason }));
  if (refusal === 'no-reason') {
    return { reply: 'fix', errors: { reason: answerRefusalText(refusal, approval) } };
  }
  if (refusal !== undefined) return tell(answerRefusalText(refusal, approval));
  await end(tx, deps, { act, asked, state: says, reason });
  return { reply: 'done' };
}

/** Ends a request; what was approved without a one-pager becomes open in the same transaction. */
async function end(
  tx: Tx,
  deps: Deps,
  ending: {
    act: Act;
    asked: Asked;
    state: 'approved' | 'refused' | 'withdrawn';
    reason: string;
  },
): Promise<void> {
  const { act, asked, state, reason } = ending;
  const { team, approval } = asked;
  const { workspaceId, id } = approval;
  const { newId } = deps;
  const isFirst = await endApproval(
    tx,
    { workspaceId, id, state, byUserId: act.userId, reason },
    act.now,
  );
  if (!isFirst) return;
  if (state === 'approved' && approval.draftId === undefined) {
    const { teamId, area, deviation, because, benefit, risk, isReversible } = approval;
    const words = { area, deviation, because, benefit, risk, isReversible };
    const byUserId = approval.askedBy;
    const draft = { ...words, workspaceId, teamId, byUserId, at: act.now };
    const open = await insertDeviation(tx, newId, draft);
    await linkApproval(tx, { workspaceId, id, deviationId: open.id });
    await putDeviation(tx, { newId, team, deviation: open });
  }
  const ended = await findApproval(tx, workspaceId, id);
  if (ended !== undefined) await putApproval(tx, { newId, team, approval: ended });
}
