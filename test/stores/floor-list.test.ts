import { expect, it } from 'vitest';
import { appendDecision, listDecisions } from '../../src/features/decision/store.ts';
import { floorFeature } from '../../src/features/floor/feature.ts';
import {
  insertDefault,
  listDefaults,
  listFloorChanges,
  proveDefault,
  retireDefault,
} from '../../src/features/floor/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { openFloorRoom } from './floor-room.ts';
import { due, press, type Room, told, viewOf } from './review-room.ts';

describeStores('the floor as people see it', (engine) => {
  async function type(room: Room, userId: string): Promise<Reply> {
    const reply = await floorFeature.commands?.defaults?.(room.deps, {
      ...press(userId, '', due),
      ...{ channelId: 'C1', word: 'defaults', rest: '', text: 'defaults' },
    });
    return reply ?? { reply: 'done' };
  }

  it('is written by a full member with its reason, once, and read by whoever may read the team', async () => {
    const room = await openFloorRoom(engine);
    expect(JSON.stringify(await type(room, 'U4'))).toContain('Nothing stands here yet');
    expect(told(await room.act('UGUEST', 'floor.add', 'tm_1', due))).toContain('full members');
    const form = await room.act('U4', 'floor.add', 'tm_1', due);
    expect(await room.submit('U4', form, {}, due)).toMatchObject({
      errors: { area: expect.any(String), statement: expect.any(String), why: expect.any(String) },
    });
    const typed = { area: 'Onboarding', statement: 'Start from a <sample>', why: 'they stalled' };
    const drawn = viewOf(await room.submit('U4', form, typed, due));
    expect(JSON.stringify(drawn)).toContain('Start from a &lt;sample&gt;');
    expect(findLimitBreaks(drawn)).toEqual([]);
    const twice = await room.submit('U3', form, { ...typed, area: ' onboarding' }, due);
    expect(twice).toMatchObject({ reply: 'fix', errors: { statement: expect.any(String) } });
    const [entry] = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(entry).toMatchObject({ kind: 'other', decidedByUserId: 'U4' });
    const seen = JSON.stringify(await type(room, 'UGUEST'));
    expect(seen).toContain('1 default');
    expect(seen).toContain(`from #${entry?.number}`);
    expect(seen).not.toContain('Take off');
    expect(seen).not.toContain('Add a default');
    expect(told(await type(room, 'USTRANGER'))).toContain('in no team yet');
    expect(told(await room.act('USTRANGER', 'floor.open', 'tm_1', due))).toContain('no team');
  });

  it('loses a line by a leader’s reason, which stays in the change log', async () => {
    const room = await openFloorRoom(engine);
    const form = await room.act('U4', 'floor.add', 'tm_1', due);
    const typed = { area: 'Onboarding', statement: 'Start from a sample', why: 'they stalled' };
    await room.submit('U4', form, typed, due);
    const [line] = await listDefaults(room.db, 'tm_1');
    const id = line?.id ?? '';
    expect(told(await room.act('U4', 'floor.retire', id, due))).toContain('leader');
    expect(JSON.stringify(await type(room, 'U2'))).toContain('Take off');
    const off = await room.act('U2', 'floor.retire', id, due);
    expect(await room.submit('U2', off, {}, due)).toMatchObject({
      errors: { why: expect.any(String) },
    });
    expect(told(await room.submit('U4', off, { why: 'x' }, due))).toContain('leader');
    await room.submit('U2', off, { why: 'the sample is gone' }, due);
    expect(await listDefaults(room.db, 'tm_1')).toEqual([]);
    expect(told(await room.submit('U2', off, { why: 'again' }, due))).toContain('already');
    const titles = (await listDecisions(room.db, { teamId: 'tm_1' })).map(({ title }) => title);
    expect(titles).toContain('Start from a sample');
    expect(titles).toContain('No default any more: Start from a sample');
    const log = JSON.stringify(await room.act('UGUEST', 'floor.log', 'tm_1 0', due));
    expect(log).toContain('the sample is gone');
    expect(log).toContain('they stalled');
    expect(await listFloorChanges(room.db, { teamId: 'tm_1' })).toHaveLength(2);
  });

  it('tells of what happened at one instant in the order in which it happened', async () => {
    const room = await openFloorRoom(engine);
    const { newId } = room.deps;
    await transact(room.db, async (tx) => {
      const line = await insertDefault(tx, newId, {
        ...({ workspaceId: 'T1', teamId: 'tm_1', area: 'Outreach', segment: '' } as const),
        ...{ statement: 'One line on their work', sinceAt: due, isCandidate: true as const },
      });
      const entry = await appendDecision(tx, newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', kind: 'promote', decidedByUserId: 'U1', at: due },
        ...{ title: 'Action X', texts: {}, isAgainstRule: false, isAgainstMajority: false },
      });
      const { id, workspaceId } = line;
      await proveDefault(tx, { workspaceId, id, at: due, why: 'it held', decisionId: entry.id });
      await retireDefault(tx, { workspaceId, id, at: due, why: 'no more' });
    });
    const log = await listFloorChanges(room.db, { teamId: 'tm_1' });
    expect(log.map(({ what }) => what)).toEqual(['retired', 'default', 'candidate']);
  });

  it('has pages, and two keys for what a decision promoted', async () => {
    const room = await openFloorRoom(engine);
    const { newId } = room.deps;
    const entry = await transact(room.db, (tx) =>
      appendDecision(tx, newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', kind: 'promote', decidedByUserId: 'U1', at: due },
        ...{ onepagerId: 'op_1', title: 'Action X', texts: {}, isMajor: true },
        ...{ isAgainstRule: false, isAgainstMajority: false },
      }),
    );
    await transact(room.db, async (tx) => {
      for (let index = 1; index <= 19; index += 1) {
        await insertDefault(tx, newId, {
          ...{ workspaceId: 'T1', teamId: 'tm_1', area: 'A', segment: 'S', sinceAt: due },
          ...{ statement: `line ${index}.`, isCandidate: index === 19 },
          ...(index === 1 ? { decisionId: entry.id } : {}),
        });
      }
    });
    const seen = new Set<string>();
    let view = viewOf(await type(room, 'U2'));
    for (const from of [0, 8, 16]) {
      if (from > 0) view = viewOf(await room.act('U2', 'floor.open:next', `tm_1 ${from}`, due));
      expect(findLimitBreaks(view)).toEqual([]);
      for (const [line = ''] of JSON.stringify(view).matchAll(/line \d+\./g)) seen.add(line);
    }
    expect(seen.size).toBe(19);
    expect(JSON.stringify(view)).toContain('18 defaults, 1 candidate');
    const first = JSON.stringify(viewOf(await type(room, 'U2')));
    expect(first).toContain(`Reverse #${entry.number}`);
    const [line] = (await listDefaults(room.db, 'tm_1')).filter(
      (one) => one.decisionId === entry.id,
    );
    expect(told(await room.act('U2', 'floor.retire', line?.id ?? '', due))).toContain('two keys');
  });
});
