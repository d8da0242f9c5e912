import { expect, it } from 'vitest';
import {
  deleteRole,
  findTeam,
  findTeamByChannel,
  listRoles,
  listTeamsOfPerson,
  saveRole,
} from '../../src/features/team/store.ts';
import { findBotUserId, isKnownPerson, moveChannel } from '../../src/features/team/store-place.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { once } from '../../src/platform/slack/once.ts';
import { listCachedFullMembers, listGonePeople } from '../../src/platform/slack/people.ts';
import { describeStores } from './engines.ts';
import { openPair, start } from './fixture.ts';

async function addMember(
  db: Db,
  member: { workspaceId: string; userId: string; channelId?: string; isGuest?: boolean },
): Promise<void> {
  const { workspaceId, userId, channelId = 'C1' } = member;
  const person = {
    ...{ workspace_id: workspaceId, user_id: userId, name: userId, zone: 'Asia/Kathmandu' },
    ...{ is_guest: member.isGuest === true ? 1 : 0, is_bot: 0, is_deleted: 0, is_external: 0 },
    refreshed_at: start.toISOString(),
  };
  await db.insertInto('person').values(person).execute();
  await db
    .insertInto('channel_member')
    .values({ workspace_id: workspaceId, channel_id: channelId, user_id: userId })
    .execute();
}

describeStores('who is where', (engine) => {
  it('tells the full members of a channel in this workspace only', async () => {
    const { db } = await openPair(engine);
    await addMember(db, { workspaceId: 'T1', userId: 'U1' });
    await addMember(db, { workspaceId: 'T1', userId: 'U2', isGuest: true });
    await addMember(db, { workspaceId: 'T1', userId: 'U3', channelId: 'C9' });
    await addMember(db, { workspaceId: 'T2', userId: 'U4' });
    expect(await listCachedFullMembers(db, 'T1', 'C1')).toEqual([
      {
        userId: 'U1',
        name: 'U1',
        zone: 'Asia/Kathmandu',
        isGuest: false,
        isBot: false,
        isDeleted: false,
        isExternal: false,
        isAdmin: false,
      },
    ]);
    expect(await isKnownPerson(db, 'T1', 'U1')).toBe(true);
    expect(await isKnownPerson(db, 'T2', 'U1')).toBe(false);
    expect(await findBotUserId(db, 'T1')).toBe('U0');
    expect(await findBotUserId(db, 'T9')).toBeUndefined();
  });

  it('tells who takes part no more, in this workspace', async () => {
    const { db } = await openPair(engine);
    await addMember(db, { workspaceId: 'T1', userId: 'U1', isGuest: true });
    await addMember(db, { workspaceId: 'T1', userId: 'U2' });
    expect(await listGonePeople(db, 'T1', ['U1', 'U2', 'U1', 'U9'])).toEqual(['U1']);
    await db.updateTable('person').set({ is_deleted: 1 }).where('user_id', '=', 'U2').execute();
    expect((await listGonePeople(db, 'T1', ['U1', 'U2'])).toSorted()).toEqual(['U1', 'U2']);
    expect(await listGonePeople(db, 'T2', ['U1', 'U2'])).toEqual([]);
    expect(await listGonePeople(db, 'T1', [])).toEqual([]);
  });

  it('finds a person’s teams in their own workspace', async () => {
    const { db } = await openPair(engine);
    await addMember(db, { workspaceId: 'T2', userId: 'U1' });
    expect(await listTeamsOfPerson(db, 'T1', 'U1')).toEqual([]);
    expect((await listTeamsOfPerson(db, 'T2', 'U1')).map((team) => team.id)).toEqual(['tm_2']);
    expect(await findTeam(db, 'T2', 'tm_1')).toBeUndefined();
  });

  it('takes away one role of one person', async () => {
    const { db } = await openPair(engine);
    await transact(db, async (tx) => {
      const named = { teamId: 'tm_1', userId: 'U1' } as const;
      await saveRole(tx, { ...named, role: 'leader', acceptedAt: start });
      await saveRole(tx, { ...named, role: 'deputy' });
      await saveRole(tx, { ...named, userId: 'U2', role: 'leader' });
      await deleteRole(tx, { ...named, role: 'leader' });
    });
    expect(await listRoles(db, { id: 'tm_1', workspaceId: 'T1' })).toEqual([
      { userId: 'U1', role: 'deputy', isAccepted: false },
      { userId: 'U2', role: 'leader', isAccepted: false },
    ]);
  });

  it('follows a channel to its new id, in its workspace', async () => {
    const { db } = await openPair(engine);
    for (const workspaceId of ['T1', 'T2']) {
      await addMember(db, { workspaceId, userId: 'U1' });
    }
    await transact(db, (tx) => moveChannel(tx, 'T1', { from: 'C1', to: 'C2' }));
    const moved = await findTeamByChannel(db, 'T1', 'C2');
    expect(moved).toMatchObject({ id: 'tm_1', channelId: 'C2', rollupChannelId: 'C2' });
    expect(await findTeamByChannel(db, 'T2', 'C1')).toMatchObject({ rollupChannelId: 'C1' });
    expect(await listCachedFullMembers(db, 'T1', 'C1')).toEqual([]);
    expect(await listCachedFullMembers(db, 'T2', 'C1')).toHaveLength(1);
  });
});

describeStores('once', (engine) => {
  const act = { workspaceId: 'T1', key: 'click-1', now: start };
  const told: Reply = { reply: 'tell', text: `it's "counted"` };

  it('does an act once and gives every delivery the same answer', async () => {
    const { db } = await openPair(engine);
    let times = 0;
    const work = async (): Promise<Reply> => {
      times += 1;
      return told;
    };
    expect(await once({ db }, act, work)).toEqual(told);
    expect(await once({ db }, act, work)).toEqual(told);
    expect(times).toBe(1);
    await once({ db }, { ...act, workspaceId: 'T2' }, work);
    expect(times).toBe(2);
  });

  it('does it once when deliveries race', async () => {
    const { db } = await openPair(engine);
    const deliver = () =>
      once({ db }, act, async (tx) => {
        const row = await tx
          .selectFrom('workspace')
          .select('next_number')
          .where('id', '=', 'T1')
          .executeTakeFirstOrThrow();
        await tx
          .updateTable('workspace')
          .set({ next_number: row.next_number + 1 })
          .where('id', '=', 'T1')
          .execute();
        return told;
      });
    const replies = await Promise.all(Array.from({ length: 8 }, deliver));
    expect(replies).toEqual(Array.from({ length: 8 }, () => told));
    const rows = await db.selectFrom('workspace').select('next_number').orderBy('id').execute();
    expect(rows.map((row) => row.next_number)).toEqual([2, 1]);
  });

  it('may be done again after it failed', async () => {
    const { db } = await openPair(engine);
    const failing = once({ db }, act, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await once({ db }, act, async () => ({ reply: 'done' }))).toEqual({ reply: 'done' });
  });
});
