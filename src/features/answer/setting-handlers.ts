import { isId } from '../../lib/ids.ts';
import type { Db } from '../../platform/db/open.ts';
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
import { readAndonSetting, saveAndonSetting } from '../raised/store-setting.ts';
import { warmPeople } from '../team/access.ts';
import { teamWords } from '../team/messages.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam } from '../team/store.ts';
import { andonSettingsForm, parseAndonSettings } from './form.ts';
import { settingNote } from './messages.ts';

/** *Andon* in the settings. */
export async function openAndonSettings(deps: Deps, act: ActionAct): Promise<Reply> {
  const team = await findNamed(deps.db, act, act.value);
  if (team === undefined) return tell(teamWords.gone);
  await warmPeople(deps, act, team);
  if (!(await mayChange(deps.db, act, team))) return tell(teamWords.notMember(team.channelId));
  const setting = await readAndonSetting(deps.db, team.id);
  return { reply: 'show', view: andonSettingsForm(team, setting) };
}

/** The submitted choice: kept, and told to the home channel when it changed. The next slot is drawn by it. */
export async function submitAndonSettings(deps: Deps, act: SubmitAct): Promise<Reply> {
  const { workspaceId } = act;
  const known = await findNamed(deps.db, act, act.metadata);
  if (known === undefined) return tell(teamWords.gone);
  await warmPeople(deps, act, known);
  return once(deps, act, async (tx) => {
    const team = await findTeam(tx, workspaceId, known.id);
    if (team === undefined) return tell(teamWords.gone);
    if (!(await mayChange(tx, act, team))) return tell(teamWords.notMember(team.channelId));
    const setting = parseAndonSettings(act.values);
    const before = await readAndonSetting(tx, team.id);
    if (JSON.stringify(before) === JSON.stringify(setting)) return { reply: 'done' };
    await saveAndonSetting(tx, team, setting);
    await putMessage(tx, {
      workspaceId,
      newId: deps.newId,
      address: `settings:${team.id}:${act.key}`,
      to: { channelId: team.channelId },
      content: settingNote(act.userId, setting),
    });
    return { reply: 'done' };
  });
}

async function findNamed(db: Db, act: Act, value: string): Promise<Team | undefined> {
  return isId('tm', value) ? findTeam(db, act.workspaceId, value) : undefined;
}

async function mayChange(db: Db, { workspaceId, userId }: Act, team: Team): Promise<boolean> {
  return may(await findStanding(db, { workspaceId, userId, teamId: team.id }), 'change-settings');
}
