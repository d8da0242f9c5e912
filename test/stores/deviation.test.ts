import { expect, it } from 'vitest';
import type { DeviationDraft } from '../../src/features/deviation/rules.ts';
import {
  findDeviation,
  findOpenDeviation,
  insertDeviation,
  listDeviations,
  listLooseOpen,
  listSettledDeviations,
  settleDeviation,
  settleDeviationById,
} from '../../src/features/deviation/store.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';

let ids = 0;
const newId = makeNewId(() => {
  ids += 1;
  return ids.toString(36).padStart(8, '0');
});

const day = (text: string) => new Date(`2026-12-${text}T10:00:00.000Z`);

const draft: DeviationDraft = {
  workspaceId: 'T1',
  teamId: 'tm_1',
  onepagerId: 'op_1',
  area: 'send more',
  deviation: 'one line on the person’s own work first',
  because: 'candidates see why them',
  benefit: 'qualified screens 6 → 11 per 100',
  risk: 'complaints <= 0.1%',
  isReversible: true,
  byUserId: 'U1',
  at: day('01'),
};

async function openTeam(engine: TestEngine): Promise<Db> {
  const { db } = await engine.open();
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now: day('01') });
  await transact(db, async (tx) => {
    await insertTeam(tx, makeTeam());
    await tx
      .insertInto('onepager')
      .values({
        id: 'op_1',
        workspace_id: 'T1',
        team_id: 'tm_1',
        number: 1,
        state: 'running',
        kind: 'probe',
        owner_id: 'U1',
        version: 1,
        title: 'Reason first',
        gate_on: '2026-12-15',
        started_at: draft.at.toISOString(),
        ended_at: null,
      })
      .execute();
  });
  return db;
}

function settle(db: Db, state: 'candidate' | 'promoted' | 'retired', at: Date) {
  const settlement = { workspaceId: 'T1', onepagerId: 'op_1' as const, state, at };
  return transact(db, (tx) => settleDeviation(tx, { ...settlement, outcome: '+5', lesson: 'why' }));
}

describeStores('deviations', (engine) => {
  it('are kept as written, open, and found by their one-pager', async () => {
    const db = await openTeam(engine);
    const deviation = await transact(db, (tx) => insertDeviation(tx, newId, draft));
    expect(deviation).toMatchObject({ ...draft, state: 'open', lesson: '' });
    expect(await findOpenDeviation(db, 'T1', 'op_1')).toEqual(deviation);
    expect(await findOpenDeviation(db, 'T2', 'op_1')).toBeUndefined();
    const { onepagerId: _none, ...loose } = draft;
    const other = await transact(db, (tx) =>
      insertDeviation(tx, newId, { ...loose, at: day('03') }),
    );
    expect(other).not.toHaveProperty('onepagerId');
    const question = { teamId: 'tm_1' as const, from: day('01'), to: day('03') };
    expect(await listDeviations(db, question)).toEqual([deviation]);
    expect(await listDeviations(db, { teamId: 'tm_1' })).toEqual([deviation, other]);
  });

  it('are settled once; a candidate may still be promoted', async () => {
    const db = await openTeam(engine);
    await transact(db, (tx) => insertDeviation(tx, newId, draft));
    expect(await settle(db, 'candidate', day('05'))).toMatchObject({ state: 'candidate' });
    expect(await settle(db, 'candidate', day('06'))).toBeUndefined();
    const promoted = await settle(db, 'promoted', day('08'));
    expect(promoted).toMatchObject({
      state: 'promoted',
      outcome: '+5',
      lesson: 'why',
      settledAt: day('08'),
    });
    expect(await settle(db, 'retired', day('09'))).toBeUndefined();
    expect(await findOpenDeviation(db, 'T1', 'op_1')).toBeUndefined();
    const week = { teamId: 'tm_1' as const, from: day('08'), to: day('09') };
    expect(await listSettledDeviations(db, week)).toEqual([promoted]);
    expect(await listSettledDeviations(db, { ...week, from: day('09'), to: day('10') })).toEqual(
      [],
    );
  });

  it('are settled by one of two who decide at once', async () => {
    const db = await openTeam(engine);
    await transact(db, (tx) => insertDeviation(tx, newId, draft));
    const both = await Promise.all([
      settle(db, 'promoted', day('05')),
      settle(db, 'retired', day('05')),
    ]);
    expect(both.filter((deviation) => deviation !== undefined)).toHaveLength(1);
  });

  it('without a one-pager are found while they are open, and settled by their id, once', async () => {
    const db = await openTeam(engine);
    const { onepagerId: _none, ...loose } = draft;
    const [attached, first, second] = await transact(db, async (tx) => [
      await insertDeviation(tx, newId, draft),
      await insertDeviation(tx, newId, { ...loose, at: day('02') }),
      await insertDeviation(tx, newId, { ...loose, at: day('03') }),
    ]);
    const open = (before: string) => listLooseOpen(db, { teamId: 'tm_1', before: day(before) });
    expect(await open('04')).toEqual([first, second]);
    expect(await open('03')).toEqual([first]);
    expect(await findDeviation(db, 'T1', attached.id)).toEqual(attached);
    expect(await findDeviation(db, 'T2', attached.id)).toBeUndefined();
    const words = { outcome: '+5', lesson: 'why', at: day('05') };
    const by = (workspaceId: string, state: 'candidate' | 'promoted' | 'retired') =>
      transact(db, (tx) => settleDeviationById(tx, { ...words, workspaceId, id: first.id, state }));
    expect(await by('T2', 'retired')).toBeUndefined();
    const both = await Promise.all([by('T1', 'candidate'), by('T1', 'candidate')]);
    expect(both.filter((one) => one !== undefined)).toMatchObject([{ lesson: 'why' }]);
    expect(await open('04')).toEqual([second]);
    expect(await by('T1', 'promoted')).toMatchObject({ state: 'promoted' });
    expect(await by('T1', 'retired')).toBeUndefined();
  });
});
