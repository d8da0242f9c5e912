import { isId, type TeamId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { mention } from '../../platform/slack/text.ts';
import { findTeamNamed } from './access.ts';
import { isFullPersonNow, isMemberNow } from './lookup.ts';
import { teamWords } from './messages.ts';
import { putTeamCard } from './project.ts';
import { askErrors, parseAsk, parseHeld, rolesForm } from './role-form.ts';
import {
  askRefusalWords,
  mayNotNameText,
  releaseRefusalWords,
  roleWords,
} from './role-messages.ts';
import { askFor, endAsk, takeOn, tellReleased } from './role-project.ts';
import { isAskOver, type RoleHolder, refuseAsk, refuseRelease } from './role-rules.ts';
import { isRole, may, type Role, type Standing, type Team } from './rules.ts';
import { deleteRole, findStanding, findTeam, listRoles } from './store.ts';
import { listKeyHolders } from './store-role.ts';

/** *Roles* in settings: who has which, and for leaders the fields that ask one more person. */
export async function openRoles(deps: Deps, act: ActionAct): Promise<Reply> {
  const team = await findTeamNamed(deps.db, act.workspaceId, act.value);
  if (team === undefined) return tell(teamWords.gone);
  await lookAgain(deps, act, team);
  const standing = await standingOf(deps.db, act, team);
  if (!maySeeRoles(standing)) return tell(teamWords.notMember(team.channelId));
  return { reply: 'show', view: await draw(deps.db, act, { team, standing }) };
}

/** *Ask them*: the person named gets a direct message with two buttons; whoever names themselves has the role at once. */
export async function submitRoles(deps: Deps, act: SubmitAct): Promise<Reply> {
  const { workspaceId, userId } = act;
  const known = await findTeamNamed(deps.db, workspaceId, act.metadata);
  if (known === undefined) return tell(teamWords.gone);
  const parsed = parseAsk(act.values);
  if ('errors' in parsed) return { reply: 'fix', errors: parsed.errors };
  await lookAgain(deps, act, known);
  const isFullPerson = await isFullPersonNow(deps, workspaceId, parsed.userId);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, workspaceId, known.id);
    if (team === undefined) return tell(teamWords.gone);
    const standing = await standingOf(tx, act, team);
    const roles = await listRoles(tx, team);
    if (!may(standing, 'propose-role')) return refuseNaming(team, { standing, roles });
    const refusal = refuseAsk({ ...parsed, isFullPerson }, roles, act.now);
    if (refusal !== undefined) return { reply: 'fix', errors: askErrors(askRefusalWords[refusal]) };
    const named = { teamId: team.id, userId: parsed.userId, role: parsed.role };
    if (parsed.userId === userId) {
      await takeOn(tx, deps, { team, named, roles, at: act.now });
    } else {
      await askFor(tx, deps, { team, ...parsed, byUserId: userId, at: act.now });
    }
    const { many } = roleWords[parsed.role];
    const note =
      parsed.userId === userId
        ? `*${many}:* you are one of them now.`
        : `*${many}:* ${mention(parsed.userId)} was asked, and has seven days to accept.`;
    return { reply: 'replace', view: await draw(tx, act, { team, standing, note }) };
  });
}

/** *Step down* or *Take back*: the role is given up at once; the window shows what is left. */
export async function releaseRole(deps: Deps, act: ActionAct): Promise<Reply> {
  const held = parseHeld(act.value);
  const known = held && (await findTeam(deps.db, act.workspaceId, held.teamId));
  if (held === undefined || known === undefined) return tell(teamWords.gone);
  await lookAgain(deps, act, known);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, act.workspaceId, known.id);
    if (team === undefined) return tell(teamWords.gone);
    const standing = await standingOf(tx, act, team);
    const roles = await listRoles(tx, team);
    if (held.userId !== act.userId && !may(standing, 'propose-role')) {
      return refuseNaming(team, { standing, roles });
    }
    const refusal = refuseRelease(held, roles);
    if (refusal !== undefined) return tell(releaseRefusalWords[refusal]);
    await deleteRole(tx, held);
    if (held.role === 'stop-owner') await putTeamCard(tx, deps, team);
    await tellReleased(tx, deps, { act, team, held: find(roles, held) });
    // What the viewer may do can have changed with it.
    const after = await standingOf(tx, act, team);
    if (!maySeeRoles(after)) return tell(teamWords.steppedDown(team.channelId));
    return { reply: 'replace', view: await draw(tx, act, { team, standing: after }) };
  });
}

