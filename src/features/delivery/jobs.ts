import { transact } from '../../platform/db/transact.ts';
import { doEach } from '../../platform/schedule/due.ts';
import type { Job } from '../../platform/slack/feature.ts';
import { dropDelivered } from './handlers.ts';
import { hasTroubles, listDelivered } from './store.ts';

/**
 * Takes out of the notes what Slack took after all: the channel was open again, the operator sent it again, the message got
 * other words. Nobody is to look after what is settled. (P09, P14)
 */
export const settleDelivered: Job = {
  name: 'delivery.settle',
  restsUntil: 'changed',
  async run(deps) {
    // While nothing is wrong, this rests however much is sent.
    if (!(await hasTroubles(deps.db, deps.workspaceId))) return;
    const { db, newId, workspaceId } = deps;
    await doEach(await listDelivered(db, workspaceId), (day) =>
      transact(db, (tx) => dropDelivered(tx, { newId, day: { ...day, workspaceId } })),
    );
  },
};
