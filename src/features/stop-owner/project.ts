import type { NewId, NudgeId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { isOnTheTable, type OnePager } from '../onepager/rules.ts';
import { findOnePager } from '../onepager/store.ts';
import { findStopNaming, type KeptStopAsk, listStopAsksOf } from '../onepager/store-stop.ts';
import { findTeam } from '../team/store.ts';
import { type AskLine, askAddress, askMessage } from './messages.ts';

/** Makes a question show what is true of each one-pager in it; the last word of a transaction that changed it. */
export async function putStopAsk(
  tx: Tx,
  what: { newId: NewId; workspaceId: string; userId: string; nudgeId: NudgeId },
): Promise<{ isAllAnswered: boolean }> {
  const { newId, workspaceId, userId, nudgeId } = what;
  const lines: AskLine[] = [];
  for (const ask of await listStopAsksOf(tx, nudgeId)) {
    const line = await readAskLine(tx, workspaceId, ask);
    if (line !== undefined) lines.push(line);
  }
  await putMessage(tx, {
    ...{ workspaceId, newId, to: { userId } },
    address: askAddress(nudgeId),
    content: askMessage(
      lines.toSorted((one, other) => one.onepager.number - other.onepager.number),
    ),
  });
  return { isAllAnswered: lines.every(({ state }) => state !== 'open') };
}

/** What a question says about one one-pager now; undefined when the workspace has none of this id. */
export async function readAskLine(
  db: Db,
  workspaceId: string,
  ask: KeptStopAsk,
): Promise<AskLine | undefined> {
  const onepager = await findOnePager(db, workspaceId, ask.onepagerId);
  const team = onepager && (await findTeam(db, workspaceId, onepager.teamId));
  if (onepager === undefined || team === undefined) return undefined;
  return {
    onepager,
    channelId: team.channelId,
    namedBy: (await findStopNaming(db, onepager)).byUserId,
    state: isAskedOf(onepager, ask.userId) ? (ask.answer ?? 'open') : 'over',
  };
}

/** Whether this person is the one to answer for it now: it is on the table and names them. */
export function isAskedOf(onepager: OnePager, userId: string): boolean {
  return isOnTheTable(onepager) && onepager.bet.guardrail.stopOwnerId === userId;
}