/** *I accept*: the role is theirs from now on. */
export async function acceptRole(deps: Deps, act: ActionAct): Promise<Reply> {
  return answerRole(deps, act, 'accepted');
}

/** *Not me*: the role is open again, and whoever asked hears of it. */
export async function declineRole(deps: Deps, act: ActionAct): Promise<Reply> {
  return answerRole(deps, act, 'declined');
}

async function answerRole(
  deps: Deps,
  act: ActionAct,
  end: 'accepted' | 'declined',
): Promise<Reply> {
  const asked = readValue(act.value);
  if (asked === undefined) return tell(teamWords.noRole);
  if (!(await isFullPersonNow(deps, act.workspaceId, act.userId))) {
    return tell(teamWords.guest);
  }
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, act.workspaceId, asked.teamId);
    if (team === undefined) return tell(teamWords.noRole);
    const roles = await listRoles(tx, team);
    const held = find(roles, { userId: act.userId, role: asked.role });
    // A button of an earlier question says nothing about this one.
    const isThis = held.askedAt === undefined || held.askedAt.getTime() === asked.askedMs;
    if (held.isAccepted || !roles.includes(held) || !isThis || isAskOver(held, roles, act.now)) {
      return tell(teamWords.noRole);
    }
    const named = { teamId: team.id, userId: act.userId, role: asked.role };
    if (end === 'accepted') await takeOn(tx, deps, { team, named, roles, at: act.now });
    else await deleteRole(tx, named);
    if (end === 'declined' && asked.role === 'stop-owner') await putTeamCard(tx, deps, team);
    await endAsk(tx, deps, { team, held, end });
    return { reply: 'done' };
  });
}

/** The row, or one that nobody holds. */
function find(roles: readonly RoleHolder[], held: { userId: string; role: Role }): RoleHolder {
  const same = roles.find((one) => one.userId === held.userId && one.role === held.role);
  return same ?? { ...held, isAccepted: false };
}

function leadersOf(roles: readonly RoleHolder[]): string[] {
  return roles.filter((one) => one.role === 'leader' && one.isAccepted).map((one) => one.userId);
}

function maySeeRoles(standing: Standing): boolean {
  return may(standing, 'change-settings') || may(standing, 'propose-role');
}

/** Who leads the team is told to people in it. */
function refuseNaming(
  team: Team,
  { standing, roles }: { standing: Standing; roles: readonly RoleHolder[] },
): Reply {
  if (!maySeeRoles(standing)) return tell(teamWords.notMember(team.channelId));
  return tell(mayNotNameText(leadersOf(roles)));
}

/** A role is asked for rarely: before somebody is told *no*, Slack is asked who they are now. */
async function lookAgain(deps: Deps, act: Act, team: Team): Promise<void> {
  const { workspaceId, userId } = act;
  await isFullPersonNow(deps, workspaceId, userId);
  await isMemberNow(deps, { workspaceId, channelId: team.channelId, userId });
}

function standingOf(db: Db, act: Act, team: Team): Promise<Standing> {
  const { workspaceId, userId } = act;
  return findStanding(db, { workspaceId, teamId: team.id, userId });
}

async function draw(
  db: Db,
  act: Act,
  what: { team: Team; standing: Standing; note?: string },
): Promise<ReturnType<typeof rolesForm>> {
  const { team, standing, note } = what;
  return rolesForm({
    team,
    roles: await listRoles(db, team),
    keyHolders: (await listKeyHolders(db, team)).length,
    viewerId: act.userId,
    mayName: may(standing, 'propose-role'),
    ...(note === undefined ? {} : { note }),
  });
}

function readValue(value: string): { teamId: TeamId; role: Role; askedMs: number } | undefined {
  const [teamId = '', role = '', askedMs = ''] = value.split(' ');
  return isId('tm', teamId) && isRole(role)
    ? { teamId, role, askedMs: Number(askedMs) }
    : undefined;
}
