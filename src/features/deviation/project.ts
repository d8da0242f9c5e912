import type { ApprovalId, DraftId, NewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import type { Team } from '../team/rules.ts';
import { findTeam, mayRead } from '../team/store.ts';
import { listGoneFrom } from '../team/store-place.ts';
import { listApprovers } from '../team/store-role.ts';
import { type Approval, type AskRefusal, chooseAsked } from './approval-rules.ts';
import type { DeviationWords } from './habit-rules.ts';
import { approvalMessage, approvalNote, closedApproval, deviationMessage } from './messages.ts';
import type { Deviation } from './rules.ts';
import {
  endApproval,
  findApproval,
  insertApproval,
  listApprovals,
  listDraftApprovals,
} from './store-approval.ts';

/**
 * Puts a loose deviation into the team's channel as it stands; one that came with a one-pager is on its card and has no message
 * of its own. It answers what somebody just did, so it does not count in the week's budget.
 */
export async function putDeviation(
  tx: Tx,
  what: { newId: NewId; team: Team; deviation: Deviation },
): Promise<void> {
  const { newId, team, deviation } = what;
  if (deviation.onepagerId !== undefined) return;
  const asked = await listApprovals(tx, { teamId: team.id });
  const approval = asked.find((one) => one.deviationId === deviation.id);
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId,
    address: `deviation:${deviation.id}`,
    to: { channelId: team.channelId },
    content: deviationMessage({ deviation, ...(approval === undefined ? {} : { approval }) }),
  });
}

/** Writes a request down and puts it before the approvers of this moment, all but its author; or why there is nobody to ask. */
export async function askApprovers(
  tx: Tx,
  ask: {
    newId: NewId;
    team: Team;
    words: DeviationWords;
    protects: string;
    askedBy: string;
    draftId?: DraftId;
  },
  now: Date,
): Promise<{ approval: Approval } | { refused: AskRefusal }> {
  const { newId, team, words, protects, askedBy, draftId } = ask;
  const chosen = chooseAsked(await listApprovers(tx, team), askedBy);
  if ('refused' in chosen) return chosen;
  const approval = await insertApproval(tx, newId, {
    ...words,
    workspaceId: team.workspaceId,
    teamId: team.id,
    protects,
    askedBy,
    askedAt: now,
    askedOf: chosen.asked,
    ...(draftId === undefined ? {} : { draftId }),
  });
  await putApproval(tx, { newId, team, approval });
  return { approval };
}

/** Puts a request before those it asks, as it stands; once it is answered, its author hears of it too. */
export async function putApproval(
  tx: Tx,
  what: { newId: NewId; team: Team; approval: Approval },
): Promise<void> {
  const { newId, team, approval } = what;
  const { workspaceId, channelId } = team;
  const message = { workspaceId, newId };
  const address = `approval:${approval.id}`;
  const view = { approval, channelId };
  for (const userId of approval.askedOf) {
    const isOpen = await mayRead(tx, { workspaceId, userId }, team.id);
    const content = isOpen ? approvalMessage(view) : closedApproval();
    await putMessage(tx, { ...message, address: `${address}:${userId}`, to: { userId }, content });
  }
  if (approval.state !== 'approved' && approval.state !== 'refused') return;
  const hasLeft = (await listGoneFrom(tx, team, [approval.askedBy])).length > 0;
  if (hasLeft) return;
  const to = { userId: approval.askedBy };
  await putMessage(tx, { ...message, address: `${address}:end`, to, content: approvalNote(view) });
}

/**
 * Takes back what a draft still asks and does not need any more: it is thrown away, published without the habit, or says
 * something else now. `except` is the request that still fits.
 */
export async function withdrawAsked(
  tx: Tx,
  draft: {
    newId: NewId;
    workspaceId: string;
    draftId: DraftId;
    byUserId: string;
    except?: ApprovalId;
  },
  now: Date,
): Promise<void> {
  const { newId, workspaceId, byUserId } = draft;
  for (const { id, state, teamId } of await listDraftApprovals(tx, draft)) {
    if (state !== 'waiting' || id === draft.except) continue;
    const end = { workspaceId, id, state: 'withdrawn' as const, byUserId, reason: '' };
    await endApproval(tx, end, now);
    const approval = await findApproval(tx, workspaceId, id);
    const team = await findTeam(tx, workspaceId, teamId);
    if (approval !== undefined && team !== undefined)
      await putApproval(tx, { newId, team, approval });
  }
}
