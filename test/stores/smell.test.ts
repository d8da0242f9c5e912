import { expect, it } from 'vitest';
import type { AlarmKind } from '../../src/features/alarm/rules.ts';
import { listAlarms, listStandingAlarms } from '../../src/features/alarm/store.ts';
import { decideFeature } from '../../src/features/decide/feature.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { draftFeature } from '../../src/features/draft/feature.ts';
import { type Bet, toBet } from '../../src/features/onepager/rules.ts';
import {
  amendOnePager,
  getOnePager,
  saveOnePagerState,
} from '../../src/features/onepager/store.ts';
import type { BetFields } from '../../src/features/quality/rules.ts';
import { saveReadings } from '../../src/features/reading/store.ts';
import { closeReviews } from '../../src/features/review/jobs.ts';
import { revisitFeature } from '../../src/features/revisit/feature.ts';
import { answerStop } from '../../src/features/stop-owner/handlers.ts';
import { askStopOwners } from '../../src/features/stop-owner/jobs.ts';
import type { Team } from '../../src/features/team/rules.ts';
import { deleteRole, getTeam, saveRole, saveTeam } from '../../src/features/team/store.ts';
import { attend } from '../../src/platform/attendance.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Feature, Reply } from '../../src/platform/slack/feature.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { openAlarmRoom, rollups, tick } from './alarm-room.ts';
import { describeStores } from './engines.ts';
import { at, openedCard, press, type Room, told, viewOf } from './review-room.ts';

const monday = at('11-23', '11:00');
const features: readonly Feature[] = [decideFeature, draftFeature, revisitFeature];

/** An alarm of this kind that stands, and what its message says. */
async function standing(room: Room, kind: AlarmKind) {
  const alarm = (await listStandingAlarms(room.db, 'tm_1')).find((one) => one.kind === kind);
  if (alarm === undefined) return undefined;
  const words = await room.shown(`alarm:${alarm.id}`);
  if (words !== '') expect(findLimitBreaks(JSON.parse(words))).toEqual([]);
  return { alarm, words };
}

/** How often a team was ever told of this kind. */
const countTold = async (room: Room, kind: AlarmKind) =>
  (await listAlarms(room.db, 'tm_1')).filter((one) => one.kind === kind).length;

/** Presses a button of an alarm as its message has it. */
async function pressIn(
  words: string,
  label: string,
  room: Room,
  by: { userId: string; now: Date },
) {
  const pattern = new RegExp(
    `"text":"${label}"[^}]*}(?:,"style":"[a-z]+")?,"action_id":"([^"]+)","value":"([^"]+)"`,
  );
  const [, id = '', value = ''] = pattern.exec(words) ?? [];
  const [name = '', variant = ''] = id.split(':');
  const handler = features.map((one) => one.actions?.[name]).find(Boolean);
  if (handler === undefined) throw new Error(`no button ${label} in ${words}`);
  return (await handler(room.deps, press(by.userId, value, by.now, variant))) ?? { reply: 'done' };
}

async function amend(
  room: Room,
  typed: Partial<BetFields>,
  by: { userId?: string; at: Date; bet?: Partial<Bet> },
): Promise<void> {
  await transact(room.db, async (tx) => {
    const { bet } = await getOnePager(tx, 'T1', 'op_1');
    const fields = { ...bet.fields, ...typed };
    const next = toBet(fields, room.deps.newId, bet);
    if ('refused' in next) throw new Error(next.field);
    const change = { id: 'op_1' as const, byUserId: by.userId ?? 'U1', at: by.at, amendment: 'x' };
    await amendOnePager(tx, { ...change, bet: { ...next, ...by.bet } });
  });
}

async function change(room: Room, over: Partial<Team>): Promise<void> {
  const team = await getTeam(room.db, 'T1', 'tm_1');
  await transact(room.db, (tx) => saveTeam(tx, { ...team, ...over }));
}

const labelsOf = (reply: Reply) => JSON.stringify(viewOf(reply));

