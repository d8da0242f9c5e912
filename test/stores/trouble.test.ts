import { expect, it } from 'vitest';
import type { Trouble } from '../../src/features/delivery/rules.ts';
import { deleteTrouble, listTroubles, saveTrouble } from '../../src/features/delivery/store.ts';
import { saveRole, saveTeam } from '../../src/features/team/store.ts';
import { findLeader } from '../../src/features/team/store-place.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { putMessage } from '../../src/platform/outbox/store.ts';
import { describeStores } from './engines.ts';
import { later, openPair, type Pair, start } from './fixture.ts';
import { makeTeam } from './team-fixture.ts';

async function keepTrouble(pair: Pair, over: Partial<Trouble> = {}): Promise<Trouble> {
  await transact(pair.db, (tx) =>
    putMessage(tx, {
      ...{ workspaceId: 'T1', newId: pair.newId, address: `a:${JSON.stringify(over)}` },
      to: { channelId: 'C1' },
      content: { text: 'x', blocks: [] },
    }),
  );
  const row = await pair.db
    .selectFrom('message')
    .select('id')
    .orderBy('position', 'desc')
    .executeTakeFirstOrThrow();
  const trouble: Trouble = {
    ...{ messageId: row.id, teamId: 'tm_1', notedOn: '2026-11-24', to: { channelId: 'C1' } },
    ...{ error: 'is_archived', isPerhapsPosted: false, at: start },
    ...over,
  };
  await transact(pair.db, (tx) => saveTrouble(tx, trouble));
  return trouble;
}

describeStores('what Slack did not take', (engine) => {
  it('is listed by team and day, and moves to the day on which it fails again', async () => {
    const pair = await openPair(engine);
    const second = await keepTrouble(pair, { at: later(5), to: { userId: 'U2' } });
    const first = await keepTrouble(pair, { isPerhapsPosted: true });
    await keepTrouble(pair, { teamId: 'tm_2' });
    await keepTrouble(pair, { notedOn: '2026-11-25' });
    expect(await listTroubles(pair.db, 'tm_1', '2026-11-24')).toEqual([first, second]);

    const again = { ...first, notedOn: '2026-11-26', error: 'not_in_channel', at: later(9) };
    await transact(pair.db, (tx) => saveTrouble(tx, again));
    expect(await listTroubles(pair.db, 'tm_1', '2026-11-24')).toEqual([second]);
    expect(await listTroubles(pair.db, 'tm_1', '2026-11-26')).toEqual([again]);
    await transact(pair.db, (tx) => deleteTrouble(tx, again.messageId));
    expect(await listTroubles(pair.db, 'tm_1', '2026-11-26')).toEqual([]);
  });
});

describeStores('who is written to about a team', (engine) => {
  it('is a leader who accepted and is here, then whoever set it up, then nobody', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    const team = makeTeam({ setUpBy: 'U9' });
    const person = {
      ...{ workspace_id: 'T1', name: 'x', zone: 'UTC', is_guest: 0, is_bot: 0, is_external: 0 },
      refreshed_at: start.toISOString(),
    };
    await transact(db, async (tx) => {
      await saveTeam(tx, team);
      await saveRole(tx, { teamId: 'tm_1', userId: 'U1', role: 'leader' });
      for (const userId of ['U2', 'U3']) {
        await saveRole(tx, { teamId: 'tm_1', userId, role: 'leader', acceptedAt: start });
      }
      await saveRole(tx, { teamId: 'tm_1', userId: 'U0', role: 'key-holder', acceptedAt: start });
    });
    expect(await findLeader(db, team)).toBe('U2');
    expect(await findLeader(db, team, 'U2')).toBe('U3');
    const leave = (user_id: string) =>
      db
        .insertInto('person')
        .values({ ...person, user_id, is_deleted: 1 })
        .execute();
    await leave('U2');
    expect(await findLeader(db, team)).toBe('U3');
    await leave('U3');
    expect(await findLeader(db, team)).toBe('U9');
    expect(await findLeader(db, team, 'U9')).toBeUndefined();
  });
});
