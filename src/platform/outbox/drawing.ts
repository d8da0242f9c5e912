import { transact } from '../db/transact.ts';
import { channelLane, isLaneFree } from './lane-store.ts';
import type { SenderParts } from './parts.ts';
import { redrawAgainMs } from './rules.ts';
import { listRedraws, postponeRedraw, takeRedraw } from './store-redraw.ts';

/** More than what may be sent at once, because the channels of some are busy. */
const maxLooks = 60;

/**
 * Draws what waits for a drawing and could be sent at `now`, as much as there is `room` for; answers how much it was. Each is
 * a transaction that takes the wish and puts what is true by then, so an act that comes later asks again. What cannot be drawn
 * is said in the log and waits, and the next one goes on. (reliability.md F-93)
 */
export async function drawSome(
  parts: SenderParts,
  { now, room }: { now: Date; room: number },
): Promise<number> {
  const { db, workspaceId, paces, log } = parts;
  let drawn = 0;
  for (const { address, channelId } of await listRedraws(db, workspaceId, {
    now,
    limit: maxLooks,
  })) {
    if (drawn >= room) break;
    const place = { workspaceId, lane: channelLane(channelId), pace: paces.channel };
    if (channelId !== undefined && !(await isLaneFree(db, place, now))) continue;
    const [done] = await Promise.allSettled([
      transact(db, async (tx) => {
        if (await takeRedraw(tx, workspaceId, address)) await parts.draw(tx, address);
      }),
    ]);
    if (done.status === 'fulfilled') {
      drawn += 1;
      continue;
    }
    const tryAt = new Date(now.getTime() + redrawAgainMs);
    // Where the database itself is out of reach this throws, and the sender waits for it.
    await transact(db, (tx) => postponeRedraw(tx, workspaceId, { address, tryAt }));
    const stack = done.reason instanceof Error ? done.reason.stack : String(done.reason);
    log.error({ address, stack }, 'a message could not be drawn');
  }
  return drawn;
}