describeStores('nobody can say stop', (engine) => {
  /** Nobody has said yes for the team, so U3 is asked. */
  async function openUnsaid() {
    const room = await openAlarmRoom(engine);
    const role = { teamId: 'tm_1', userId: 'U3', role: 'stop-owner' } as const;
    await transact(room.db, (tx) => deleteRole(tx, role));
    return room;
  }

  it('after seven days without an answer, until somebody says yes', async () => {
    const room = await openUnsaid();
    await askStopOwners.run(room.deps, monday);
    await tick(room, rollups[0] ?? monday);
    expect(await countTold(room, 'nobody-can-stop')).toBe(0);
    await tick(room, rollups[1] ?? monday);
    const found = await standing(room, 'nobody-can-stop');
    expect(found?.alarm).toMatchObject({ subject: 'op_1', sinceAt: at('11-30', '11:00') });
    expect(found?.words).toContain('Nobody can say stop on #101');
    expect(found?.words).toContain('asked, and no answer for seven days');
    expect(found?.words).not.toContain('U3');
    const now = at('12-04', '11:00');
    const form = await pressIn(found?.words ?? '', 'Name one', room, { userId: 'U1', now });
    expect(labelsOf(form)).toContain('Who may say stop');
    const other = await pressIn(found?.words ?? '', 'Name one', room, { userId: 'U4', now });
    expect(told(other)).toMatch(/<@U1>|owner/);
    // A late answer is an answer.
    await answerStop(room.deps, press('U3', 'op_1', now, 'yes'));
    await tick(room, now);
    expect(await standing(room, 'nobody-can-stop')).toBeUndefined();
    expect(await room.shown(`alarm:${found?.alarm.id}`)).toContain('Cleared');
    await tick(room, rollups[2] ?? now);
    expect(await countTold(room, 'nobody-can-stop')).toBe(1);
  });

  it('not while Barbell was away for days of the seven', async () => {
    const room = await openUnsaid();
    await askStopOwners.run(room.deps, monday);
    const process = { id: 'pr_1', workspaceId: 'T1', links: 2 };
    await attend(room.db, process, at('11-24', '09:00'));
    await attend(room.db, { ...process, id: 'pr_2' }, at('11-29', '09:00'));
    await tick(room, rollups[1] ?? monday);
    expect(await countTold(room, 'nobody-can-stop')).toBe(0);
    await tick(room, rollups[2] ?? monday);
    const found = await standing(room, 'nobody-can-stop');
    expect(found?.alarm.sinceAt).toEqual(at('12-05', '11:00'));
  });

  it('at a no, and not once a deputy is there or another names themselves', async () => {
    const room = await openUnsaid();
    await askStopOwners.run(room.deps, monday);
    await answerStop(room.deps, press('U3', 'op_1', monday, 'no'));
    await tick(room, monday);
    expect(await countTold(room, 'nobody-can-stop')).toBe(0);
    await tick(room, rollups[0] ?? monday);
    const found = await standing(room, 'nobody-can-stop');
    expect(found?.alarm.sinceAt).toEqual(monday);
    const deputy = { teamId: 'tm_1', userId: 'U4', role: 'deputy' } as const;
    const now = at('11-27', '11:00');
    await transact(room.db, (tx) => saveRole(tx, { ...deputy, acceptedAt: now }));
    await tick(room, now);
    expect(await standing(room, 'nobody-can-stop')).toBeUndefined();
    await transact(room.db, (tx) => deleteRole(tx, deputy));
    // The same no is not said twice.
    await tick(room, rollups[1] ?? now);
    expect(await countTold(room, 'nobody-can-stop')).toBe(1);
    await amend(room, { stopOwnerId: 'U2' }, { userId: 'U2', at: at('12-04', '11:00') });
    await tick(room, rollups[2] ?? now);
    expect(await standing(room, 'nobody-can-stop')).toBeUndefined();
  });

  it.each(['switched off', 'a guest', 'left the channel'])(
    'when they are %s, and again when that happens again',
    async (how) => {
      const room = await openAlarmRoom(engine);
      const { db } = room;
      const go = async (isGone: boolean) => {
        if (how !== 'left the channel') {
          const column = how === 'a guest' ? 'is_guest' : 'is_deleted';
          await db
            .updateTable('person')
            .set({ [column]: isGone ? 1 : 0 })
            .where('user_id', '=', 'U3')
            .execute();
        } else if (isGone) {
          await db.deleteFrom('channel_member').where('user_id', '=', 'U3').execute();
        } else {
          await db
            .insertInto('channel_member')
            .values({ workspace_id: 'T1', channel_id: 'C1', user_id: 'U3' })
            .execute();
        }
      };
      await go(true);
      await tick(room, rollups[0] ?? monday);
      const found = await standing(room, 'nobody-can-stop');
      expect(found?.words).toContain('takes no part in the channel any more');
      expect(found?.alarm.sinceAt).toEqual(rollups[0]);
      await tick(room, at('11-27', '11:00'));
      expect((await standing(room, 'nobody-can-stop'))?.alarm.sinceAt).toEqual(rollups[0]);
      await go(false);
      await tick(room, at('11-28', '11:00'));
      expect(await standing(room, 'nobody-can-stop')).toBeUndefined();
      await go(true);
      await tick(room, rollups[1] ?? monday);
      expect(await countTold(room, 'nobody-can-stop')).toBe(2);
      await transact(db, (tx) => saveOnePagerState(tx, { id: 'op_1', state: 'parked' }));
      await tick(room, at('12-04', '11:00'));
      expect(await standing(room, 'nobody-can-stop')).toBeUndefined();
    },
  );
});

