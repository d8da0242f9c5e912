import { expect, it } from 'vitest';
import { appendDecision } from '../../src/features/decision/store.ts';
import {
  findDefault,
  insertDefault,
  listDefaults,
  listDefaultsChanged,
  listFloorChanges,
  proveDefault,
  retireDefault,
} from '../../src/features/floor/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { at, openRoom, type Room } from './review-room.ts';

const day = (text: string) => at(`12-${text}`, '10:00');
const line = {
  workspaceId: 'T1',
  teamId: 'tm_1',
  area: 'outreach',
  segment: 'recruiting',
} as const;

function log(room: Room) {
  return transact(room.db, (tx) =>
    appendDecision(tx, room.deps.newId, {
      ...{ workspaceId: 'T1', teamId: 'tm_1', kind: 'other', decidedByUserId: 'U1' },
      ...{ at: day('01'), title: 'A default', texts: { line: 'why' } },
      ...{ isAgainstRule: false, isAgainstMajority: false },
    }),
  );
}

describeStores('the floor', (engine) => {
  it('keeps its lines in order and tells which are new', async () => {
    const room = await openRoom(engine);
    const { newId } = room.deps;
    const [first, second] = await transact(room.db, async (tx) => [
      await insertDefault(tx, newId, { ...line, statement: 'reason first', sinceAt: day('02') }),
      await insertDefault(tx, newId, {
        ...{ ...line, statement: 'reply in a day', sinceAt: day('09') },
        ...{ harm: 'three people waited a week', why: 'learned at a stop' },
      }),
    ]);
    expect(await listDefaults(room.db, 'tm_1')).toMatchObject([
      { id: first.id, provenAt: day('02') },
      { id: second.id, harm: 'three people waited a week' },
    ]);
    const week = { teamId: 'tm_1' as const, from: day('03'), to: day('10') };
    expect(await listDefaultsChanged(room.db, week)).toMatchObject([{ id: second.id }]);
    expect(await findDefault(room.db, 'T1', first.id)).toMatchObject({ statement: 'reason first' });
    expect(await findDefault(room.db, 'T2', first.id)).toBeUndefined();
  });

  it('takes a candidate for a default once it is proven, and tells of it only then', async () => {
    const room = await openRoom(engine);
    const entry = await log(room);
    const { id } = await transact(room.db, (tx) =>
      insertDefault(tx, room.deps.newId, {
        ...{ ...line, statement: 'reason first', sinceAt: day('02'), isCandidate: true },
        why: 'it worked once',
      }),
    );
    expect((await listDefaults(room.db, 'tm_1'))[0]).not.toHaveProperty('provenAt');
    const until = (to: string) =>
      listDefaultsChanged(room.db, { teamId: 'tm_1', from: day('01'), to: day(to) });
    expect(await until('08')).toEqual([]);
    const prove = (workspaceId: string) =>
      transact(room.db, (tx) =>
        proveDefault(tx, {
          ...{ workspaceId, id, at: day('09'), why: 'it held', decisionId: entry.id },
          statement: 'the reason first, in one line',
        }),
      );
    expect(await prove('T2')).toBeUndefined();
    const both = await Promise.all([prove('T1'), prove('T1')]);
    expect(both.filter((one) => one !== undefined)).toMatchObject([
      { statement: 'the reason first, in one line', provenAt: day('09'), provenBy: entry.id },
    ]);
    expect(await until('08')).toEqual([]);
    expect(await until('10')).toMatchObject([{ id }]);
    expect(await listFloorChanges(room.db, { teamId: 'tm_1' })).toMatchObject([
      { what: 'default', at: day('09'), why: 'it held', was: 'reason first', decisionId: entry.id },
      { what: 'candidate', at: day('02'), why: 'it worked once', was: '' },
    ]);
    expect(await listFloorChanges(room.db, { teamId: 'tm_1', limit: 1, skip: 1 })).toMatchObject([
      { what: 'candidate' },
    ]);
  });

  it('keeps a line that went in the change log, once, with its reason; a candidate that goes is no news', async () => {
    const room = await openRoom(engine);
    const { id } = await transact(room.db, (tx) =>
      insertDefault(tx, room.deps.newId, {
        ...{ ...line, statement: 'reason first', sinceAt: day('02'), isCandidate: true },
      }),
    );
    const retire = () =>
      transact(room.db, (tx) =>
        retireDefault(tx, { workspaceId: 'T1', id, at: day('03'), why: 'it did not hold' }),
      );
    expect((await Promise.all([retire(), retire()])).toSorted()).toEqual([false, true]);
    expect(await listDefaults(room.db, 'tm_1')).toEqual([]);
    expect(await listFloorChanges(room.db, { teamId: 'tm_1' })).toMatchObject([
      { what: 'retired', why: 'it did not hold', line: { id, retiredAt: day('03') } },
      { what: 'candidate' },
    ]);
    const week = { teamId: 'tm_1' as const, from: day('01'), to: day('10') };
    expect(await listDefaultsChanged(room.db, week)).toEqual([]);
  });
});
