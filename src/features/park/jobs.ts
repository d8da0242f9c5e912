import { toInstantIn, toLocalDate } from '../../lib/time.ts';
import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { isRestOver } from '../onepager/park-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import { getOnePager, saveOnePagerState } from '../onepager/store.ts';
import { endPark, listResting, type Resting } from '../onepager/store-park.ts';
import { getTeam } from '../team/store.ts';

/** Brings each parked one-pager back at the start of its day in the team's zone; its card says so, nobody is called. */
export const bringRestedBack: Job = {
  name: 'park.return',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(await listResting(deps.db, deps.workspaceId), (resting) =>
      returnOne(deps, resting, now),
    );
  },
  async nextDue(deps, now) {
    const instants: Date[] = [];
    for (const { onepagerId, workspaceId, park } of await listResting(deps.db, deps.workspaceId)) {
      const onepager = await getOnePager(deps.db, workspaceId, onepagerId);
      const team = await getTeam(deps.db, workspaceId, onepager.teamId);
      const at = toInstantIn(park.returnsOn, '00:00', team.zone);
      if (at > now) instants.push(at);
    }
    return earliest('parkReturn', instants);
  },
};

async function returnOne(deps: Deps, resting: Resting, now: Date): Promise<void> {
  const { onepagerId, workspaceId, park } = resting;
  const onepager = await getOnePager(deps.db, workspaceId, onepagerId);
  const team = await getTeam(deps.db, workspaceId, onepager.teamId);
  if (!isRestOver(park, toLocalDate(now, team.zone))) return;
  await transact(deps.db, async (tx) => {
    if (!(await endPark(tx, onepagerId, now))) return;
    await saveOnePagerState(tx, { id: onepagerId, state: 'running' });
    await putOnePagerCard(tx, { workspaceId, newId: deps.newId, onepagerId }, now);
  });
}
