import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { dropDelivered, reportTrouble } from '../../src/features/delivery/handlers.ts';
import type { Trouble } from '../../src/features/delivery/rules.ts';
import {
  deleteDelivered,
  deleteTrouble,
  hasTroubles,
  listDelivered,
  listTroubles,
  saveTrouble,
} from '../../src/features/delivery/store.ts';
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

async function setState(pair: Pair, id: string, state: 'sent' | 'dead'): Promise<void> {
  await pair.db.updateTable('message').set({ state }).where(sql<string>`id`, '=', id).execute();
}

async function readNote(pair: Pair): Promise<string | undefined> {
  const row = await pair.db
    .selectFrom('message')
    .select('wanted')
    .where('address', 'like', 'trouble:%')
    .executeTakeFirst();
  return row?.wanted;
}

describeStores('what Slack took after all', (engine) => {
  it('goes out of the note, which says so when nothing is left (P14)', async () => {
    const pair = await openPair(engine);
    const { db, newId } = pair;
    expect(await hasTroubles(db, 'T1')).toBe(false);
    const one = await keepTrouble(pair);
    const other = await keepTrouble(pair, { to: { channelId: 'C7' } });
    for (const { messageId } of [one, other]) await setState(pair, messageId, 'dead');
    expect(await hasTroubles(db, 'T1')).toBe(true);
    expect(await hasTroubles(db, 'T2')).toBe(false);
    expect(await listDelivered(db, 'T1')).toEqual([]);

    await setState(pair, one.messageId, 'sent');
    const day = { teamId: 'tm_1', notedOn: '2026-11-24' } as const;
    expect(await listDelivered(db, 'T1')).toEqual([day]);
    expect(await listDelivered(db, 'T2')).toEqual([]);
    await transact(db, (tx) => deleteDelivered(tx, 'T2', day));
    expect(await listTroubles(db, 'tm_1', '2026-11-24')).toHaveLength(2);
    await transact(db, (tx) => dropDelivered(tx, { newId, day: { ...day, workspaceId: 'T1' } }));
    expect(await listTroubles(db, 'tm_1', '2026-11-24')).toEqual([other]);
    expect(await readNote(pair)).toMatch(/A message for <#C7>[^"]* could not be posted/);

    await setState(pair, other.messageId, 'sent');
    await transact(db, (tx) => dropDelivered(tx, { newId, day: { ...day, workspaceId: 'T1' } }));
    expect(await readNote(pair)).toMatch(/could not be delivered for <#C1>[^"]* is settled/);
    expect(await listDelivered(db, 'T1')).toEqual([]);
  });
});

/** Tells whoever leads the team of a message that Slack did not take, or of which nobody knows. */
async function report(
  pair: Pair,
  error: string,
  to: { channelId: string } | { userId: string },
): Promise<void> {
  const { db, newId } = pair;
  const { messageId: id } = await keepTrouble(pair, { error, to });
  await transact(db, (tx) => deleteTrouble(tx, id));
  const message = {
    ...{ id, workspaceId: 'T1', address: 'floor:tm_1:a', isBroadcast: false, wanted: '' },
    ...({ policy: 'at-least-once', version: 1, attempts: 0, waitsForThread: false } as const),
    ...{ isRestored: false, position: 1, ...to },
  };
  const trouble = { message, error, isPerhapsPosted: error === 'perhaps_posted' };
  await transact(db, (tx) => reportTrouble(tx, { newId, trouble, now: start }));
}

describeStores('what Slack did not take of a paused team', (engine) => {
  it('is told to its leader, but for what goes out by itself when its channel is open again', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    await transact(db, (tx) => saveTeam(tx, makeTeam({ pausedAt: start })));
    await report(pair, 'is_archived', { channelId: 'C1' });
    expect(await readNote(pair)).toBeUndefined();
    await report(pair, 'user_disabled', { userId: 'U7' });
    expect(await readNote(pair)).toMatch(/A message for <@U7> alone could not be posted/);
    await report(pair, 'restricted_action', { channelId: 'C1' });
    expect(await readNote(pair)).toMatch(/A message for <#C1>[^"]* could not be posted/);
    expect(await listTroubles(db, 'tm_1', '2026-11-21')).toHaveLength(2);
  });
});

describeStores('what the only leader was to read', (engine) => {
  it('is told to them where it may have arrived, and to nobody where they cannot be written to (P09)', async () => {
    const pair = await openPair(engine);
    const { db } = pair;
    await transact(db, (tx) => saveTeam(tx, makeTeam({ setUpBy: 'U1' })));
    await report(pair, 'user_disabled', { userId: 'U1' });
    expect(await readNote(pair)).toBeUndefined();
    await report(pair, 'perhaps_posted', { userId: 'U1' });
    expect(await readNote(pair)).toMatch(/<@U1>/);
    expect(await listTroubles(db, 'tm_1', '2026-11-21')).toHaveLength(1);
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
