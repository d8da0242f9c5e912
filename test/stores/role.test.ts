import { expect, it } from 'vitest';
import { teamFeature } from '../../src/features/team/feature.ts';
import { endOldAsks } from '../../src/features/team/role-jobs.ts';
import { may, type Role } from '../../src/features/team/rules.ts';
import {
  deleteRole,
  findStanding,
  insertTeam,
  listRoles,
  saveRole,
} from '../../src/features/team/store.ts';
import {
  askRole,
  listAsksOf,
  listKeyHolders,
  listTeamsAsking,
} from '../../src/features/team/store-role.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { Deps, FormValues, Reply } from '../../src/platform/slack/feature.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { makeTeam } from './team-fixture.ts';
import { makePeople, makeTown } from './town.ts';

const now = new Date('2026-11-21T09:00:00.000Z');
const week = new Date('2026-11-28T09:00:00.000Z');
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const team = makeTeam({ channelId: 'CGROWTH', rollupChannelId: 'CGROWTH', setUpBy: 'UANA' });

/** #growth with Ana (leader, may say stop) and Ben; Out is a full member of the workspace in no channel. */
async function openRoles({ open }: TestEngine) {
  const { db } = await open();
  await saveWorkspace(db, { id: 'T1', botUserId: 'UBOT', now });
  const town = makeTown();
  const people = makePeople(db, town);
  let ids = 0;
  const newId = makeNewId(() => {
    ids += 1;
    return `x${ids}`;
  });
  const deps: Deps = { db, workspaceId: 'T1', newId, log: silent, people };
  await transact(db, async (tx) => {
    await insertTeam(tx, team);
    for (const role of ['leader', 'stop-owner'] as const) {
      await saveRole(tx, { teamId: team.id, userId: 'UANA', role, acceptedAt: now });
    }
  });
  await people.listMembers('T1', 'CGROWTH');
  const act = (userId: string, at: Date) => {
    ids += 1;
    return { workspaceId: 'T1', userId, key: `k${ids}`, now: at };
  };
  const none: Reply = { reply: 'done' };
  const place = { at: 'message' as const, channelId: 'CGROWTH', ts: '1.1' };
  return {
    ...{ db, deps, town },
    async press(userId: string, action: string, value: string, at = now) {
      const given = { ...act(userId, at), value, variant: '', place };
      return (await teamFeature.actions?.[action]?.(deps, given)) ?? none;
    },
    async ask(userId: string, values: FormValues, at = now) {
      const form = { viewId: 'V1', metadata: team.id, values };
      const given = { ...act(userId, at), ...form };
      return (await teamFeature.submits?.['team.roles']?.(deps, given)) ?? none;
    },
    may: async (userId: string, action: Parameters<typeof may>[1]) =>
      may(await findStanding(db, { workspaceId: 'T1', teamId: team.id, userId }), action),
    roles: () => listRoles(db, team),
    /** What a person has been sent, oldest first. */
    async sentTo(userId: string) {
      const rows = await db
        .selectFrom('message')
        .select('wanted')
        .where('user_id', '=', userId)
        .orderBy('position')
        .execute();
      return rows.map((row) => row.wanted);
    },
  };
}

const answer = (role: Role, at = now) => `${team.id} ${role} ${at.getTime()}`;

