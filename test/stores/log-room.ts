import type { DecisionDraft } from '../../src/features/decision/rules.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { insertTeam } from '../../src/features/team/store.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';

let ids = 0;
const newId = makeNewId(() => {
  ids += 1;
  return ids.toString(36).padStart(8, '0');
});

/** An entry of tm_1, as it is given to the log. */
export const draft: DecisionDraft = {
  workspaceId: 'T1',
  teamId: 'tm_1',
  kind: 'stop',
  decidedByUserId: 'U1',
  at: new Date('2026-12-01T10:00:00.000Z'),
  title: 'Read-through cache',
  texts: { line: 'p95 fell, nobody waited less', learned: 'the query is slow', saved: '' },
  confidence: 'medium',
  isAgainstRule: false,
  isAgainstMajority: true,
  revisitOn: '2027-03-01',
  outcome: {
    isAtGate: true,
    isRuleMet: false,
    moved: [
      { signal: 'waits', before: '27%', after: '27.4%', n: 398, isMet: false, direction: 'flat' },
    ],
  },
};

/** A database with workspaces T1 and T2, and teams of which two are in T1. */
export async function openLog(engine: TestEngine): Promise<Db> {
  const { db } = await engine.open();
  for (const id of ['T1', 'T2']) {
    await saveWorkspace(db, { id, botUserId: 'U0', now: new Date('2026-11-01T00:00:00.000Z') });
  }
  await transact(db, async (tx) => {
    await insertTeam(tx, makeTeam({ id: 'tm_1', channelId: 'C1' }));
    await insertTeam(tx, makeTeam({ id: 'tm_2', channelId: 'C2' }));
    await insertTeam(tx, makeTeam({ id: 'tm_3', channelId: 'C1', workspaceId: 'T2' }));
  });
  return db;
}

/** Writes one entry. */
export function append(db: Db, over: Partial<DecisionDraft> = {}) {
  return transact(db, (tx) => appendDecision(tx, newId, { ...draft, ...over }));
}
