import { transact } from '../db/transact.ts';
import type { SlackFailure } from '../slack/failures.ts';
import { type Claimed, deadAs, replaced, unseen } from './claimed.ts';
import { readLane, saveLane } from './lane-store.ts';
import { tryPark } from './parking.ts';
import type { SenderParts } from './parts.ts';
import { forgetShown, forgetThread, recordTrouble, threadGone } from './queue.ts';
import { lookAfterMs, retryDelayMs } from './rules.ts';

/** Codes of a message that is still there, and stays as it is. (F-42) */
const standing: ReadonlySet<string> = new Set(['cant_update_message', 'edit_window_closed']);

/**
 * What follows from a failed send: later, look first, silence for the workspace, or a person who has to mend it. True when
 * the workspace shut us out. (the table at the end of reliability.md section 6)
 */
export async function settleFailure(
  parts: SenderParts,
  message: Claimed,
  failure: SlackFailure,
): Promise<boolean> {
  const now = parts.machineNow();
  const isUpdate = message.ts !== undefined;
  switch (failure.treatment) {
    case 'wait':
      await closeWorkspace(parts, message, failure);
      return false;
    case 'park': {
      const isParked = await tryPark(parts, message.workspaceId, failure);
      // Back in line: behind the bar when it is shut, otherwise after a pause.
      await retry(parts, message, failure.code);
      return isParked;
    }
    case 'gone':
      if (isUpdate) {
        const as = standing.has(failure.code) ? replaced : undefined;
        await transact(parts.db, (tx) => forgetShown(tx, message.id, { tryAt: now, as }));
      }
      if (!isUpdate) await giveUp(parts, message, { error: failure.code, isPerhapsPosted: false });
      return false;
    case 'dead':
      if (failure.code === 'thread_not_found' && (await startThreadAnew(parts, message))) {
        return false;
      }
      await giveUp(parts, message, { error: failure.code, isPerhapsPosted: false });
      return false;
    case 'uncertain':
      if (isUpdate) await retry(parts, message, failure.code);
      else await setUnknown(parts, message, failure.code);
      return false;
    case 'retry':
      await retry(parts, message, failure.code);
      return false;
  }
}

/** Nobody sends this one any more: a person hears of it in the same transaction. `isUnseen`: it may have arrived, and nobody could look. */
export async function giveUp(
  parts: SenderParts,
  message: Claimed,
  why: { error: string; isPerhapsPosted: boolean; isUnseen?: true },
): Promise<void> {
  const { isUnseen, ...trouble } = why;
  parts.log.warn({ address: message.address, ...trouble }, 'a message cannot be sent');
  await transact(parts.db, async (tx) => {
    const error = deadAs(why.error, isUnseen ? unseen : message.mark);
    await recordTrouble(tx, message.id, { state: 'dead', error, tryAt: parts.machineNow() });
    await parts.onTrouble(tx, { message, ...trouble });
  });
}

/** Somebody deleted the message that the thread hangs on: it is posted again, and the reply waits for it. (F-41) */
async function startThreadAnew(parts: SenderParts, message: Claimed): Promise<boolean> {
  const { threadTs } = message;
  if (threadTs === undefined) return false;
  return transact(parts.db, async (tx) => {
    const now = parts.machineNow();
    if (!(await forgetThread(tx, message, now))) return false;
    await recordTrouble(tx, message.id, { state: 'pending', error: threadGone, tryAt: now });
    return true;
  });
}

async function setUnknown(parts: SenderParts, message: Claimed, code: string): Promise<void> {
  const error = message.mark ?? code;
  const tryAt = new Date(parts.machineNow().getTime() + lookAfterMs[0]);
  await transact(parts.db, (tx) =>
    recordTrouble(tx, message.id, { state: 'unknown', error, tryAt, attempts: 0 }),
  );
}

async function retry(parts: SenderParts, message: Claimed, code: string): Promise<void> {
  const error = message.mark ?? code;
  const tryAt = new Date(parts.machineNow().getTime() + retryDelayMs(message.attempts + 1));
  await transact(parts.db, (tx) =>
    recordTrouble(tx, message.id, { state: 'pending', error, tryAt }),
  );
}

/** Slack asked for silence: nobody posts in this workspace until then. */
async function closeWorkspace(
  parts: SenderParts,
  message: Claimed,
  failure: SlackFailure,
): Promise<void> {
  await transact(parts.db, async (tx) => {
    const now = parts.machineNow();
    const until = new Date(now.getTime() + failure.retryAfterMs);
    const place = {
      workspaceId: message.workspaceId,
      lane: 'workspace',
      pace: parts.paces.workspace,
    };
    const lane = await readLane(tx, place, now);
    const known = lane.closedUntil ?? until;
    await saveLane(tx, place, { ...lane, closedUntil: known > until ? known : until });
    const error = message.mark ?? failure.code;
    await recordTrouble(tx, message.id, { state: 'pending', error, tryAt: until });
  });
}
