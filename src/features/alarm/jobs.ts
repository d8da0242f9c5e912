import { transact } from '../../platform/db/transact.ts';
import { doEach } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { findTeam, listTeams } from '../team/store.ts';
import { isAlarmDue, lookForAlarms, tellAlarms } from './project.ts';

/**
 * Clears and edits the alarms that stand, and lets those fire that stop the line; all other new ones are told with a roll-up.
 * A paused team is left alone. The same tick twice changes nothing. (product.md *Alarms*)
 */
export const watchAlarms: Job = { name: 'alarm.watch', restsUntil: 'later', run: watch };

async function watch(deps: Deps, now: Date): Promise<void> {
  await doEach(await listTeams(deps.db, deps.workspaceId), async ({ workspaceId, id }) => {
    const known = await findTeam(deps.db, workspaceId, id);
    if (known === undefined || !(await isAlarmDue(deps.db, known, now))) return;
    await transact(deps.db, async (tx) => {
      const team = await findTeam(tx, workspaceId, id);
      if (team === undefined || team.pausedAt !== undefined) return;
      const what = { newId: deps.newId, team };
      const alarms = await lookForAlarms(tx, { ...what, isRollup: false }, now);
      await tellAlarms(tx, { ...what, alarms }, now);
    });
  });
}
