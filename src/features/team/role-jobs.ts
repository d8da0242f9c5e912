import { transact } from '../../platform/db/transact.ts';
import { doEach, earliest } from '../../platform/schedule/due.ts';
import type { Deps, Job } from '../../platform/slack/feature.ts';
import { putTeamCard } from './project.ts';
import { endAsk } from './role-project.ts';
import { askEndsAt, isAskOver } from './role-rules.ts';
import type { Team } from './rules.ts';
import { deleteRole, findTeam, listRoles } from './store.ts';
import { listTeamsAsking } from './store-role.ts';

/** Ends the questions to take a role that nobody answered for seven days, and says so to both. (product.md *Set up*) */
export const endOldAsks: Job = {
  name: 'team.role-ask',
  restsUntil: 'due',
  async run(deps, now) {
    await doEach(
      await listTeamsAsking(deps.db, deps.workspaceId),
      async ({ teamId, workspaceId }) => {
        const team = await findTeam(deps.db, workspaceId, teamId);
        if (team !== undefined) await endIn(deps, team, now);
      },
    );
  },
  async nextDue(deps, now) {
    const instants: Date[] = [];
    for (const { teamId, workspaceId } of await listTeamsAsking(deps.db, deps.workspaceId)) {
      for (const held of await listRoles(deps.db, { id: teamId, workspaceId })) {
        if (held.isAccepted || held.askedAt === undefined) continue;
        const endsAt = askEndsAt(held.askedAt);
        if (endsAt > now) instants.push(endsAt);
      }
    }
    return earliest('roleAsk', instants);
  },
};

async function endIn(deps: Deps, team: Team, now: Date): Promise<void> {
  const isOver = (await listRoles(deps.db, team)).some((held, _, all) => isAskOver(held, all, now));
  if (!isOver) return;
  await transact(deps.db, async (tx) => {
    const roles = await listRoles(tx, team);
    for (const held of roles.filter((one) => isAskOver(one, roles, now))) {
      await deleteRole(tx, { teamId: team.id, userId: held.userId, role: held.role });
      if (held.role === 'stop-owner') await putTeamCard(tx, deps, team);
      await endAsk(tx, deps, { team, held, end: 'expired' });
    }
  });
}
