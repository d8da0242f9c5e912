import { transact } from '../../platform/db/transact.ts';
import type { Deps } from '../../platform/slack/feature.ts';
import { listTeams } from '../team/store.ts';
import { findLastOccurrence } from '../team/store-occurrence.ts';
import { findClosing, spanFirstCycle } from './rules.ts';
import { findOpenCycle, openCycle } from './store.ts';

/** Opens the first cycle of every team that has none; it starts when the team was set up. (product.md, core loop 1) */
export async function openFirstCycles(deps: Deps): Promise<void> {
  for (const team of await listTeams(deps.db)) {
    await transact(deps.db, async (tx) => {
      if ((await findOpenCycle(tx, team.id)) !== undefined) return;
      const span = spanFirstCycle(team);
      await openCycle(tx, deps.newId, { ...span, workspaceId: team.workspaceId, teamId: team.id });
    });
  }
}

/** The next instant after `now` at which a cycle closes; the roll-up that is due then closes it. */
export async function findNextCycleClose(deps: Deps, now: Date): Promise<Record<string, Date>> {
  const dues: number[] = [];
  for (const team of await listTeams(deps.db)) {
    const cycle = await findOpenCycle(deps.db, team.id);
    if (cycle === undefined) continue;
    const last = await findLastOccurrence(deps.db, team.id, 'rollup');
    dues.push(findClosing(team, cycle, last?.weekOn).dueAt.getTime());
  }
  const next = dues.filter((due) => due > now.getTime());
  return next.length === 0 ? {} : { cycleClose: new Date(Math.min(...next)) };
}
