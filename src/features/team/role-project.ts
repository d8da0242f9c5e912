import type { TeamId } from '../../lib/ids.ts';
import type { Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import type { Act, Deps } from '../../platform/slack/feature.ts';
import { putTeamCard } from './project.ts';
import {
  type AskEnd,
  askEndNote,
  roleAnswer,
  roleQuestion,
  roleTakenNote,
} from './role-messages.ts';
import type { RoleHolder } from './role-rules.ts';
import type { Role, Team } from './rules.ts';
import { deleteRole, saveRole } from './store.ts';
import { findLeader, listGoneFrom } from './store-place.ts';
import { askRole } from './store-role.ts';

/** Writes the question and puts it into the person's direct messages. */
export async function askFor(
  tx: Tx,
  deps: Pick<Deps, 'newId'>,
  ask: { team: Team; userId: string; role: Role; byUserId: string; at: Date },
): Promise<void> {
  const { team, userId, role, byUserId, at } = ask;
  await askRole(tx, { teamId: team.id, userId, role, byUserId }, at);
  if (role === 'stop-owner') await putTeamCard(tx, deps, team);
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: deps.newId,
    address: askAddress({ team, userId, role, askedAt: at }),
    to: { userId },
    content: roleQuestion({ team, byUserId, role, askedAt: at }),
  });
}

/** Ends a question: its message says how, and so does one to whoever asked; to another leader when they have left since. */
export async function endAsk(
  tx: Tx,
  deps: Pick<Deps, 'newId'>,
  ended: { team: Team; held: RoleHolder; end: Exclude<AskEnd, 'withdrawn'> },
): Promise<void> {
  const { team, held, end } = ended;
  const { role, userId } = held;
  const message = { workspaceId: team.workspaceId, newId: deps.newId };
  await putMessage(tx, {
    ...message,
    address: askAddress({ team, ...held }),
    to: { userId },
    content: roleAnswer({ team, role, end }),
  });
  const asker = held.askedBy ?? team.setUpBy;
  const hasLeft = (await listGoneFrom(tx, team, [asker])).length > 0;
  const toldId = hasLeft ? await findLeader(tx, team, userId) : asker;
  if (toldId === undefined) return;
  await putMessage(tx, {
    ...message,
    address: `${askAddress({ team, ...held })}:${end}`,
    to: { userId: toldId },
    content: askEndNote({ team, role, userId, end }),
  });
}

/** The role is theirs; a new default stop-owner takes the place of the old one, who is told. */
export async function takeOn(
  tx: Tx,
  deps: Pick<Deps, 'newId'>,
  taken: {
    team: Team;
    named: { teamId: TeamId; userId: string; role: Role };
    roles: readonly RoleHolder[];
    at: Date;
  },
): Promise<void> {
  const { team, named, roles, at } = taken;
  await saveRole(tx, { ...named, acceptedAt: at });
  if (named.role !== 'stop-owner') return;
  for (const old of roles) {
    if (old.role !== 'stop-owner' || old.userId === named.userId) continue;
    await deleteRole(tx, { ...named, userId: old.userId });
    await tellTaken(tx, deps, { team, held: old, byUserId: named.userId, why: 'replaced', at });
  }
  await putTeamCard(tx, deps, team);
}

/** Tells somebody that a role, or the question about it, was taken back; whoever steps down knows. */
export async function tellReleased(
  tx: Tx,
  deps: Pick<Deps, 'newId'>,
  released: { act: Act; team: Team; held: RoleHolder },
): Promise<void> {
  const { act, team, held } = released;
  if (!held.isAccepted) {
    await putMessage(tx, {
      workspaceId: team.workspaceId,
      newId: deps.newId,
      address: askAddress({ team, ...held }),
      to: { userId: held.userId },
      content: roleAnswer({ team, role: held.role, end: 'withdrawn' }),
    });
  } else if (held.userId !== act.userId) {
    const why = 'taken' as const;
    await tellTaken(tx, deps, { team, held, byUserId: act.userId, why, at: act.now });
  }
}

async function tellTaken(
  tx: Tx,
  deps: Pick<Deps, 'newId'>,
  taken: {
    team: Team;
    held: RoleHolder;
    byUserId: string;
    why: 'taken' | 'replaced';
    at: Date;
  },
): Promise<void> {
  const { team, held, byUserId, why, at } = taken;
  await putMessage(tx, {
    workspaceId: team.workspaceId,
    newId: deps.newId,
    address: `role-taken:${team.id}:${held.role}:${held.userId}:${at.getTime()}`,
    to: { userId: held.userId },
    content: roleTakenNote({ team, role: held.role, byUserId, why }),
  });
}

/** Each question has a message of its own: one that was answered is not asked again by an edit, which nobody notices. */
function askAddress(ask: { team: Team; userId: string; role: Role; askedAt?: Date }): string {
  const at = ask.askedAt === undefined ? '' : `:${ask.askedAt.getTime()}`;
  return `role:${ask.team.id}:${ask.role}:${ask.userId}${at}`;
}
