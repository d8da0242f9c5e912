import type { DecisionId, NewId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { findNewestWording } from '../decision/access.ts';
import { getDecision } from '../decision/store.ts';
import type { Freeze } from '../onepager/freeze-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import type { OnePager } from '../onepager/rules.ts';
import { getOnePager } from '../onepager/store.ts';
import { findFreezeEndedBy } from '../onepager/store-freeze.ts';
import { putOpenCard } from '../review/project.ts';
import type { Team } from '../team/rules.ts';
import { readCalled, readKnown } from './access.ts';
import { type AnnouncementView, announcement, endedMessage, evidenceMessage } from './messages.ts';

/** A freeze with its team, and what writes it. */
export interface PlacedFreeze {
  newId: NewId;
  team: Team;
  freeze: Freeze;
}

/**
 * Makes everything show a freeze as it is now: the announcement, its evidence review once that is open, the one-pager's card,
 * and its card and line in a review that is open. The last word of a transaction that changed it.
 */
export async function putFreeze(tx: Tx, placed: PlacedFreeze, now: Date): Promise<void> {
  const { newId, team, freeze } = placed;
  const { workspaceId } = team;
  const onepager = await getOnePager(tx, workspaceId, freeze.onepagerId);
  const view = await readView(tx, placed, onepager);
  await putMessage(tx, {
    ...{ workspaceId, newId, address: freezeAddress(freeze) },
    to: { channelId: team.channelId },
    content: announcement(view),
  });
  if (freeze.openedAt !== undefined) await putEvidence(tx, placed, now);
  await putOnePagerCard(tx, { workspaceId, newId, onepagerId: onepager.id }, now);
  await putOpenCard(tx, { newId, team, onepagerId: onepager.id }, now);
}

/** Tells the channel how a freeze ended, in its thread and beside it; what it says follows its decision's newest wording. */
export async function putEnded(tx: Tx, placed: PlacedFreeze): Promise<void> {
  const { newId, team, freeze } = placed;
  const onepager = await getOnePager(tx, team.workspaceId, freeze.onepagerId);
  const { decision, ...view } = await readView(tx, placed, onepager);
  if (decision === undefined) return;
  await putMessage(tx, {
    ...{ workspaceId: team.workspaceId, newId, address: `${freezeAddress(freeze)}:ended` },
    to: { channelId: team.channelId },
    inThreadOf: freezeAddress(freeze),
    isBroadcast: true,
    content: endedMessage({ ...view, decision }),
  });
}

/** Makes all that told how a freeze ended say what its decision says now; nothing when none of these ended one. */
export async function refreshEnded(
  tx: Tx,
  what: { newId: NewId; team: Team; decisionIds: readonly DecisionId[] },
  now: Date,
): Promise<void> {
  const { newId, team, decisionIds } = what;
  const freeze = await findFreezeEndedBy(tx, team.workspaceId, decisionIds);
  if (freeze === undefined) return;
  await putFreeze(tx, { newId, team, freeze }, now);
  await putEnded(tx, { newId, team, freeze });
}

/** The evidence review in the freeze's thread, with its clock as of `now`. */
export async function putEvidence(tx: Tx, placed: PlacedFreeze, now: Date): Promise<void> {
  const { newId, team, freeze } = placed;
  const { openedAt } = freeze;
  if (openedAt === undefined) return;
  const onepager = await getOnePager(tx, team.workspaceId, freeze.onepagerId);
  const view = await readView(tx, placed, onepager);
  await putMessage(tx, {
    ...{ workspaceId: team.workspaceId, newId, address: `${freezeAddress(freeze)}:review` },
    to: { channelId: team.channelId },
    inThreadOf: freezeAddress(freeze),
    isBroadcast: true,
    content: evidenceMessage(
      {
        ...view,
        openedAt,
        isLate: openedAt.getTime() - freeze.reviewAt.getTime() > onTimeMs,
        known: await readKnown(tx, { onepager, team }, freeze.ended?.at ?? now),
      },
      now,
    ),
  });
}

/** What a freeze's messages show of it. */
export async function readView(
  tx: Tx,
  { team, freeze }: Omit<PlacedFreeze, 'newId'>,
  onepager: OnePager,
): Promise<AnnouncementView> {
  const logged = freeze.ended && (await getDecision(tx, team.workspaceId, freeze.ended.decisionId));
  const decision = logged && (await findNewestWording(tx, logged));
  return {
    ...{ freeze, onepager },
    called: await readCalled(tx, { onepager, team }, freeze.reviewAt),
    ...(decision === undefined ? {} : { decision }),
  };
}

/** The address of a freeze's announcement, which starts its thread. */
export function freezeAddress(freeze: Pick<Freeze, 'id'>): string {
  return `freeze:${freeze.id}`;
}

const onTimeMs = 10 * 60_000;
