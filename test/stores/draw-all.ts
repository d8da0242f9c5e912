import { features } from '../../src/app.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { listRedraws, takeRedraw } from '../../src/platform/outbox/store-redraw.ts';
import type { Deps } from '../../src/platform/slack/feature.ts';
import { route } from '../../src/platform/slack/router.ts';

/** Draws what waits for a drawing, as the sender does before it sends. */
export async function drawAll(deps: Deps, now: Date): Promise<void> {
  const { db, workspaceId } = deps;
  const router = route(features);
  // Of a moment at which nothing rests any more.
  const all = { now: new Date('2100-01-01T00:00:00.000Z'), limit: 1_000 };
  for (const { address } of await listRedraws(db, workspaceId, all)) {
    const { draw, id } = router.drawing(address);
    await transact(db, async (tx) => {
      await takeRedraw(tx, workspaceId, address);
      await draw(tx, { deps, id }, now);
    });
  }
}
