import type { NewId, RollupId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { maySpeak } from '../budget/rules.ts';
import { noteSaid } from '../budget/store.ts';
import { findOpenCycle } from '../cycle/store.ts';
import { findDecision } from '../decision/store.ts';
import { countWeek } from '../review/week-access.ts';
import type { Team } from '../team/rules.ts';
import { listTeamNames } from '../team/store.ts';
import { findAlarmFacts } from './access.ts';
import { alarmMessage } from './messages.ts';
import {
  type Alarm,
  type AlarmChanges,
  type AlarmKind,
  alarmKinds,
  type ClearedWhy,
  chooseTold,
  reconcile,
  stands,
  stopsTheLine,
} from './rules.ts';
import { findWhyCleared } from './stop-line-access.ts';
import { clearAlarm, insertAlarm, listAlarms, listSpokenIn, saveFinding } from './store.ts';

/** Whose alarms are looked at. */
export interface Looked {
  newId: NewId;
  team: Team;
}

/**
 * Looks at a team's alarms: what holds no longer is cleared, what reads differently is edited, what is new fires. `isRollup`:
 * a roll-up is being written, which is when new alarms are told; at all other times only those fire that stop the line.
 * Answers the new ones; those with a message of their own are told by `tellAlarms`. Reads and writes nothing but SQL.
 */
export async function lookForAlarms(
  tx: Tx,
  what: Looked & { isRollup: boolean },
  now: Date,
): Promise<Alarm[]> {
  const { newId, team } = what;
  const changes = await compare(tx, team, { isRollup: what.isRollup, now });
  for (const { alarm, finding } of changes.edit) {
    if (await saveFinding(tx, alarm.id, finding)) {
      await putAlarm(tx, { newId, team, alarm: { ...alarm, ...finding } });
    }
  }
  for (const alarm of changes.clear) {
    if (!(await clearAlarm(tx, alarm.id, now))) continue;
    const why = await findWhyCleared(tx, { team, alarm }, now);
    const cleared = { ...alarm, clearedAt: now };
    await putAlarm(tx, { newId, team, alarm: cleared, ...(why === undefined ? {} : { why }) });
  }
  return fire(tx, { newId, team, findings: changes.fire }, now);
}

/** Whether a look would change anything, so that a tick which finds all as it was writes nothing. */
export async function isAlarmDue(db: Db, team: Team, now: Date): Promise<boolean> {
  const { fire: fresh, edit, clear } = await compare(db, team, { isRollup: false, now });
  return fresh.length + edit.length + clear.length > 0;
}

/**
 * Puts the messages of alarms that just fired: in the home channel when the week has room for one more or when it stops the
 * line, otherwise in the thread of the roll-up that they came with. Alarms that are only a line are left alone.
 */
export async function tellAlarms(
  tx: Tx,
  what: Looked & { alarms: readonly Alarm[]; rollup?: { id: RollupId; channelId: string } },
  now: Date,
): Promise<void> {
  const { newId, team, rollup } = what;
  for (const alarm of what.alarms) {
    if (alarm.told !== 'message') continue;
    const hasRoom = stopsTheLine(alarm.kind) || maySpeak(await countWeek(tx, team, now));
    if (hasRoom || rollup === undefined) {
      await putAlarm(tx, { newId, team, alarm });
      const said = { workspaceId: team.workspaceId, teamId: team.id, address: addressOf(alarm) };
      if (!stopsTheLine(alarm.kind)) await noteSaid(tx, said, now);
    } else {
      await putAlarm(tx, { newId, team, alarm, rollup });
    }
  }
}

/** Puts what an alarm's message should show now; nothing for one that never had a message of its own. */
export async function putAlarm(
  tx: Tx,
  what: Looked & {
    alarm: Alarm;
    rollup?: { id: RollupId; channelId: string };
    why?: ClearedWhy;
  },
): Promise<void> {
  const { newId, team, alarm, rollup, why } = what;
  if (alarm.told !== 'message') return;
  const { workspaceId } = team;
  const names = await listTeamNames(tx, workspaceId);
  const decision =
    alarm.dismissed && (await findDecision(tx, workspaceId, alarm.dismissed.decisionId));
  // The place is chosen by the first that puts it, and stays.
  await putMessage(tx, {
    workspaceId,
    newId,
    address: addressOf(alarm),
    to: { channelId: rollup?.channelId ?? team.channelId },
    ...(rollup === undefined ? {} : { inThreadOf: `rollup:${rollup.id}` }),
    content: alarmMessage(alarm, {
      teamName: names.get(team.id) ?? 'Our team',
      ...(why === undefined ? {} : { why }),
      ...(decision === undefined
        ? {}
        : { dismissal: { number: decision.number, because: decision.texts.because ?? '' } }),
    }),
  });
}

function addressOf(alarm: Pick<Alarm, 'id'>): string {
  return `alarm:${alarm.id}`;
}

async function compare(
  db: Db,
  team: Team,
  look: { isRollup: boolean; now: Date },
): Promise<AlarmChanges> {
  const { isRollup, now } = look;
  const known = await listAlarms(db, team.id);
  const wanted = alarmKinds.filter((kind) => isRollup || stopsTheLine(kind) || isStanding(kind));
  const { found, asked } = await findAlarmFacts(db, { team, known, now }, wanted);
  const changes = reconcile(known, found, asked);
  const mayFire = changes.fire.filter(({ kind }) => isRollup || stopsTheLine(kind));
  return { ...changes, fire: mayFire };

  function isStanding(kind: AlarmKind): boolean {
    return known.some((alarm) => alarm.kind === kind && stands(alarm));
  }
}

async function fire(
  tx: Tx,
  what: Looked & { findings: AlarmChanges['fire'] },
  now: Date,
): Promise<Alarm[]> {
  const { newId, team, findings } = what;
  const { workspaceId, id: teamId } = team;
  const cycle = await findOpenCycle(tx, teamId);
  const spoken = cycle === undefined ? [] : await listSpokenIn(tx, cycle.id);
  const hasSpoken = spoken.some((kind) => !stopsTheLine(kind));
  const fired: Alarm[] = [];
  for (const { finding, told } of chooseTold(findings, hasSpoken)) {
    const place = { workspaceId, teamId, firedAt: now, told };
    const inCycle = cycle === undefined ? {} : { cycleId: cycle.id };
    const alarm = await insertAlarm(tx, newId, { ...finding, ...place, ...inCycle });
    if (alarm !== undefined) fired.push(alarm);
  }
  return fired;
}
