import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps } from '../../platform/slack/feature.ts';
import { listTeams } from '../team/store.ts';
import { findLastOccurrence } from '../team/store-occurrence.ts';
import { findClosing, spanFirstCycle } from './rules.ts';
import { findOpenCycle, listTeamsInCycle, openCycle } from './store.ts';

/** Opens the first cycle of every team that has none; it starts when the team was set up. (product.md, core loop 1) */
export async function openFirstCycles(deps: Deps): Promise<void> {
  const teams = await listTeams(deps.db, deps.workspaceId);
  const opened = await listTeamsInCycle(deps.db, deps.workspaceId);
  const without = teams.filter(({ id }) => !opened.has(id));
  await doEach(without, (team) =>
    transact(deps.db, async (tx) => {
      if ((await findOpenCycle(tx, team.id)) !== undefined) return;
      const span = spanFirstCycle(team);
      await openCycle(tx, deps.newId, { ...span, workspaceId: team.workspaceId, teamId: team.id });
    }),
  );
}

/** The next instant after `now` at which a cycle closes; the roll-up that is due then closes it. */
export async function findNextCycleClose(deps: Deps, now: Date): Promise<Record<string, Date>> {
  const dues: Date[] = [];
  for (const team of await listTeams(deps.db, deps.workspaceId)) {
    const cycle = await findOpenCycle(deps.db, team.id);
    if (cycle === undefined) continue;
    const last = await findLastOccurrence(deps.db, team.id, 'rollup');
    dues.push(findClosing(team, cycle, last?.weekOn).dueAt);
  }
  return earliest(
    'cycleClose',
    dues.filter((due) => due > now),
  );
}