describeStores('numbers move, users do not', (engine) => {
  async function review(room: Room, day: string, numbers: readonly [string, number][]) {
    const now = at(day, '10:00');
    const { review: open, card } = await openedCard(room, now);
    const given = numbers.map(([signalId, value]) => ({
      ...{ signalId, value, isMissing: false, byUserId: 'U1', at: now },
    }));
    await transact(room.db, (tx) => saveReadings(tx, card.id, given));
    await closeReviews.run(room.deps, open.closesAt);
    return open.closesAt;
  }
  const onlyNumbers: readonly [string, number][] = [
    ['sg_s1', 46],
    ['sg_s2', 27.2],
  ];
  const usersToo: readonly [string, number][] = [
    ['sg_s1', 46],
    ['sg_s2', 30],
  ];

  async function fire(room: Room) {
    await review(room, '11-24', onlyNumbers);
    await review(room, '12-01', onlyNumbers);
    await tick(room, rollups[1] ?? monday);
    // The first was too early: it does not count.
    expect(await countTold(room, 'numbers-move')).toBe(0);
    const closedAt = await review(room, '12-08', onlyNumbers);
    await tick(room, rollups[2] ?? monday);
    const found = await standing(room, 'numbers-move');
    expect(found?.alarm).toMatchObject({ subject: 'op_1', sinceAt: closedAt });
    return found?.words ?? '';
  }

  it('fires with the second review in a row, is edited with the third, and clears with a new mechanism', async () => {
    const room = await openAlarmRoom(engine);
    const words = await fire(room);
    for (const part of ['#101 moves its number, users don’t', '41% → 46%', '27% → 27.2%']) {
      expect(words).toContain(part);
    }
    await review(room, '12-15', onlyNumbers);
    await tick(room, at('12-16', '18:00'));
    expect((await standing(room, 'numbers-move'))?.words).toContain('3 reviews in a row');
    const now = at('12-17', '11:00');
    const by = { userId: 'U1', now };
    const form = await pressIn(words, 'Re-attach a mechanism', room, by);
    expect(labelsOf(form)).toContain('because');
    await amend(room, { because: 'they never see where the list is kept' }, { at: now });
    await tick(room, now);
    expect(await standing(room, 'numbers-move')).toBeUndefined();
    await tick(room, rollups[3] ?? now);
    expect(await countTold(room, 'numbers-move')).toBe(1);
  });

  it('clears when users move, and fires anew only for a streak of its own', async () => {
    const room = await openAlarmRoom(engine);
    await fire(room);
    await review(room, '12-15', usersToo);
    await tick(room, rollups[3] ?? monday);
    expect(await standing(room, 'numbers-move')).toBeUndefined();
    await review(room, '12-22', onlyNumbers);
    await tick(room, rollups[4] ?? monday);
    expect(await countTold(room, 'numbers-move')).toBe(1);
  });

  it('fires at once for a because that was emptied', async () => {
    const room = await openAlarmRoom(engine);
    const { bet } = await getOnePager(room.db, 'T1', 'op_1');
    const emptied = { mechanism: { ...bet.mechanism, because: '' } };
    await amend(room, {}, { at: monday, bet: emptied });
    await tick(room, rollups[0] ?? monday);
    const found = await standing(room, 'numbers-move');
    expect(found?.words).toContain('#101 runs without a because');
    await amend(room, { title: 'Another name' }, { at: at('11-27', '11:00'), bet: {} });
    await tick(room, at('11-27', '11:00'));
    expect(await standing(room, 'numbers-move')).toBeUndefined();
  });
});

