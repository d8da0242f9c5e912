import { sql } from 'kysely';
import { appendDecision } from '../../../src/features/decision/store.ts';
import { insertOnePager } from '../../../src/features/onepager/store.ts';
import { insertTeam, saveRole } from '../../../src/features/team/store.ts';
import type { Db } from '../../../src/platform/db/open.ts';
import { transact } from '../../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../../src/platform/db/workspace.ts';
import { makeOnePager } from '../../stores/fixture.ts';
import { makeTeam } from '../../stores/team-fixture.ts';

/** Stands in everything that the other workspace has, so that it is known wherever it turns up. */
export const canary = 'zqcanaryqz';
const workspaceId = 'T0OTHER';
const ours = 'T0NORTHWIND';
const at = new Date('2026-01-06T12:00:00.000Z');

/** Another workspace in the same database: a team with a one-pager, a decision and people; nobody may touch it. */
export async function insertStranger(db: Db): Promise<void> {
  await saveWorkspace(db, { id: workspaceId, botUserId: 'U0OTHERBOT', now: at });
  await transact(db, async (tx) => {
    const id = `tm_${canary}` as const;
    const channelId = `C0${canary.toUpperCase()}`;
    const place = { channelId, rollupChannelId: channelId };
    // Its reviews and roll-ups fall due like ours, and are nobody's business here.
    await insertTeam(tx, makeTeam({ id, ...place, workspaceId, setUpBy: 'U0OTHER1' }));
    await saveRole(tx, { teamId: id, userId: 'U0OTHER1', role: 'leader', acceptedAt: at });
    const onepager = makeOnePager({ id: `op_${canary}`, number: 1 });
    const bet = { ...onepager.bet, title: `The ${canary} bet` };
    await insertOnePager(tx, { ...onepager, bet, workspaceId, teamId: id, ownerId: 'U0OTHER1' });
    await appendDecision(tx, (prefix) => `${prefix}_${canary}1`, {
      ...{ workspaceId, teamId: id, onepagerId: onepager.id, kind: 'stop', at },
      ...{ decidedByUserId: 'U0OTHER1', title: `The ${canary} bet`, texts: { line: canary } },
      ...{ isAgainstRule: false, isAgainstMajority: false },
    });
  });
}

/** Everything of the other workspace in the database, as text: the same before and after, or somebody was there. */
export async function readStranger(db: Db): Promise<string> {
  const tables = await db.introspection.getTables();
  const found: string[] = [];
  for (const { name } of tables) {
    if (name.startsWith('search_') || name.endsWith('_search')) continue;
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(
      db,
    );
    for (const row of rows) {
      // Somebody of ours may have sent its names; that is ours then.
      if (row.workspace_id === ours) continue;
      const text = JSON.stringify(row);
      if (text.includes(canary) || text.includes(workspaceId)) found.push(`${name} ${text}`);
    }
  }
  return found.toSorted().join('\n');
}
