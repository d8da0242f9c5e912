import { expect, it } from 'vitest';
import type { Away } from '../../src/features/away/rules.ts';
import {
  deleteAway,
  findAway,
  insertAway,
  listAway,
  listAwayOfPerson,
} from '../../src/features/away/store.ts';
import { findHolidays, saveHolidays } from '../../src/features/holiday/store.ts';
import { findNextOpening } from '../../src/features/review/schedule-access.ts';
import { getTeam, insertTeam } from '../../src/features/team/store.ts';
import {
  findLastOccurrence,
  recordMove,
  recordOccurrence,
  recordSkip,
  takeUnsaid,
} from '../../src/features/team/store-occurrence.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { later, openPair, start } from './fixture.ts';
import { makeTeam } from './team-fixture.ts';

const anaOff: Away = {
  id: 'aw_1',
  workspaceId: 'T1',
  userId: 'U1',
  fromOn: '2026-11-23',
  untilOn: '2026-11-27',
  byUserId: 'U1',
};
const { userId: _ana, ...nobody } = anaOff;
const everyoneOff: Away = { ...nobody, id: 'aw_2', teamId: 'tm_1', byUserId: 'U2' };

function keep(db: Db, ...ranges: Away[]): Promise<void> {
  return transact(db, async (tx) => {
    for (const range of ranges) await insertAway(tx, range, start);
  });
}

describeStores('who is away', (engine) => {
  const between = (from: string, to: string) => ({
    workspaceId: 'T1',
    teamId: 'tm_1' as const,
    from,
    to,
  });

  it('is kept as said, for a person everywhere and for everyone in one team', async () => {
    const { db } = await openPair(engine);
    await keep(db, anaOff, everyoneOff);
    expect(await findAway(db, 'T1', 'aw_1')).toEqual(anaOff);
    expect(await listAway(db, between('2026-11-01', '2026-11-30'))).toEqual([anaOff, everyoneOff]);
  });

  it('concerns a stretch that it touches by a day, and no other', async () => {
    const { db } = await openPair(engine);
    await keep(db, anaOff);
    expect(await listAway(db, between('2026-11-27', '2026-11-30'))).toHaveLength(1);
    expect(await listAway(db, between('2026-11-01', '2026-11-23'))).toHaveLength(1);
    expect(await listAway(db, between('2026-11-28', '2026-11-30'))).toEqual([]);
    expect(await listAway(db, between('2026-11-01', '2026-11-22'))).toEqual([]);
  });

  it('is no other workspace’s, and what is said for a team is no other team’s', async () => {
    const { db } = await openPair(engine);
    await keep(db, anaOff, everyoneOff);
    const elsewhere = { ...between('2026-11-01', '2026-11-30'), teamId: 'tm_2' as const };
    expect(await listAway(db, elsewhere)).toEqual([anaOff]);
    expect(await listAway(db, { ...elsewhere, workspaceId: 'T2' })).toEqual([]);
    expect(await findAway(db, 'T2', 'aw_1')).toBeUndefined();
    await transact(db, (tx) => deleteAway(tx, 'T2', 'aw_1'));
    expect(await findAway(db, 'T1', 'aw_1')).toEqual(anaOff);
  });

  it('is kept once however often it is said, and gone once it is taken back', async () => {
    const { db } = await openPair(engine);
    const insert = (id: 'aw_1' | 'aw_7') =>
      transact(db, (tx) => insertAway(tx, { ...anaOff, id, byUserId: 'U2' }, start));
    expect(await insert('aw_1')).toBe(true);
    expect(await insert('aw_7')).toBe(false);
    expect(await findAway(db, 'T1', 'aw_7')).toBeUndefined();
    await transact(db, (tx) => deleteAway(tx, 'T1', 'aw_1'));
    await transact(db, (tx) => deleteAway(tx, 'T1', 'aw_1'));
    expect(await findAway(db, 'T1', 'aw_1')).toBeUndefined();
  });

  it('keeps the same days of two teams, and of two people, apart', async () => {
    const { db } = await openPair(engine);
    await transact(db, (tx) => insertTeam(tx, makeTeam({ id: 'tm_3', channelId: 'C3' })));
    const insert = (away: Away) => transact(db, (tx) => insertAway(tx, away, start));
    const others = { ...everyoneOff, id: 'aw_5', teamId: 'tm_3' } as const;
    const ben = { ...anaOff, id: 'aw_6', userId: 'U2' } as const;
    expect(await insert(everyoneOff)).toBe(true);
    expect(await insert(others)).toBe(true);
    expect(await insert(anaOff)).toBe(true);
    expect(await insert(ben)).toBe(true);
    const elsewhere = { ...between('2026-11-01', '2026-11-30'), teamId: 'tm_3' as const };
    expect(await listAway(db, elsewhere)).toEqual([anaOff, others, ben]);
  });

  it('lists a person’s own days until they are over, soonest first', async () => {
    const { db } = await openPair(engine);
    const later = { ...anaOff, id: 'aw_3', fromOn: '2026-12-07', untilOn: '2026-12-07' } as const;
    await keep(db, later, anaOff, everyoneOff, { ...anaOff, id: 'aw_4', userId: 'U2' });
    const own = (today: string) => listAwayOfPerson(db, { workspaceId: 'T1', userId: 'U1', today });
    expect(await own('2026-11-27')).toEqual([anaOff, later]);
    expect(await own('2026-11-28')).toEqual([later]);
  });
});

