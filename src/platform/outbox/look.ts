import { transact } from '../db/transact.ts';
import { settle } from '../slack/client.ts';
import { SlackFailure } from '../slack/failures.ts';
import type { Posted } from '../slack/posted.ts';
import { type Claimed, perhapsPosted, repeated } from './claimed.ts';
import { isLaneFree, readLane, saveLane } from './lane-store.ts';
import { tryPark } from './parking.ts';
import type { SenderParts } from './parts.ts';
import { recordShown, recordTrouble } from './queue.ts';
import { isShut, lookAfterMs, lookPace, spend } from './rules.ts';
import { findLastRestore, listKnown, purposeOf, restored } from './store-recovery.ts';
import { giveUp } from './trouble.ts';

type Looked =
  | { as: 'found'; channelId: string; ts: string }
  | { as: 'not-there' | 'blind' }
  | { as: 'later'; at: Date }
  | { as: 'shut'; error: string };

/**
 * Looks whether an uncertain post arrived; when it did not, or nobody can tell, follows its policy. False when it was not
 * yet time to look. (reliability.md P10, F-26 to F-29)
 */
export async function lookFor(parts: SenderParts, message: Claimed): Promise<boolean> {
  const place = { workspaceId: message.workspaceId, lane: 'look', pace: lookPace };
  const now = parts.machineNow();
  const isFree = await transact(parts.db, async (tx) => {
    if (!(await isLaneFree(tx, place, now))) return false;
    await saveLane(tx, place, spend(await readLane(tx, place, now)));
    return true;
  });
  if (!isFree) return false;
  const looked = await look(parts, message);
  if (looked.as === 'found') {
    // Which version arrived is not known, so the newest is shown once more.
    const shown = { channelId: looked.channelId, ts: looked.ts, version: 0 };
    await transact(parts.db, (tx) => recordShown(tx, message.id, shown));
  } else if (looked.as === 'later') {
    await setAside(parts, message, { state: 'unknown', tryAt: looked.at });
  } else if (looked.as === 'shut') {
    const { error } = looked;
    await giveUp(parts, message, { error, isPerhapsPosted: false, isUnseen: true });
  } else if (looked.as === 'blind') {
    await settleBlind(parts, message);
  } else {
    await settleMissing(parts, message);
  }
  return true;
}

async function look(parts: SenderParts, message: Claimed): Promise<Looked> {
  const { channelId, workspaceId } = message;
  // Direct messages cannot be read back with our scopes.
  if (channelId === undefined) return { as: 'blind' };
  if (message.isRestored && message.waitsForThread) {
    return { as: 'later', at: new Date(parts.machineNow().getTime() + lookAfterMs[0]) };
  }
  const place = {
    channelId,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
  };
  const ts = await settle(
    message.isRestored
      ? findForgotten(parts, message, place)
      : parts.slack.findPosted({
          ...{ ...place, key: message.id },
          ...(message.calledAt === undefined ? {} : { since: message.calledAt }),
        }),
  );
  if (ts === undefined) return { as: 'not-there' };
  if (typeof ts === 'string') return { as: 'found', channelId, ts };
  // Nothing can be posted there either: once it is open again, what is lost can be found. What may have a copy already cannot.
  const isWaiting = isShut(ts.code) && message.mark === undefined && !message.isRestored;
  if (isWaiting) return { as: 'shut', error: ts.code };
  if (ts.treatment === 'dead' || ts.treatment === 'gone') return { as: 'blind' };
  if (ts.treatment === 'park') await tryPark(parts, workspaceId, ts);
  const at = new Date(parts.machineNow().getTime() + Math.max(ts.retryAfterMs, lookAfterMs[0]));
  if (ts.treatment === 'wait') await closeLooks(parts, workspaceId, at);
  return { as: 'later', at };
}

/**
 * A post of the time that a restored backup does not know: with our key, or for the same purpose under a key that nobody
 * remembers. It becomes this message's and gets its newest words. (F-81)
 */
async function findForgotten(
  parts: SenderParts,
  message: Claimed,
  place: { channelId: string; threadTs?: string },
): Promise<string | undefined> {
  const since = await findLastRestore(parts.db);
  if (since === undefined) return parts.slack.findPosted({ ...place, key: message.id });
  const { posted, isWhole } = await parts.slack.listPosted({ ...place, since });
  const own = posted.find(({ key }) => key === message.id);
  if (own !== undefined) return own.ts;
  const same = await findSamePurpose(parts, message, posted);
  // What was not read may hold it.
  if (same === undefined && !isWhole) throw new SlackFailure('too_far_back', 'dead');
  return same;
}

async function findSamePurpose(
  parts: SenderParts,
  message: Claimed,
  posted: readonly Posted[],
): Promise<string | undefined> {
  // Another's words must not come under it: what may be posted once at the most is known by its key or not at all.
  if (message.policy === 'at-most-once' || isNamedAfterIt(message)) return undefined;
  const known = await listKnown(parts.db, message.workspaceId, posted);
  const purpose = purposeOf(message.address);
  return posted.find((one) => one.purpose === purpose && !known.has(one.key) && !known.has(one.ts))
    ?.ts;
}

/** Whether it has the same key in every database that ever wants it. */
function isNamedAfterIt({ id, address }: Claimed): boolean {
  return address.includes(id.slice('ms_'.length));
}

/** Not there twice, a minute apart: it never arrived, so it is posted as if for the first time. */
async function settleMissing(parts: SenderParts, message: Claimed): Promise<void> {
  const now = parts.machineNow();
  const looks = message.attempts + 1;
  if (looks >= lookAfterMs.length) {
    await setAside(parts, message, { state: 'pending', tryAt: now, attempts: 0 });
    return;
  }
  const tryAt = new Date(now.getTime() + lookAfterMs[1] - lookAfterMs[0]);
  await setAside(parts, message, { state: 'unknown', tryAt, attempts: looks });
}

/** Nobody can tell. One copy more at the most: after a labelled repeat a person has to look. */
async function settleBlind(parts: SenderParts, message: Claimed): Promise<void> {
  // After a restore most of it was posted: a repeat would come to everybody at once.
  if (message.policy === 'at-most-once' || message.mark === repeated || message.isRestored) {
    await giveUp(parts, message, { error: perhapsPosted, isPerhapsPosted: true });
    return;
  }
  await transact(parts.db, (tx) =>
    recordTrouble(tx, message.id, {
      state: 'pending',
      error: repeated,
      tryAt: parts.machineNow(),
      attempts: 0,
    }),
  );
}

async function setAside(
  parts: SenderParts,
  message: Claimed,
  next: { state: 'unknown' | 'pending'; tryAt: Date; attempts?: number },
): Promise<void> {
  const isStillDoubted = message.isRestored && next.state === 'unknown';
  const error = message.mark ?? (isStillDoubted ? restored : 'not_seen');
  await transact(parts.db, (tx) => recordTrouble(tx, message.id, { error, ...next }));
}

async function closeLooks(parts: SenderParts, workspaceId: string, until: Date): Promise<void> {
  const place = { workspaceId, lane: 'look', pace: lookPace };
  await transact(parts.db, async (tx) => {
    const lane = await readLane(tx, place, parts.machineNow());
    await saveLane(tx, place, { ...lane, closedUntil: until });
  });
}
