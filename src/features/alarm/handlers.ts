import { type AlarmId, isId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { section } from '../../platform/slack/blocks.ts';
import {
  type Act,
  type ActionAct,
  type Deps,
  type Reply,
  type SubmitAct,
  tell,
} from '../../platform/slack/feature.ts';
import { once } from '../../platform/slack/once.ts';
import { appendDecision } from '../decision/store.ts';
import { findNextOpening } from '../review/schedule-access.ts';
import { findTeamNamed, warmPeople } from '../team/access.ts';
import { may, type Team } from '../team/rules.ts';
import { findStanding, findTeam, mayRead } from '../team/store.ts';
import {
  alarmWindow,
  dismissedView,
  dismissForm,
  parseDismiss,
  parseDismissMetadata,
} from './form.ts';
import { decideNowBlocks, runningBlocks, weakestBlocks } from './message-running.ts';
import { alarmTitle, alarmWords } from './messages.ts';
import { putAlarm } from './project.ts';
import { type Alarm, stands, stopsTheLine } from './rules.ts';
import { readRunningNow } from './running-access.ts';
import { dismissAlarm, findAlarm } from './store.ts';
import { findWeakest } from './weakest-rules.ts';

/** *Dismiss…* and *All were right, because…*: asks for the reason. */
export async function openDismiss(deps: Deps, act: ActionAct): Promise<Reply> {
  if (!isId('al', act.value)) return tell(alarmWords.gone);
  const found = await lookUp(deps, act, act.value);
  if ('refused' in found) return found.refused;
  return { reply: 'show', view: dismissForm(found.alarm, act.variant === 'right') };
}

/** Keeps the reason in the log and ends the alarm; of two people the second hears that it is over. */
export async function submitDismiss(deps: Deps, act: SubmitAct): Promise<Reply> {
  const form = parseDismissMetadata(act.metadata);
  if (form === undefined) return tell(alarmWords.gone);
  const looked = await lookUp(deps, act, form.alarmId);
  if ('refused' in looked) return looked.refused;
  const because = parseDismiss(act.values);
  if (because === undefined) {
    return { reply: 'fix', errors: { because: alarmWords.becauseMissing } };
  }
  return once(deps, act, async (tx) => {
    const found = await read(tx, act, form.alarmId);
    if ('refused' in found) return found.refused;
    const number = await dismiss(tx, { deps, act, ...found, because, isRight: form.isRight });
    return { reply: 'replace', view: dismissedView([section(alarmWords.dismissed(number))]) };
  });
}

/** *Show running*. */
export async function showRunning(deps: Deps, act: ActionAct): Promise<Reply> {
  return openWindow(deps, act, async (team) => ({
    title: 'Running',
    blocks: runningBlocks(await readRunningNow(deps.db, team, act.now)),
  }));
}

/** *Review the weakest now*. */
export async function showWeakest(deps: Deps, act: ActionAct): Promise<Reply> {
  return openWindow(deps, act, async (team) => {
    const weakest = findWeakest(await readRunningNow(deps.db, team, act.now));
    const opensAt = await findNextOpening(deps.db, team);
    return { title: 'The weakest', blocks: weakestBlocks(weakest, opensAt) };
  });
}

/** *Decide now*. */
export async function showOpenCards(deps: Deps, act: ActionAct): Promise<Reply> {
  return openWindow(deps, act, async (team) => {
    const running = await readRunningNow(deps.db, team, act.now);
    const opensAt = await findNextOpening(deps.db, team);
    return { title: 'Decide now', blocks: decideNowBlocks(running, opensAt) };
  });
}

/** A window about a team, named by its id, for whoever may read it. */
async function openWindow(
  deps: Deps,
  act: ActionAct,
  draw: (team: Team) => Promise<{ title: string; blocks: ReturnType<typeof runningBlocks> }>,
): Promise<Reply> {
  const { workspaceId, value } = act;
  const team = await findTeamNamed(deps.db, workspaceId, value);
  if (team === undefined) return tell(alarmWords.gone);
  await warmPeople(deps, act, team);
  if (!(await mayRead(deps.db, act, team.id))) return tell(alarmWords.notMember);
  const { title, blocks } = await draw(team);
  return { reply: 'show', view: alarmWindow(title, blocks) };
}

interface Found {
  team: Team;
  alarm: Alarm;
}

async function lookUp(deps: Deps, act: Act, id: AlarmId): Promise<Found | { refused: Reply }> {
  const alarm = await findAlarm(deps.db, act.workspaceId, id);
  const team = alarm && (await findTeam(deps.db, act.workspaceId, alarm.teamId));
  if (team !== undefined) await warmPeople(deps, act, team);
  return read(deps.db, act, id);
}

/** The alarm as it is now, for somebody who may dismiss it; otherwise why not. */
async function read(db: Db, act: Act, id: AlarmId): Promise<Found | { refused: Reply }> {
  const { workspaceId, userId } = act;
  const alarm = await findAlarm(db, workspaceId, id);
  const team = alarm && (await findTeam(db, workspaceId, alarm.teamId));
  if (alarm === undefined || team === undefined) return { refused: tell(alarmWords.gone) };
  const standing = await findStanding(db, { workspaceId, userId, teamId: team.id });
  if (!may(standing, 'dismiss-alarm')) return { refused: tell(alarmWords.notMember) };
  if (!stands(alarm)) return { refused: tell(alarmWords.over(alarm)) };
  return { team, alarm };
}

function loggedLine({ kind }: Alarm, isRight: boolean): string {
  if (stopsTheLine(kind)) return alarmWords.loggedKept;
  return isRight ? alarmWords.loggedRight : alarmWords.loggedDismissed;
}

async function dismiss(
  tx: Tx,
  what: Found & { deps: Deps; act: Act; because: string; isRight: boolean },
): Promise<number> {
  const { deps, act, team, alarm, because, isRight } = what;
  const { newId } = deps;
  const entry = await appendDecision(tx, newId, {
    workspaceId: act.workspaceId,
    teamId: team.id,
    kind: 'other',
    decidedByUserId: act.userId,
    at: act.now,
    title: alarmTitle(alarm),
    ...(isId('op', alarm.subject) ? { onepagerId: alarm.subject } : {}),
    texts: { line: loggedLine(alarm, isRight), because },
    isAgainstRule: false,
    isAgainstMajority: false,
  });
  const dismissed = { at: act.now, decisionId: entry.id };
  await dismissAlarm(tx, alarm.id, dismissed);
  await putAlarm(tx, { newId, team, alarm: { ...alarm, dismissed } });
  return entry.number;
}
