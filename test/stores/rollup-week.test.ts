import { expect, it } from 'vitest';
import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { findEvidence } from '../../src/features/evidence/store.ts';
import type { Bet } from '../../src/features/onepager/rules.ts';
import {
  amendOnePager,
  getOnePager,
  insertOnePager,
  saveOnePagerState,
  saveOwner,
} from '../../src/features/onepager/store.ts';
import { insertFreeze } from '../../src/features/onepager/store-freeze.ts';
import { saveReadings } from '../../src/features/reading/store.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import {
  findLastRollup,
  findRollupFacts,
  listRollupsBefore,
  listRollupsOfWeek,
  saveRollupFacts,
} from '../../src/features/rollup/store.ts';
import type { OnePagerId } from '../../src/lib/ids.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { append } from './log-room.ts';
import { at, openedCard, openRoom, type Room } from './review-room.ts';

const first = at('11-26', '15:00');
const second = at('12-03', '15:00');
const third = at('12-10', '15:00');

async function openWeek(engine: Parameters<typeof openRoom>[0], onepagers = 2) {
  const room = await openRoom(engine, { onepagers });
  await openFirstCycles(room.deps);
  return room;
}

/** Everything that the newest roll-up says, message by message. */
async function newest(room: Room) {
  const rollup = await findLastRollup(room.db, 'tm_1');
  if (rollup === undefined) throw new Error('no roll-up');
  const rows = await room.db
    .selectFrom('message')
    .select(['address', 'wanted'])
    .where('address', 'like', `rollup:${rollup.id}%`)
    .orderBy('position')
    .execute();
  const said = (suffix: string) =>
    rows.find(({ address }) => address === `rollup:${rollup.id}${suffix}`)?.wanted ?? '';
  return { rollup, rows, said };
}

describeStores('what changed since last week', (engine) => {
  it('is computed: started, gates, rules, readings, owners, states; each told in one roll-up', async () => {
    const room = await openWeek(engine, 3);
    const { card } = await openedCard(room, at('11-24', '10:00'));
    await postDueRollups(room.deps, first);
    const told1 = await newest(room);
    expect(told1.said(':thread')).toContain('Started: #101');

    const page = await getOnePager(room.db, 'T1', 'op_1');
    const [signal] = page.bet.signals;
    if (signal === undefined) throw new Error('a signal');
    await transact(room.db, async (tx) => {
      const bet: Bet = {
        ...page.bet,
        gateOn: '2026-12-19',
        guardrail: { ...page.bet.guardrail, stopOwnerId: 'U4' },
      };
      await amendOnePager(tx, {
        ...{ id: 'op_1', bet, byUserId: 'U1', at: at('11-27', '10:00') },
        amendment: 'Action X: continue if +10% → +5%\nGate: 5 Dec → 19 Dec',
      });
      await saveOwner(tx, 'op_1', 'U2');
      await saveReadings(tx, card.id, [
        {
          signalId: signal.id,
          value: 46,
          isMissing: false,
          byUserId: 'U1',
          at: at('12-01', '10:00'),
        },
      ]);
      await saveOnePagerState(tx, { id: 'op_2', state: 'frozen' });
      await insertFreeze(tx, {
        ...{ id: 'fz_1', workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_2', byUserId: 'U2' },
        ...{ reason: 'errors are up', at: at('12-01', '11:00'), reviewAt: at('12-01', '15:00') },
        minutes: 30,
      });
      await saveOnePagerState(tx, { id: 'op_3', state: 'stopped', endedAt: at('12-01', '10:00') });
      await insertOnePager(tx, {
        ...{ ...page, id: 'op_4', number: 104, version: 1, startedAt: at('12-01', '10:00') },
      });
    });
    await postDueRollups(room.deps, second);
    expect((await newest(room)).said('')).toContain('1 freeze');
    const thread = (await newest(room)).said(':thread');
    for (const line of [
      ...['Started: #104', 'Ended: #103 *Action X first* stopped', 'Frozen: #102'],
      ...['Gate moved: #101 *Action X first* 5 Dec → 19 Dec', 'New owner: #101'],
      ...['Amended: #101 *Action X first* Action X: continue if +10% → +5%', '41% → 46%'],
      'May say stop now: #101 *Action X first* <@U4>',
    ]) {
      expect(thread).toContain(line);
    }
    expect(thread.match(/Gate/g)).toHaveLength(1);
    await postDueRollups(room.deps, third);
    expect((await newest(room)).said(':thread')).not.toContain('What changed');
  });

  it('says nothing where the roll-up before kept nothing to compare with', async () => {
    const room = await openWeek(engine);
    await postDueRollups(room.deps, first);
    await room.db.updateTable('rollup').set({ pages: null }).execute();
    await transact(room.db, (tx) => saveOwner(tx, 'op_1', 'U2'));
    await postDueRollups(room.deps, second);
    expect((await newest(room)).said(':thread')).not.toContain('What changed');
  });
});

describeStores('the roll-up of a very large team', (engine) => {
  it('stays inside what Slack takes, message by message', async () => {
    const room = await openWeek(engine, 200);
    await postDueRollups(room.deps, first);
    for (let number = 1; number <= 200; number += 1) {
      const onepagerId: OnePagerId = `op_${number}`;
      const texts = { learned: 'the query is slow, '.repeat(8), because: 'x'.repeat(280) };
      await append(room.db, { onepagerId, at: at('12-01', '10:00'), texts });
    }
    await postDueRollups(room.deps, second);
    const { rows } = await newest(room);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const { wanted } of rows) {
      const { charts, ...content } = JSON.parse(wanted);
      expect(findLimitBreaks(content)).toEqual([]);
      if (charts !== undefined) expect(charts).toHaveLength(1);
    }
    expect(rows[0]?.wanted).toMatch(/\+19\d more in the thread/);
    expect(JSON.stringify(rows)).toMatch(/and \d+ lines more: the log has every entry/);
  });
});

describeStores('what is kept of roll-ups', (engine) => {
  it('is found by team and week, newest first, and counts its edits', async () => {
    const room = await openWeek(engine);
    for (const now of [first, second, third]) await postDueRollups(room.deps, now);
    const before = { teamId: 'tm_1', weekOn: '2026-12-07', limit: 5 } as const;
    const earlier = await listRollupsBefore(room.db, before);
    expect(earlier.map(({ weekOn }) => weekOn)).toEqual(['2026-11-30', '2026-11-23']);
    expect(await listRollupsBefore(room.db, { ...before, limit: 1 })).toHaveLength(1);
    const [week, ...others] = await listRollupsOfWeek(room.db, 'T1', '2026-11-30');
    expect(others).toEqual([]);
    expect(await listRollupsOfWeek(room.db, 'T2', '2026-11-30')).toEqual([]);
    if (week === undefined) throw new Error('the week has its roll-up');
    expect(week).toMatchObject({ version: 1, facts: { weekOn: '2026-11-30' } });
    expect(week.pages?.map(({ number }) => number)).toEqual([101, 102]);
    const facts = { ...week.facts, opened: 7 };
    await transact(room.db, (tx) => saveRollupFacts(tx, { workspaceId: 'T1', id: week.id, facts }));
    expect(await findRollupFacts(room.db, 'T1', week.id)).toMatchObject({ opened: 7 });
    const [edited] = await listRollupsOfWeek(room.db, 'T1', '2026-11-30');
    expect(edited).toMatchObject({ version: 2, pages: week.pages });
    expect(await findEvidence(room.db, 'T1', 'ev_none')).toBeUndefined();
  });
});
