import { expect, it } from 'vitest';
import { listClosedCycles } from '../../src/features/cycle/store.ts';
import { listDecisions } from '../../src/features/decision/store.ts';
import { openRetire, submitRetire } from '../../src/features/deviate/retire-handlers.ts';
import { findDeviation } from '../../src/features/deviation/store.ts';
import {
  insertDefault,
  listDefaults,
  listDefaultsChanged,
  listFloorChanges,
} from '../../src/features/floor/store.ts';
import {
  findSettleAsk,
  insertSettleAsk,
  listAskedIn,
  listCyclesAsking,
} from '../../src/features/floor/store-ask.ts';
import { findLastRollup, findRollupFacts } from '../../src/features/rollup/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { closes, firstClose, openFloorRoom, secondClose } from './floor-room.ts';
import { at, fill, press, told, viewOf } from './review-room.ts';

const later = (from: Date, minutes: number) => new Date(from.getTime() + minutes * 60_000);
const promotion = { lesson: 'they say it at once', segment: 'new signups' };

describeStores('what a cycle’s close asks', (engine) => {
  it('is asked once a close below its roll-up, again while it is open, and says how long', async () => {
    const room = await openFloorRoom(engine);
    const open = await room.dare();
    await room.dare({ onepagerId: 'op_1' });
    await room.live(firstClose);
    await room.live(firstClose);
    const [ask, ...others] = await room.asks();
    expect(others).toEqual([]);
    expect(ask?.thread_address).toMatch(/^rollup:/);
    expect(ask?.wanted).toContain('ask before the template');
    expect(ask?.wanted.match(/floor\.settle:promote/g)).toHaveLength(1);
    expect(findLimitBreaks(JSON.parse(ask?.wanted ?? '{}'))).toEqual([]);
    expect(ask?.wanted).not.toContain('asked 2 times');
    await room.live(secondClose);
    const both = await room.asks();
    expect(both).toHaveLength(2);
    expect(both[1]?.wanted).toContain('asked 2 times');
    expect(
      await listCyclesAsking(room.db, { teamId: 'tm_1', subject: { deviationId: open.id } }),
    ).toHaveLength(2);
  });

  it('asks nothing when nothing waits', async () => {
    const room = await openFloorRoom(engine);
    await room.live(secondClose);
    expect(await room.asks()).toEqual([]);
  });

  it('asks about twelve at once, and says how many more wait', async () => {
    const room = await openFloorRoom(engine);
    for (let index = 0; index < 14; index += 1) await room.dare({ area: `habit ${index}` });
    await room.live(firstClose);
    const [ask] = await room.asks();
    expect(ask?.wanted.match(/floor\.settle:retire/g)).toHaveLength(12);
    expect(ask?.wanted).toContain('2 more wait');
    expect(findLimitBreaks(JSON.parse(ask?.wanted ?? '{}'))).toEqual([]);
  });

  it('retires with one lesson, by any full member, and draws its line anew', async () => {
    const room = await openFloorRoom(engine);
    const { id } = await room.dare();
    await room.live(firstClose);
    const now = later(firstClose, 5);
    expect(told(await room.act('UGUEST', 'floor.settle:retire', id, now))).toContain(
      'Full members',
    );
    const form = await room.act('U4', 'floor.settle:retire', id, now);
    const blank = await room.submit('U4', form, {}, now);
    expect(blank).toMatchObject({ reply: 'fix', errors: { lesson: expect.any(String) } });
    const done = await room.submit('U4', form, { lesson: 'nobody had the time' }, now);
    expect(viewOf(done).callback_id).toBe('floor.settled');
    expect(await findDeviation(room.db, 'T1', id)).toMatchObject({ state: 'retired' });
    const [ask] = await room.asks();
    expect(ask?.wanted).toContain('nobody had the time');
    expect(ask?.wanted).not.toContain('floor.settle');
    expect(await listDefaults(room.db, 'tm_1')).toEqual([]);
    const again = await room.submit('U3', form, { lesson: 'mine' }, now);
    expect(told(again)).toContain('retired already: nobody had the time');
    const log = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(log.map(({ texts }) => texts.line)).toEqual([
      'Deviation retired, template first: nobody had the time',
    ]);
  });

  it('asks no longer about what its author retired in the channel', async () => {
    const room = await openFloorRoom(engine);
    const { id } = await room.dare();
    await room.live(firstClose);
    const now = later(firstClose, 5);
    expect((await room.asks())[0]?.wanted).toContain('floor.settle:retire');
    const form = await openRetire(room.deps, press('U3', id, now));
    const sent = fill('U3', form, { lesson: 'read by nobody' }, now);
    expect(await submitRetire(room.deps, sent)).toEqual({ reply: 'done' });
    const [ask] = await room.asks();
    expect(ask?.wanted).not.toContain('floor.settle');
    expect(ask?.wanted).toContain('read by nobody');
  });

  it('is answered by one of two who press at once', async () => {
    const room = await openFloorRoom(engine);
    const { id } = await room.dare();
    await room.live(firstClose);
    const now = later(firstClose, 5);
    const promote = await room.act('U3', 'floor.settle:promote', id, now);
    const retire = await room.act('U4', 'floor.settle:retire', id, now);
    const replies = await Promise.all([
      room.submit('U3', promote, promotion, now),
      room.submit('U4', retire, { lesson: 'no' }, now),
    ]);
    expect(replies.map(({ reply }) => reply).toSorted()).toEqual(['replace', 'tell']);
    expect(await listDecisions(room.db, { teamId: 'tm_1' })).toHaveLength(1);
  });

  it('promotes in two steps: a candidate, and at a later close a default, told only then', async () => {
    const room = await openFloorRoom(engine);
    const { id } = await room.dare();
    await room.live(firstClose);
    const now = later(firstClose, 5);
    const form = await room.act('U3', 'floor.settle:promote', id, now);
    const bare = await room.submit('U3', form, { lesson: 'so' }, now);
    expect(bare).toMatchObject({ errors: { segment: expect.any(String) } });
    await room.submit('U3', form, promotion, now);
    const [line] = await listDefaults(room.db, 'tm_1');
    if (line === undefined) throw new Error('no line');
    expect(line).not.toHaveProperty('provenAt');
    expect(line).toMatchObject({ deviationId: id, segment: 'new signups', area: 'template first' });
    expect(await findDeviation(room.db, 'T1', id)).toMatchObject({ state: 'candidate' });
    await room.live(secondClose);
    const facts = async () => {
      const rollup = await findLastRollup(room.db, 'tm_1');
      return rollup && findRollupFacts(room.db, 'T1', rollup.id);
    };
    expect((await facts())?.defaults).toEqual([]);
    const then = later(secondClose, 5);
    expect((await room.asks())[1]?.wanted).toContain('Has it held for its segment?');
    const confirm = await room.act('U4', 'floor.settle:confirm', line.id, then);
    await room.submit('U4', confirm, { lesson: 'six of seven teams' }, then);
    expect(await listDefaults(room.db, 'tm_1')).toMatchObject([{ id: line.id, provenAt: then }]);
    expect(await findDeviation(room.db, 'T1', id)).toMatchObject({ state: 'promoted' });
    expect((await room.asks())[1]?.wanted).toContain('a default now');
    const entry = (await listDecisions(room.db, { teamId: 'tm_1' })).at(-1);
    expect(entry).toMatchObject({ kind: 'other', isMajor: true, revisitOn: '2027-03-10' });
    const again = await room.submit('U3', confirm, { lesson: 'me too' }, then);
    expect(told(again)).toContain('a default already');
    await room.live(at('12-17', '15:00'));
    expect((await facts())?.defaults).toMatchObject([{ isRetired: false, segment: 'new signups' }]);
    expect(await listFloorChanges(room.db, { teamId: 'tm_1' })).toMatchObject([
      { what: 'default', why: 'six of seven teams' },
      { what: 'candidate', why: 'they say it at once' },
    ]);
  });

  it('takes a candidate back with a lesson, and tells nobody of a default', async () => {
    const room = await openFloorRoom(engine);
    const { id } = await room.dare();
    await room.live(firstClose);
    const now = later(firstClose, 5);
    const form = await room.act('U3', 'floor.settle:promote', id, now);
    await room.submit('U3', form, promotion, now);
    await room.live(secondClose);
    const [line] = await listDefaults(room.db, 'tm_1');
    const then = later(secondClose, 5);
    const back = await room.act('U4', 'floor.settle:withdraw', line?.id ?? '', then);
    await room.submit('U4', back, { lesson: 'only the first week' }, then);
    expect(await listDefaults(room.db, 'tm_1')).toEqual([]);
    expect(await findDeviation(room.db, 'T1', id)).toMatchObject({ state: 'retired' });
    const all = { teamId: 'tm_1' as const, from: firstClose, to: at('12-31', '15:00') };
    expect(await listDefaultsChanged(room.db, all)).toEqual([]);
    await room.live(closes[2] ?? secondClose);
    expect(await room.asks()).toHaveLength(2);
  });

  it('promotes nothing that harmed users, and retires it only with what the floor learns', async () => {
    const room = await openFloorRoom(engine);
    const { id } = await room.dare();
    await room.live(firstClose);
    const now = later(firstClose, 5);
    const form = await room.act('U3', 'floor.settle:promote', id, now);
    const harmed = { ...promotion, harmed: 'yes' };
    const refused = await room.submit('U3', form, harmed, now);
    expect(refused).toMatchObject({
      reply: 'fix',
      errors: { harmed: expect.stringContaining('the floor learns') },
    });
    const retire = await room.act('U3', 'floor.settle:retire', id, now);
    const bare = await room.submit('U3', retire, { lesson: 'so', harmed: 'yes' }, now);
    expect(bare).toMatchObject({ errors: { harm: expect.any(String), floor: expect.any(String) } });
    const learned = { harm: 'two were charged twice', floor: 'One charge a day, checked' };
    await room.submit('U3', retire, { lesson: 'so', harmed: 'yes', ...learned }, now);
    expect(await listDefaults(room.db, 'tm_1')).toMatchObject([
      { statement: 'One charge a day, checked', harm: 'two were charged twice', provenAt: now },
    ]);
  });

  it('keeps a question once for a cycle, with what it is about in order', async () => {
    const room = await openFloorRoom(engine);
    const { id } = await room.dare();
    await room.live(firstClose);
    const [cycle] = await listClosedCycles(room.db, 'tm_1', 1);
    const ask = cycle && (await findSettleAsk(room.db, 'T1', cycle.id));
    if (ask === undefined) throw new Error('nothing asked');
    expect(await findSettleAsk(room.db, 'T2', ask.cycleId)).toBeUndefined();
    expect(await listAskedIn(room.db, ask.cycleId)).toEqual([{ deviationId: id }]);
    const line = await transact(room.db, (tx) =>
      insertDefault(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', area: 'a', segment: '', statement: 'b' },
        sinceAt: firstClose,
      }),
    );
    const more = [{ defaultId: line.id }];
    expect(await transact(room.db, (tx) => insertSettleAsk(tx, ask, more))).toBe(false);
    expect(
      await listCyclesAsking(room.db, { teamId: 'tm_1', subject: { defaultId: line.id } }),
    ).toEqual([]);
  });
});