describeStores('the layer of more alarms', (engine) => {
  const stop = {
    ...({ workspaceId: 'T1', teamId: 'tm_1', kind: 'stop', decidedByUserId: 'U1' } as const),
    ...{ at: monday, title: 'Old cache', texts: { line: 'no gain' }, revisitOn: '2026-11-25' },
    ...{ isAgainstRule: false, isAgainstMajority: false },
  };

  it('says nothing while it is off, and takes back what it said when it is switched off', async () => {
    const room = await openAlarmRoom(engine);
    await transact(room.db, (tx) => appendDecision(tx, room.deps.newId, stop));
    for (const due of rollups) await tick(room, due);
    for (const kind of ['decision-debt', 'pilot-purgatory', 'mid-bar'] as const) {
      expect(await countTold(room, kind)).toBe(0);
    }
    await change(room, { hasMoreAlarms: true });
    await tick(room, at('12-31', '15:00'));
    expect((await standing(room, 'decision-debt'))?.words).toContain(
      '1 decision waiting for a second look',
    );
    // It stands too, and has no message of its own: one a cycle.
    expect((await standing(room, 'pilot-purgatory'))?.words).toBe('');
    const { hasMoreAlarms: _, ...off } = await getTeam(room.db, 'T1', 'tm_1');
    await transact(room.db, (tx) => saveTeam(tx, off));
    await tick(room, at('12-31', '16:00'));
    expect(await standing(room, 'decision-debt')).toBeUndefined();
    expect(await standing(room, 'pilot-purgatory')).toBeUndefined();
  });

  it('counts decisions whose second look is a cycle late, and answers the oldest in one press', async () => {
    const room = await openAlarmRoom(engine);
    await change(room, { hasMoreAlarms: true });
    const later = { ...stop, title: 'A banner', revisitOn: '2026-11-26' };
    const [old] = await transact(room.db, async (tx) => [
      await appendDecision(tx, room.deps.newId, stop),
      await appendDecision(tx, room.deps.newId, later),
      await appendDecision(tx, room.deps.newId, { ...stop, kind: 'continue' }),
    ]);
    await tick(room, rollups[1] ?? monday);
    expect(await countTold(room, 'decision-debt')).toBe(0);
    await tick(room, rollups[2] ?? monday);
    const found = await standing(room, 'decision-debt');
    expect(found?.alarm).toMatchObject({ subject: '', sinceAt: at('12-09', '00:00') });
    const words = found?.alarm.evidence.map(({ number }) => number);
    expect(words).toEqual([undefined, old?.number, 2]);
    const now = at('12-11', '11:00');
    const shown = JSON.stringify(found?.alarm.evidence);
    expect(shown).toContain(old?.id);
    const answer = await revisitFeature.actions?.['revisit.same']?.(
      room.deps,
      press('U1', old?.id ?? '', now),
    );
    expect(answer).toEqual({ reply: 'done' });
    await tick(room, now);
    // One is left, and it is the same alarm.
    expect((await standing(room, 'decision-debt'))?.alarm.id).toBe(found?.alarm.id);
    const rest = (await standing(room, 'decision-debt'))?.alarm.evidence[0];
    await revisitFeature.actions?.['revisit.same']?.(room.deps, press('U1', rest?.said ?? '', now));
    await tick(room, now);
    expect(await standing(room, 'decision-debt')).toBeUndefined();
    expect(await countTold(room, 'decision-debt')).toBe(1);
  });

  it('finds a pilot that outlives its gate, one that nobody owns, and one without a rule', async () => {
    const room = await openAlarmRoom(engine);
    await change(room, { hasMoreAlarms: true });
    const { db } = room;
    const owner = (columns: { is_deleted: number }) =>
      db.updateTable('person').set(columns).where('user_id', '=', 'U1').execute();
    await owner({ is_deleted: 1 });
    await tick(room, rollups[0] ?? monday);
    const found = await standing(room, 'pilot-purgatory');
    expect(found?.words).toContain('Hand over');
    await owner({ is_deleted: 0 });
    await tick(room, at('11-27', '11:00'));
    expect(await standing(room, 'pilot-purgatory')).toBeUndefined();
    await tick(room, rollups[3] ?? monday);
    expect(await standing(room, 'pilot-purgatory')).toBeUndefined();
    await tick(room, rollups[4] ?? monday);
    const late = await standing(room, 'pilot-purgatory');
    expect(late?.alarm).toMatchObject({ facts: 'gate 2026-12-05', sinceAt: at('12-19', '00:00') });
    await transact(db, (tx) =>
      appendDecision(tx, room.deps.newId, {
        ...{ ...stop, onepagerId: 'op_1' as const, kind: 'continue' as const },
        at: at('12-28', '11:00'),
      }),
    );
    await tick(room, at('12-28', '11:00'));
    expect(await standing(room, 'pilot-purgatory')).toBeUndefined();
    const { bet } = await getOnePager(db, 'T1', 'op_1');
    const signals = bet.signals.map(({ continueIf: _, ...signal }) => signal);
    await amend(room, {}, { at: at('12-29', '11:00'), bet: { signals } });
    await tick(room, at('12-31', '15:00'));
    // This cycle had its message: it is a line of the roll-up.
    const last = (await standing(room, 'pilot-purgatory'))?.alarm;
    expect(last?.told).toBe('line');
    expect(last?.evidence.map(({ what }) => what)).toEqual(['no-criterion']);
  });

  it('finds a weak bet in the middle, and lets it go when it is shrunk or gets a cause', async () => {
    const room = await openAlarmRoom(engine);
    await change(room, { hasMoreAlarms: true });
    await amend(room, { gateOn: '2027-01-10' }, { at: monday });
    await tick(room, rollups[0] ?? monday);
    expect(await countTold(room, 'mid-bar')).toBe(0);
    await amend(room, { change: 'Send more reminders' }, { at: at('11-27', '11:00') });
    await tick(room, rollups[1] ?? monday);
    const found = await standing(room, 'mid-bar');
    for (const label of ['Kill it', 'Shrink it', 'Make it real']) {
      expect(found?.words).toContain(label);
    }
    const by = { userId: 'U1', now: at('12-04', '11:00') };
    const shrink = await pressIn(found?.words ?? '', 'Shrink it', room, by);
    expect(labelsOf(shrink)).toContain('Gate: judge on');
    const real = await pressIn(found?.words ?? '', 'Make it real', room, by);
    expect(labelsOf(real)).toContain('because');
    const kill = await pressIn(found?.words ?? '', 'Kill it', room, by);
    expect(labelsOf(kill)).toContain('What was learned?');
    await amend(room, { gateOn: '2026-12-11' }, { at: by.now });
    await tick(room, by.now);
    expect(await standing(room, 'mid-bar')).toBeUndefined();
  });
});