describeStores('a team’s days off', (engine) => {
  it('are none until chosen, and then the last that were chosen', async () => {
    const { db } = await openPair(engine);
    expect(await findHolidays(db, 'tm_1')).toBeUndefined();
    const team = await getTeam(db, 'T1', 'tm_1');
    const own = [{ fromOn: '2026-12-24', untilOn: '2027-01-01', name: `Winter's "break"; --` }];
    const first = { country: 'DE', region: 'BY', ownDays: own };
    await transact(db, (tx) => saveHolidays(tx, team, first));
    expect(await findHolidays(db, 'tm_1')).toEqual(first);
    const second = { country: '', region: '', ownDays: [] };
    await transact(db, (tx) => saveHolidays(tx, team, second));
    expect(await findHolidays(db, 'tm_1')).toEqual(second);
    expect(await findHolidays(db, 'tm_2')).toBeUndefined();
  });

  it('move the next opening to the day after', async () => {
    const { db } = await openPair(engine);
    const team = await getTeam(db, 'T1', 'tm_1');
    expect(await findNextOpening(db, team)).toEqual(new Date('2026-11-24T09:00:00.000Z'));
    const ownDays = [{ fromOn: '2026-11-24', untilOn: '2026-11-24', name: '' }];
    const holidays = { country: '', region: '', ownDays };
    await transact(db, (tx) => saveHolidays(tx, team, holidays));
    expect(await findNextOpening(db, team)).toEqual(new Date('2026-11-25T09:00:00.000Z'));
  });
});

describeStores('a review that is called off', (engine) => {
  const skip = (weekOn: string) => ({
    teamId: 'tm_1' as const,
    weekOn,
    reason: { why: 'said' as const, text: 'off-site “B”', byUserId: 'U1' },
    at: later(60),
  });

  it('was opened and is skipped, with who said why and when', async () => {
    const { db } = await openPair(engine);
    const opened = { teamId: 'tm_1', kind: 'review', weekOn: '2026-11-23', dueAt: start } as const;
    await transact(db, (tx) => recordOccurrence(tx, { ...opened, outcome: 'opened', at: start }));
    expect(await transact(db, (tx) => recordSkip(tx, skip('2026-11-23')))).toBe(true);
    expect(await findLastOccurrence(db, 'tm_1', 'review')).toEqual({
      weekOn: '2026-11-23',
      outcome: 'skipped',
      dueAt: start,
      at: later(60),
      reason: { why: 'said', text: 'off-site “B”', byUserId: 'U1' },
    });
  });

  it('is said by one roll-up, and again only when there is more to say', async () => {
    const { db } = await openPair(engine);
    const opened = { teamId: 'tm_1', kind: 'review', weekOn: '2026-11-23', dueAt: start } as const;
    await transact(db, async (tx) => {
      await recordOccurrence(tx, { ...opened, outcome: 'opened', at: start });
      await recordOccurrence(tx, { ...opened, teamId: 'tm_2', outcome: 'opened', at: start });
    });
    const take = () => transact(db, (tx) => takeUnsaid(tx, 'tm_1'));
    expect(await take()).toMatchObject([{ weekOn: '2026-11-23', kind: 'review' }]);
    expect(await take()).toEqual([]);
    const meetsAt = later(90).toISOString();
    const moved = { why: 'said' as const, text: '', byUserId: 'U1', meetsAt };
    await transact(db, (tx) =>
      recordMove(tx, { teamId: 'tm_1', weekOn: '2026-11-23', reason: moved }),
    );
    expect(await take()).toMatchObject([{ outcome: 'opened', reason: moved }]);
    await transact(db, (tx) => recordSkip(tx, skip('2026-11-23')));
    expect(await take()).toMatchObject([{ outcome: 'skipped' }]);
    expect(await transact(db, (tx) => takeUnsaid(tx, 'tm_2'))).toHaveLength(1);
  });

  it('is none in a week without a review, nor the roll-up of that week', async () => {
    const { db } = await openPair(engine);
    const posted = { teamId: 'tm_1', kind: 'rollup', weekOn: '2026-11-23', dueAt: start } as const;
    await transact(db, (tx) => recordOccurrence(tx, { ...posted, outcome: 'opened', at: start }));
    expect(await transact(db, (tx) => recordSkip(tx, skip('2026-11-23')))).toBe(false);
    expect(await findLastOccurrence(db, 'tm_1', 'rollup')).toMatchObject({ outcome: 'opened' });
    expect(await findLastOccurrence(db, 'tm_1', 'review')).toBeUndefined();
  });
});
