import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import type { Reversal } from '../decision/reversal-rules.ts';
import { findReversal, listOpenReversals, settleReversal } from '../decision/store-reversal.ts';
import { findTeam } from '../team/store.ts';
import { putQuestion } from './project.ts';

/**
 * Ends the questions for two keys that are seven days old, and says so; keeps the others true when a key-holder came, left or was
 * deactivated meanwhile. (P35)
 */
export const keepQuestions: Job = {
  name: 'twokey.keep',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listOpenReversals(deps.db, deps.workspaceId), (reversal) =>
      keepOne(deps, reversal, now),
    );
  },
  async nextDue(deps, now) {
    const instants = (await listOpenReversals(deps.db, deps.workspaceId))
      .map((reversal) => reversal.expiresAt)
      .filter((at) => at > now);
    return earliest('twoKeys', instants);
  },
};

async function keepOne(deps: Deps, { workspaceId, id }: Reversal, now: Date): Promise<void> {
  await transact(deps.db, async (tx) => {
    const found = await findReversal(tx, workspaceId, id);
    const team = found && (await findTeam(tx, workspaceId, found.reversal.teamId));
    if (found === undefined || team === undefined || found.reversal.state !== 'open') return;
    if (now >= found.reversal.expiresAt) {
      await settleReversal(tx, { workspaceId, id, state: 'expired' }, now);
    }
    const after = await findReversal(tx, workspaceId, id);
    if (after !== undefined) await putQuestion(tx, { newId: deps.newId, team, ...after });
  });
}
