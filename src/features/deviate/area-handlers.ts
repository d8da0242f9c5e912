import type { TeamId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { checkArea } from '../deviation/protect-rules.ts';
import { deleteOwnArea, insertOwnArea, listOwnAreas } from '../deviation/store-area.ts';
import { findTeamNamed, warmRole } from '../team/access.ts';
import { teamWords } from '../team/messages.ts';
import { type Action, may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { listApprovers } from '../team/store-role.ts';
import { isNoFullMember } from './access.ts';
import { areaNote, deviateWords } from './messages.ts';
import { areaErrors, areasForm, readArea } from './short-forms.ts';

/** *Protected areas* in settings. */
export async function openAreas(deps: Deps, act: ActionAct): Promise<Reply> {
  return withTeam(deps, { act, value: act.value, action: 'protect-area' }, async (tx, team) => ({
    reply: 'show',
    view: await draw(tx, act, { team }),
  }));
}

/** *Add it*: the area is protected from now on, and the channel reads so. */
export async function submitArea(deps: Deps, act: SubmitAct): Promise<Reply> {
  const typed = readArea(act.values);
  const value = act.metadata;
  return withTeam(deps, { act, value, action: 'protect-area' }, async (tx, team) => {
    const checked = checkArea(typed, await listOwnAreas(tx, team.id));
    if ('refused' in checked) {
      return { reply: 'fix', errors: areaErrors(act.values, checked.refused) };
    }
    const { name } = checked;
    const area = { workspaceId: act.workspaceId, teamId: team.id, name, byUserId: act.userId };
    await insertOwnArea(tx, area, act.now);
    await tellChannel(tx, deps, { act, team, name, isAdded: true });
    return { reply: 'replace', view: await draw(tx, act, { team, added: name }) };
  });
}

/** *Take away* beside an area of the team's own. */
export async function removeArea(deps: Deps, act: ActionAct): Promise<Reply> {
  const [value = '', ...key] = act.value.split(' ');
  return withTeam(deps, { act, value, action: 'unprotect-area' }, async (tx, team) => {
    const area = { workspaceId: act.workspaceId, teamId: team.id, key: key.join(' ') };
    const name = await deleteOwnArea(tx, area);
    if (name !== undefined) await tellChannel(tx, deps, { act, team, name, isAdded: false });
    return { reply: 'replace', view: await draw(tx, act, { team }) };
  });
}

async function withTeam(
  deps: Deps,
  pressed: { act: Act; value: string; action: Action },
  work: (tx: Tx, team: Team) => Promise<Reply>,
): Promise<Reply> {
  const { act, value, action } = pressed;
  const { workspaceId, userId } = act;
  const known = await findTeamNamed(deps.db, workspaceId, value);
  if (known === undefined) return tell(teamWords.gone);
  await warmRole(deps, act, { role: 'approver', team: known, asked: [] });
  if (await isNoFullMember(deps, act)) return tell(teamWords.guest);
  return once(deps, act, async (tx) => {
    const teamId: TeamId = known.id;
    const team = await findTeam(tx, workspaceId, teamId);
    if (team === undefined) return tell(teamWords.gone);
    const standing = await findStanding(tx, { workspaceId, teamId, userId });
    if (!may(standing, 'protect-area') && !may(standing, action)) {
      return tell(teamWords.notMember(team.channelId));
    }
    return may(standing, action) ? work(tx, team) : tell(deviateWords.mayNotRemove);
  });
}

async function draw(db: Db, act: Act, what: { team: Team; added?: string }) {
  const { team, added } = what;
  const { workspaceId, userId } = act;
  const standing = await findStanding(db, { workspaceId, teamId: team.id, userId });
  return areasForm({
    teamId: team.id,
    channelId: team.channelId,
    ownAreas: await listOwnAreas(db, team.id),
    mayRemove: may(standing, 'unprotect-area'),
    approvers: (await listApprovers(db, team)).length,
    ...(added === undefined ? {} : { added }),
  });
}

async function tellChannel(
  tx: Tx,
  deps: Pick<Deps, 'newId'>,
  what: { act: Act; team: Team; name: string; isAdded: boolean },
): Promise<void> {
  const { act, team, name, isAdded } = what;
  await putMessage(tx, {
    workspaceId: act.workspaceId,
    newId: deps.newId,
    address: `settings:${team.id}:${act.key}`,
    to: { channelId: team.channelId },
    content: areaNote({ byUserId: act.userId, name, isAdded }),
  });
}
