import { isId, type TeamId } from '../../lib/ids.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import type { ActionAct, Deps, Reply } from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { putTeamCard } from './handlers.ts';
import { isFullPersonNow } from './lookup.ts';
import { roleAnswer, teamWords } from './messages.ts';
import { isRole, type Role } from './rules.ts';
import { deleteRole, findTeam, listRoles, saveRole } from './store.ts';

/** *I accept*: the role is theirs from now on. */
export async function acceptRole(deps: Deps, act: ActionAct): Promise<Reply> {
  return answerRole(deps, act, true);
}

/** *Not me*: the role is open again. */
export async function declineRole(deps: Deps, act: ActionAct): Promise<Reply> {
  return answerRole(deps, act, false);
}

async function answerRole(deps: Deps, act: ActionAct, isAccepted: boolean): Promise<Reply> {
  const asked = readValue(act.value);
  if (asked === undefined) return { reply: 'tell', text: teamWords.noRole };
  if (!(await isFullPersonNow(deps, act.workspaceId, act.userId))) {
    return { reply: 'tell', text: teamWords.guest };
  }
  return once(deps, act, async (tx) => {
    const { teamId, role } = asked;
    const team = await findTeam(tx, act.workspaceId, teamId);
    const isOpen = (await listRoles(tx, teamId)).some(
      (held) => held.userId === act.userId && held.role === role && !held.isAccepted,
    );
    if (team === undefined || !isOpen) return { reply: 'tell', text: teamWords.noRole };
    const named = { teamId, userId: act.userId, role };
    if (isAccepted) await saveRole(tx, { ...named, acceptedAt: act.now });
    else await deleteRole(tx, named);
    if (role === 'stop-owner') await putTeamCard(deps, tx, team);
    await putMessage(tx, {
      workspaceId: act.workspaceId,
      newId: deps.newId,
      address: `role:${teamId}:${role}:${act.userId}`,
      to: { userId: act.userId },
      content: roleAnswer({ team, role, isAccepted }),
    });
    return { reply: 'done' };
  });
}

function readValue(value: string): { teamId: TeamId; role: Role } | undefined {
  const [teamId = '', role = ''] = value.split(' ');
  return isId('tm', teamId) && isRole(role) ? { teamId, role } : undefined;
}