describeStores('roles', (engine) => {
  it('are named by a leader and accepted by the person named, who alone can answer', async () => {
    const room = await openRoles(engine);
    const values = { role: 'approver', person: 'UBEN' };
    const refused = await room.ask('UBEN', values);
    expect(refused).toMatchObject({ reply: 'tell', text: expect.stringContaining('<@UANA>') });
    expect(await room.sentTo('UBEN')).toEqual([]);

    const asked = await room.ask('UANA', values);
    expect(JSON.stringify(asked)).toContain('<@UBEN> was asked');
    expect(JSON.stringify(asked)).toContain('*Approvers*: agree beforehand');
    expect(await room.may('UBEN', 'approve-deviation')).toBe(false);
    const [question = ''] = await room.sentTo('UBEN');
    expect(question).toContain(
      'asks you to be an approver in <#CGROWTH>. What departs from a protected area',
    );
    expect(question).toContain('<!date^1795856400^');
    await room.press('UANA', 'team.accept-role', answer('approver'));
    expect(await room.may('UANA', 'approve-deviation')).toBe(false);
    await room.press('UBEN', 'team.accept-role', answer('approver'));
    expect(await room.may('UBEN', 'approve-deviation')).toBe(true);
    expect(await room.sentTo('UANA')).toEqual([
      expect.stringContaining('<@UBEN> accepted: an approver'),
    ]);
    const late = await room.press('UBEN', 'team.decline-role', answer('approver'));
    expect(late).toMatchObject({ reply: 'tell' });
    expect(await room.may('UBEN', 'approve-deviation')).toBe(true);
  });

  it('are asked for at the field: guests, apps and double questions are refused there', async () => {
    const room = await openRoles(engine);
    for (const person of ['UGUS', 'UBOT', 'UNOBODY']) {
      expect(await room.ask('UANA', { role: 'leader', person })).toMatchObject({
        ...{ reply: 'fix', errors: { person: expect.stringContaining('full member') } },
      });
    }
    expect(await room.ask('UANA', { role: null, person: null })).toMatchObject({
      ...{ reply: 'fix', errors: { role: 'Pick a role.', person: 'Pick one person.' } },
    });
    await room.ask('UANA', { role: 'leader', person: 'UBEN' });
    expect(await room.ask('UANA', { role: 'leader', person: 'UBEN' })).toMatchObject({
      errors: { person: expect.stringContaining('asked already') },
    });
    expect(await room.ask('UANA', { role: 'leader', person: 'UANA' })).toMatchObject({
      errors: { person: expect.stringContaining('already') },
    });
  });

  it('say a no and a silence of seven days to whoever asked, and can be asked anew', async () => {
    const room = await openRoles(engine);
    await room.ask('UANA', { role: 'key-holder', person: 'UBEN' });
    await room.press('UBEN', 'team.decline-role', answer('key-holder'));
    expect((await room.sentTo('UANA')).at(-1)).toContain('<@UBEN> would rather not');
    expect(await room.roles()).toHaveLength(2);

    const again = new Date(now.getTime() + 60_000);
    await room.ask('UANA', { role: 'key-holder', person: 'UBEN' }, again);
    expect(await room.sentTo('UBEN')).toHaveLength(2);
    const old = await room.press('UBEN', 'team.accept-role', answer('key-holder'), again);
    expect(old).toMatchObject({ reply: 'tell' });
    expect(await listTeamsAsking(room.db, 'T1')).toEqual([{ teamId: team.id, workspaceId: 'T1' }]);
    const ends = new Date(week.getTime() + 60_000);
    expect(await endOldAsks.nextDue?.(room.deps, again)).toEqual({ roleAsk: ends });
    await endOldAsks.run(room.deps, new Date(ends.getTime() - 1));
    expect(await room.roles()).toHaveLength(3);
    for (let tick = 0; tick < 2; tick += 1) await endOldAsks.run(room.deps, ends);
    expect(await room.roles()).toHaveLength(2);
    expect((await room.sentTo('UBEN')).at(-1)).toContain('Seven days have passed');
    expect((await room.sentTo('UANA')).at(-1)).toContain('has not answered for seven days');
    expect(await listTeamsAsking(room.db, 'T1')).toEqual([]);
    const late = answer('key-holder', again);
    expect(await room.press('UBEN', 'team.accept-role', late, ends)).toMatchObject({
      reply: 'tell',
    });
  });

  it('move the one who may say stop only when the next one confirms', async () => {
    const room = await openRoles(engine);
    await room.ask('UANA', { role: 'stop-owner', person: 'UBEN' });
    const card = async () => {
      const rows = await room.db
        .selectFrom('message')
        .select('wanted')
        .where('address', '=', 'setup:CGROWTH')
        .execute();
      return rows[0]?.wanted ?? '';
    };
    expect(await card()).toContain('*May say stop*  <@UANA>, <@UBEN> (asked)');
    await room.press('UBEN', 'team.accept-role', answer('stop-owner'));
    expect(await card()).toContain('*May say stop*  <@UBEN>"');
    expect(await room.sentTo('UANA')).toContainEqual(expect.stringContaining('in your place'));
    const only = await room.press('UBEN', 'team.release-role', `${team.id} stop-owner UBEN`);
    expect(only).toMatchObject({ text: expect.stringContaining('Somebody has to be there') });
  });

  it('are given back or taken back, but never the last leader', async () => {
    const room = await openRoles(engine);
    const last = await room.press('UANA', 'team.release-role', `${team.id} leader UANA`);
    expect(last).toMatchObject({ text: expect.stringContaining('at least one leader') });
    await room.ask('UANA', { role: 'leader', person: 'UBEN' });
    await room.press('UBEN', 'team.accept-role', answer('leader'));
    const gone = await room.press('UANA', 'team.release-role', `${team.id} leader UANA`);
    expect(JSON.stringify(gone)).toContain('Naming people is for the leaders');
    expect(await room.may('UANA', 'propose-role')).toBe(false);
    expect(await room.press('UANA', 'team.release-role', `${team.id} leader UBEN`)).toMatchObject({
      reply: 'tell',
    });
    await room.ask('UBEN', { role: 'deputy', person: 'UANA' });
    await room.press('UBEN', 'team.release-role', `${team.id} deputy UANA`);
    expect((await room.sentTo('UANA')).at(-1)).toContain('You need not answer any more');
  });

  it('count as key-holders only full members who accepted, from whatever team', async () => {
    const room = await openRoles(engine);
    await room.deps.people.find('T1', 'UOUT');
    await transact(room.db, async (tx) => {
      for (const userId of ['UANA', 'UOUT', 'UGUS']) {
        await saveRole(tx, { teamId: team.id, userId, role: 'key-holder', acceptedAt: now });
      }
      await askRole(
        tx,
        { teamId: team.id, userId: 'UBEN', role: 'key-holder', byUserId: 'UANA' },
        now,
      );
    });
    const waits = { teamId: team.id, role: 'key-holder', askedBy: 'UANA', askedAt: now };
    const ben = { workspaceId: 'T1', userId: 'UBEN' };
    expect(await listAsksOf(room.db, ben)).toEqual([waits]);
    expect(await listAsksOf(room.db, { ...ben, workspaceId: 'T2' })).toEqual([]);
    expect(await listAsksOf(room.db, { ...ben, userId: 'UANA' })).toEqual([]);
    expect(await listKeyHolders(room.db, team)).toEqual(['UANA', 'UOUT']);
    expect(await listKeyHolders(room.db, { ...team, workspaceId: 'T2' })).toEqual([]);
    expect(await listRoles(room.db, { ...team, workspaceId: 'T2' })).toEqual([]);
    const shown = await room.press('UBEN', 'team.roles', team.id);
    expect(JSON.stringify(shown)).toContain('2 of 3 key-holders');
    if (shown.reply === 'show') expect(findLimitBreaks(shown.view)).toEqual([]);
    await room.db
      .updateTable('person')
      .set({ is_deleted: 1 })
      .where('user_id', '=', 'UOUT')
      .execute();
    expect(await listKeyHolders(room.db, team)).toEqual(['UANA']);
    await transact(room.db, (tx) =>
      deleteRole(tx, { teamId: team.id, userId: 'UANA', role: 'key-holder' }),
    );
    expect(await listKeyHolders(room.db, team)).toEqual([]);
  });

  it('are shown to members, named by a workspace admin too, and closed to outsiders', async () => {
    const room = await openRoles(engine);
    expect(JSON.stringify(await room.press('UBEN', 'team.roles', team.id))).not.toContain(
      'Ask one more person',
    );
    expect(await room.press('UOUT', 'team.roles', team.id)).toMatchObject({ reply: 'tell' });
    const out = room.town.people.get('UOUT');
    if (out !== undefined) room.town.people.set('UOUT', { ...out, isAdmin: true });
    await room.db
      .updateTable('person')
      .set({ is_admin: 1 })
      .where('user_id', '=', 'UOUT')
      .execute();
    expect(JSON.stringify(await room.press('UOUT', 'team.roles', team.id))).toContain(
      'Ask one more person',
    );
  });

  it('stay open when the leader who asked left the private channel, who neither names nor hears anybody there', async () => {
    const room = await openRoles(engine);
    const home = room.town.channels.get('CGROWTH');
    if (home === undefined) throw new Error('no #growth');
    Object.assign(home, { isPrivate: true });
    await room.ask('UANA', { role: 'leader', person: 'UBEN' });
    home.members = home.members.filter((userId) => userId !== 'UANA');
    await room.deps.people.listMembers('T1', 'CGROWTH');
    await room.press('UBEN', 'team.accept-role', answer('leader'));
    expect(await room.may('UBEN', 'propose-role')).toBe(true);
    expect(await room.sentTo('UANA')).toEqual([]);
    expect(await room.may('UANA', 'propose-role')).toBe(false);

    const outside = [
      await room.ask('UANA', { role: 'key-holder', person: 'UOUT' }),
      await room.press('UANA', 'team.roles', team.id),
      await room.press('UANA', 'team.release-role', `${team.id} leader UBEN`),
    ];
    for (const reply of outside) {
      expect(reply).toMatchObject({
        reply: 'tell',
        text: expect.stringMatching(/^Only people in/),
      });
      expect(JSON.stringify(reply)).not.toContain('UBEN');
    }
    expect(await room.sentTo('UOUT')).toEqual([]);
    const gone = await room.press('UANA', 'team.release-role', `${team.id} leader UANA`);
    expect(gone).toMatchObject({ reply: 'tell', text: expect.stringMatching(/^Done: you have/) });
    expect((await room.roles()).filter(({ role }) => role === 'leader')).toEqual([
      expect.objectContaining({ userId: 'UBEN', isAccepted: true }),
    ]);
  });
});
