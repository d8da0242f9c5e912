import type { DraftId, NewId, OnePagerId, TeamId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { BetFields } from '../quality/rules.ts';
import { findCovering } from './approval-rules.ts';
import { deviationOf, followHabit } from './habit-rules.ts';
import { takenOutWords } from './messages.ts';
import { findOpenDeviation, insertDeviation, settleDeviationById } from './store.ts';
import { linkApproval, listDraftApprovals } from './store-approval.ts';
import { rewordDeviation } from './store-open.ts';

/**
 * Makes a one-pager's deviation say what its page says now: written with the first habit, reworded with the page, ended with
 * the habit. What an approver had agreed to for this draft is kept with it. In the transaction that changes the page.
 */
export async function noteHabit(
  tx: Tx,
  page: {
    newId: NewId;
    onepager: { id: OnePagerId; workspaceId: string; teamId: TeamId; ownerId: string };
    fields: BetFields;
    habitLabel: string;
    /** The draft that it is published or saved from. */
    draftId?: DraftId;
  },
  now: Date,
): Promise<void> {
  const { newId, onepager, fields, draftId } = page;
  const { workspaceId, teamId } = onepager;
  const words = deviationOf(fields, page.habitLabel);
  const standing = await findOpenDeviation(tx, workspaceId, onepager.id);
  const following = followHabit(standing, words);
  if (following === 'leave') return;
  if (words === undefined) {
    if (standing === undefined) return;
    const end = { workspaceId, id: standing.id, state: 'retired' as const, at: now };
    await settleDeviationById(tx, { ...end, ...takenOutWords });
    return;
  }
  if (standing !== undefined) await rewordDeviation(tx, { workspaceId, id: standing.id, words });
  const id =
    standing?.id ??
    (
      await insertDeviation(tx, newId, {
        ...words,
        workspaceId,
        teamId,
        onepagerId: onepager.id,
        byUserId: onepager.ownerId,
        at: now,
      })
    ).id;
  if (draftId === undefined) return;
  const asked = await listDraftApprovals(tx, { workspaceId, draftId });
  const agreed = findCovering(asked, words);
  if (agreed?.state !== 'approved') return;
  await linkApproval(tx, { workspaceId, id: agreed.id, deviationId: id });
}
