import { transact } from '../../platform/db/transact.ts';
import { doEach } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { listTeams } from '../team/store.ts';
import { findChange, refreshDose } from './project.ts';

/** Lets the offer of each open cycle say that its dose was taken. The same tick twice changes nothing. (DOSE) */
export const watchDoses: Job = {
  name: 'dose.watch',
  restsUntil: 'changed',
  // Each message that goes out is written there. The offer was right when it was put, and only this job changes it.
  disregards: ['message'],
  async run(deps: Deps): Promise<void> {
    await doEach(await listTeams(deps.db, deps.workspaceId), async (team) => {
      if ((await findChange(deps.db, team)) === undefined) return;
      await transact(deps.db, (tx) => refreshDose(tx, { newId: deps.newId, team }));
    });
  },
};
