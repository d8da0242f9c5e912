import { expect, it } from 'vitest';
import {
  attend,
  attendDeaf,
  countFellows,
  forgetGone,
  listAbsences,
} from '../../src/platform/attendance.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';

const start = new Date('2026-11-23T09:00:00.000Z');
const later = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
const day = 24 * 60;
const year = 365 * day;

describeStores('who is at work', (engine) => {
  it('is told to the others, for as long as they say so', async () => {
    const { db } = await engine.open();
    const [one, two] = ['pr_1', 'pr_2'].map((id) => ({ id, workspaceId: 'T1' }));
    if (one === undefined || two === undefined) throw new Error('nobody');
    await attend(db, { ...one, links: 2 }, start);
    expect(await countFellows(db, one.id, start)).toBe(0);
    await attend(db, { ...two, links: 3 }, later(0.5));
    expect(await countFellows(db, one.id, later(0.5))).toBe(3);
    expect(await countFellows(db, two.id, later(0.5))).toBe(2);
    await attend(db, { ...two, links: 4 }, later(1));
    expect(await countFellows(db, one.id, later(1))).toBe(4);
    expect(await countFellows(db, two.id, later(1))).toBe(0);
  });

  it('is not said together with anything else, which nobody would look for', async () => {
    const { db } = await engine.open();
    const one = { id: 'pr_1', workspaceId: 'T1', links: 2 };
    await expect(transact(db, (tx) => attend(tx, one, start))).rejects.toThrow(/hidden/);
    await expect(transact(db, (tx) => attendDeaf(tx, one))).rejects.toThrow(/hidden/);
  });

  it('leaves a gap of an hour or longer, once, and of its own workspace', async () => {
    const { db } = await engine.open();
    const say = (id: string, minutes: number, workspaceId = 'T1') =>
      attend(db, { id, workspaceId, links: 0 }, later(minutes));
    await say('pr_1', 0);
    await say('pr_9', 59, 'T2');
    await say('pr_1', 59);
    const absencesOf = (workspaceId: string, minutes = 0) =>
      listAbsences(db, workspaceId, { since: later(minutes), now: later(9 * day) });
    expect(await absencesOf('T1')).toEqual([]);
    await say('pr_2', 3 * day);
    await say('pr_3', 3 * day);
    await say('pr_2', 3 * day + 60);
    const gaps = [
      { from: later(59), until: later(3 * day) },
      { from: later(3 * day), until: later(3 * day + 60) },
    ];
    expect(await absencesOf('T1')).toEqual(gaps);
    expect(await absencesOf('T1', 3 * day)).toEqual(gaps.slice(1));
    expect(await absencesOf('T2')).toEqual([]);
    await forgetGone(db, 'T1', later(3 * day + 90));
    const kept = await db.selectFrom('attendance').select('id').orderBy('id').execute();
    expect(kept.map(({ id }) => id)).toEqual(['pr_2', 'pr_9']);
  });

  it('leaves the whole gap also where a process died while it noted it', async () => {
    const { db } = await engine.open();
    const say = (id: string, minutes: number) =>
      attend(db, { id, workspaceId: 'T1', links: 0 }, later(minutes));
    await say('pr_1', 0);
    // The first of its two writes.
    const noted = { from_at: start.toISOString(), until_at: later(day).toISOString() };
    await db
      .insertInto('absence')
      .values({ workspace_id: 'T1', ...noted })
      .execute();
    await say('pr_3', 5 * day);
    expect(await listAbsences(db, 'T1', { since: start, now: later(5 * day) })).toEqual([
      { from: start, until: later(5 * day) },
    ]);
  });

  it('is told also after the clock was years ahead for a moment', async () => {
    const { db } = await engine.open();
    const say = (id: string, minutes: number) =>
      attend(db, { id, workspaceId: 'T1', links: 2 }, later(minutes));
    await say('pr_1', 0);
    await say('pr_9', 5 * year);
    await say('pr_1', 1);
    expect(await countFellows(db, 'pr_1', later(1))).toBe(0);
    const until = later(2 * day);
    await attendDeaf(db, { id: 'pr_1', workspaceId: 'T1', links: 0 });
    await say('pr_1', 2 * day);
    expect(await listAbsences(db, 'T1', { since: start, now: until })).toEqual([
      { from: later(1), until },
    ]);
    await forgetGone(db, 'T1', until);
    expect(await db.selectFrom('attendance').select('id').execute()).toEqual([{ id: 'pr_1' }]);
  });
});
