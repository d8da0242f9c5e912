import { expect, it } from 'vitest';
import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { listClosedCycles } from '../../src/features/cycle/store.ts';
import type { DecisionDraft } from '../../src/features/decision/rules.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { answerLookback } from '../../src/features/lookback/handlers.ts';
import {
  findLookback,
  insertLookback,
  listHindsights,
  listLookbacks,
  saveHindsight,
} from '../../src/features/lookback/store.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { at, openRoom, press, type Room, told } from './review-room.ts';

/** Thursdays at 15:00; the cycles close on 26 November, 10 and 24 December. */
const rollups = ['11-26', '12-03', '12-10', '12-17', '12-24', '12-31'].map((day) =>
  at(day, '15:00'),
);

describeStores('the past decision of a cycle', (engine) => {
  async function live(room: Room, until: Date): Promise<void> {
    await openFirstCycles(room.deps);
    for (const now of rollups) if (now <= until) await postDueRollups(room.deps, now);
  }

  function decide(room: Room, title: string, over: Partial<DecisionDraft> = {}) {
    return transact(room.db, (tx) =>
      appendDecision(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', kind: 'stop', decidedByUserId: 'U3' },
        ...{ at: at('11-24', '11:00'), title, texts: { line: `*${title}* <!channel>` } },
        ...{ isAgainstRule: false, isAgainstMajority: false, ...over },
      }),
    );
  }

  it('is found behind twenty calls that are no past yet', async () => {
    const room = await openRoom(engine);
    for (let call = 0; call < 20; call += 1) {
      await decide(room, `Call ${call}`, { at: at('12-10', '11:00') });
    }
    const past = await decide(room, 'Logged late');
    await live(room, at('12-10', '15:00'));
    const back = await listLookbacks(room.db, 'tm_1');
    expect(back.map(({ decisionId }) => decisionId)).toEqual([past.id]);
  });

  it('comes back once a cycle, the oldest first, in the thread of the roll-up', async () => {
    const room = await openRoom(engine);
    const first = await decide(room, 'First call');
    await decide(room, 'Logged elsewhere', { kind: 'other' });
    const second = await decide(room, 'Second call');
    await live(room, at('11-26', '15:00'));
    expect(await listLookbacks(room.db, 'tm_1')).toEqual([]);
    await live(room, at('12-17', '15:00'));
    const [back, ...others] = await listLookbacks(room.db, 'tm_1');
    if (back === undefined) throw new Error('nothing came back');
    expect(others).toEqual([]);
    expect(back.decisionId).toBe(first.id);
    expect(back.at).toEqual(at('12-10', '15:00'));
    const row = await room.db
      .selectFrom('message')
      .select(['thread_address', 'is_broadcast', 'wanted'])
      .where('address', '=', `lookback:${back.id}`)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ thread_address: `rollup:${back.rollupId}`, is_broadcast: 0 });
    expect(findLimitBreaks(JSON.parse(row.wanted))).toEqual([]);
    expect(row.wanted).toContain('First call');
    expect(row.wanted).not.toContain('<!channel>');
    await live(room, at('12-31', '15:00'));
    const later = await listLookbacks(room.db, 'tm_1');
    expect(later.map(({ decisionId }) => decisionId)).toEqual([first.id, second.id]);
  });

  it('is none that the roll-up itself tells after a long sleep; the next one brings it back', async () => {
    const room = await openRoom(engine);
    await live(room, at('11-26', '15:00'));
    const news = await decide(room, 'Told for the first time', { at: at('12-01', '11:00') });
    await postDueRollups(room.deps, at('12-24', '15:00'));
    const [cycle] = await listClosedCycles(room.db, 'tm_1', 1);
    expect(cycle?.startsAt).toEqual(at('12-10', '15:00'));
    expect(await listLookbacks(room.db, 'tm_1')).toEqual([]);
    await postDueRollups(room.deps, at('12-31', '15:00'));
    expect(await listLookbacks(room.db, 'tm_1')).toMatchObject([{ decisionId: news.id }]);
  });

  it('counts one answer for each full member, changeable, and names nobody', async () => {
    const room = await openRoom(engine);
    await decide(room, 'First call');
    await live(room, at('12-10', '15:00'));
    const [back] = await listLookbacks(room.db, 'tm_1');
    if (back === undefined) throw new Error('nothing came back');
    const now = at('12-10', '16:00');
    const answer = (userId: string, variant: string) =>
      answerLookback(room.deps, press(userId, back.id, now, variant));
    expect(await answer('U1', 'yes')).toEqual({ reply: 'done' });
    await answer('U2', 'no');
    await answer('U2', 'too-early');
    expect(told(await answer('UGUEST', 'yes'))).toContain('Full members');
    expect(told(await answer('U3', 'perhaps'))).toContain('not there');
    const shown = await room.shown(`lookback:${back.id}`);
    expect(shown).toContain('1 yes · 1 too early to say');
    expect(shown).not.toContain('U2');
    expect(await listHindsights(room.db, back.id)).toEqual(['too-early', 'yes']);
    expect(await findLookback(room.db, 'T2', back.id)).toBeUndefined();
    expect(told(await answerLookback(room.deps, press('U1', 'lb_none', now, 'yes')))).toContain(
      'not there',
    );
  });

  it('is kept once for a cycle and once for a decision, whoever is first', async () => {
    const room = await openRoom(engine);
    const past = await decide(room, 'First call');
    const other = await decide(room, 'Second call');
    await live(room, at('12-10', '15:00'));
    const [back] = await listLookbacks(room.db, 'tm_1');
    const [, older] = await listClosedCycles(room.db, 'tm_1', 2);
    if (back === undefined || older === undefined) throw new Error('nothing came back');
    const insert = (over: object) =>
      transact(room.db, (tx) => insertLookback(tx, { ...back, id: 'lb_x', ...over }));
    expect(await insert({ decisionId: other.id })).toBe(false);
    expect(await insert({ cycleId: older.id, decisionId: past.id })).toBe(false);
    expect(await insert({ cycleId: older.id, decisionId: other.id })).toBe(true);
    expect((await findLookback(room.db, 'T1', 'lb_x'))?.decisionId).toBe(other.id);
    const given = { lookbackId: 'lb_x', userId: 'U1', hindsight: 'no' } as const;
    await transact(room.db, (tx) => saveHindsight(tx, given, back.at));
    expect(await listHindsights(room.db, 'lb_x')).toEqual(['no']);
  });
});
