import { expect, it } from 'vitest';
import { openDecide, submitDecide } from '../../src/features/decide/handlers.ts';
import { closeReviews } from '../../src/features/review/jobs.ts';
import type { Standing } from '../../src/features/team/rules.ts';
import { findStanding, insertTeam, mayRead, saveRole } from '../../src/features/team/store.ts';
import { findLeader, listGoneFrom } from '../../src/features/team/store-place.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { at, due, fill, openedCard, openRoom, press } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';
import { makePeople, makeTown } from './town.ts';

const now = new Date('2026-11-21T09:00:00.000Z');

/** A team in #secret (private) or #growth (public), led by Ana, in which Ben is named for everything; he is there or has left. */
async function openHome({ open }: TestEngine, how: { isPrivate: boolean; hasLeft: boolean }) {
  const { db } = await open();
  await saveWorkspace(db, { id: 'T1', botUserId: 'UBOT', now });
  const town = makeTown();
  const channelId = how.isPrivate ? 'CSECRET' : 'CGROWTH';
  const team = makeTeam({ channelId, setUpBy: 'UBEN' });
  await transact(db, async (tx) => {
    await insertTeam(tx, team);
    for (const role of ['leader', 'stop-owner', 'key-holder', 'approver'] as const) {
      await saveRole(tx, { teamId: team.id, userId: 'UBEN', role, acceptedAt: now });
    }
    await saveRole(tx, { teamId: team.id, userId: 'UGUS', role: 'leader', acceptedAt: now });
  });
  const people = makePeople(db, town);
  const home = town.channels.get(channelId);
  await people.listMembers('T1', channelId);
  if (home !== undefined && how.hasLeft) {
    home.members = home.members.filter((userId) => userId !== 'UBEN');
    await people.listMembers('T1', channelId);
  }
  const standing = (over: { ownerId?: string; stopOwnerId?: string; coAuthorIds?: string[] }) =>
    findStanding(db, { workspaceId: 'T1', teamId: team.id, userId: 'UBEN', ...over });
  return { db, team, standing };
}

const whole: Standing = {
  ...{ isFullMember: true, isOwner: true, isCoAuthor: true, isStopOwner: true, isLeader: true },
  ...{ isApprover: true, isKeyHolder: true, isAdmin: false },
};
const named = { ownerId: 'UBEN', stopOwnerId: 'UBEN', coAuthorIds: ['UBEN'] };

describeStores('what somebody is for a team', (engine) => {
  for (const isPrivate of [false, true]) {
    const place = isPrivate ? 'a private home' : 'a public home';

    it(`is everything they are named for while they are in ${place}`, async () => {
      const { db, team, standing } = await openHome(engine, { isPrivate, hasLeft: false });
      expect(await standing(named)).toEqual(whole);
      const asBystander = { ...whole, isOwner: false, isCoAuthor: false };
      expect(await standing({ ownerId: 'UANA' })).toEqual(asBystander);
      expect(await mayRead(db, { workspaceId: 'T1', userId: 'UBEN' }, team.id)).toBe(true);
      expect(await listGoneFrom(db, team, ['UBEN', 'UANA'])).toEqual([]);
      expect(await findLeader(db, team)).toBe('UBEN');
    });
  }

  it('stays when they left a public home, but for what only members are', async () => {
    const { db, team, standing } = await openHome(engine, { isPrivate: false, hasLeft: true });
    expect(await standing(named)).toEqual({ ...whole, isFullMember: false, isCoAuthor: false });
    expect(await mayRead(db, { workspaceId: 'T1', userId: 'UBEN' }, team.id)).toBe(true);
    expect(await listGoneFrom(db, team, ['UBEN'])).toEqual([]);
  });

  it('is nothing but their key when they left a private home, and they are not written to', async () => {
    const { db, team, standing } = await openHome(engine, { isPrivate: true, hasLeft: true });
    const nothing = Object.fromEntries(Object.keys(whole).map((part) => [part, false]));
    expect(await standing(named)).toEqual({ ...nothing, isKeyHolder: true });
    await db.updateTable('person').set({ is_admin: 1 }).execute();
    expect((await standing(named)).isAdmin).toBe(false);
    expect(await mayRead(db, { workspaceId: 'T1', userId: 'UBEN' }, team.id)).toBe(false);
    expect(await mayRead(db, { workspaceId: 'T1', userId: 'UANA' }, team.id)).toBe(true);
    expect(await mayRead(db, { workspaceId: 'T2', userId: 'UANA' }, team.id)).toBe(false);
    expect(await listGoneFrom(db, team, ['UANA', 'UBEN', 'UGUS'])).toEqual(['UBEN', 'UGUS']);
    expect(await findLeader(db, team)).toBeUndefined();
  });

  it('is not taken from anybody while it is unknown who is in a private channel', async () => {
    const { db, team } = await openHome(engine, { isPrivate: true, hasLeft: false });
    await db.deleteFrom('channel_member').execute();
    expect(await listGoneFrom(db, team, ['UBEN', 'UGUS', 'UNOBODY'])).toEqual(['UGUS']);
  });

  it('decides no card, and has none due, once they left the private channel', async () => {
    const room = await openRoom(engine);
    await room.db
      .insertInto('channel')
      .values({
        ...{ workspace_id: 'T1', channel_id: 'C1', name: 'leads', is_private: 1, has_bot: 1 },
        ...{ is_archived: 0, is_external: 0, refreshed_at: now.toISOString() },
      })
      .execute();
    const { review, card } = await openedCard(room, due);
    expect(await room.shown(`review:${review.id}`)).toContain('<@U1> your card is due');
    const open = () => openDecide(room.deps, press('U1', card.id, due));
    const opened = await open();
    expect(opened.reply).toBe('show');

    await room.db.deleteFrom('channel_member').where('user_id', '=', 'U1').execute();
    const refused = { reply: 'tell', text: expect.stringMatching(/for full members/) };
    expect(await open()).toMatchObject(refused);
    expect(await submitDecide(room.deps, fill('U1', opened, {}, due))).toMatchObject(refused);
    await closeReviews.run(room.deps, review.closesAt);
    const next = await openedCard(room, at('12-01', '10:00'));
    const root = await room.shown(`review:${next.review.id}`);
    expect(root).toContain('No owner is here: a leader can decide.');
    expect(root).not.toContain('<@U1>');
  });
});
