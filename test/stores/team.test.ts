import { expect, it } from 'vitest';
import { teamFeature } from '../../src/features/team/feature.ts';
import type { Team } from '../../src/features/team/rules.ts';
import {
  findStanding,
  findTeamByChannel,
  getTeam,
  insertTeam,
  listReadableTeams,
  listRoles,
  listTeamNames,
  listTeams,
  resolveTeam,
  saveRole,
  saveTeam,
} from '../../src/features/team/store.ts';
import {
  findLastOccurrence,
  listOccurrences,
  recordOccurrence,
} from '../../src/features/team/store-occurrence.ts';
import { listPausedHomes } from '../../src/features/team/store-place.ts';
import type { NewId } from '../../src/lib/ids.ts';
import { makeNewId } from '../../src/lib/ids.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { Deps, FormValues, Reply } from '../../src/platform/slack/feature.ts';
import { describeStores } from './engines.ts';
import { makeTeam } from './team-fixture.ts';
import { makePeople, makeTown } from './town.ts';

const now = new Date('2026-11-21T09:00:00.000Z');

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describeStores('a team', ({ open }) => {
  let ids = 0;
  const newId: NewId = makeNewId(() => {
    ids += 1;
    return `x${ids}`;
  });

  async function start() {
    const { db } = await open();
    await saveWorkspace(db, { id: 'T1', botUserId: 'UBOT', now });
    const town = makeTown();
    const deps: Deps = { db, workspaceId: 'T1', newId, log: silent, people: makePeople(db, town) };
    let keys = 0;
    const act = (userId: string, at = now) => {
      keys += 1;
      return { workspaceId: 'T1', userId, key: `k${keys}`, now: at };
    };
    const submit = (callbackId: string, userId: string, form: [string, FormValues], at?: Date) =>
      teamFeature.submits?.[callbackId]?.(deps, {
        ...act(userId, at),
        viewId: 'V1',
        metadata: form[0],
        values: form[1],
      });
    const happen = (event: Record<string, unknown> & { type: string }, at?: Date) =>
      teamFeature.events?.[event.type]?.(deps, { ...act('', at), event });
    const run = (userId: string, channelId: string) =>
      teamFeature.commands?.settings?.(deps, {
        ...act(userId),
        ...{ channelId, word: 'settings', rest: '', text: 'settings' },
      });
    const press = (userId: string, action: string, value: string) =>
      teamFeature.actions?.[action]?.(deps, {
        ...act(userId),
        ...{ value, variant: '', place: { at: 'message', channelId: 'CGROWTH', ts: '1.1' } },
      });
    return { db, town, submit, happen, run, press };
  }

  async function read(db: Db, address: string): Promise<string> {
    const row = await db
      .selectFrom('message')
      .select('wanted')
      .where('address', '=', address)
      .executeTakeFirst();
    return row?.wanted ?? '';
  }

  async function addresses(db: Db, prefix: string): Promise<string[]> {
    const rows = await db.selectFrom('message').select('address').orderBy('position').execute();
    return rows.map((row) => row.address).filter((address) => address.startsWith(prefix));
  }

  const answers: FormValues = {
    ...{ reviewDay: '2', reviewTime: '10:00', stopOwner: 'UANA', rollupChannel: 'CGROWTH' },
  };
  const settings: FormValues = {
    ...{ rhythm: '7', reviewDay: '2', reviewTime: '10:00', zone: 'Europe/Berlin' },
    ...{ closeAfter: '1', closeTime: '17:00', rollupDay: '4', rollupTime: '15:00' },
    ...{ rollupChannel: 'CGROWTH', cycle: '14', votes: 'hidden', quota: '1', evidence: '30' },
  };
  const setUp = 'team.set-up';

  async function insert(db: Db, team: Team): Promise<boolean> {
    return transact(db, (tx) => insertTeam(tx, team));
  }

  async function startWithTeam() {
    const world = await start();
    await world.submit(setUp, 'UANA', ['CGROWTH', answers]);
    const team = await findTeamByChannel(world.db, 'T1', 'CGROWTH');
    if (team === undefined) throw new Error('no team was set up');
    return { ...world, team };
  }

  it('is read as it was written, and only one lives in a channel', async () => {
    const { db } = await start();
    const team = makeTeam();
    expect(await insert(db, team)).toBe(true);
    expect(await insert(db, makeTeam({ id: 'tm_2' }))).toBe(false);
    expect(await getTeam(db, 'T1', 'tm_1')).toEqual(team);
    const kept = {
      review: { weekOn: '2026-11-23', opensAt: now, closesAt: new Date(now.getTime() + 1) },
      rollup: { weekOn: '2026-11-23', dueAt: now },
    };
    const paused = { ...team, kept, pausedAt: now, isVoteOpen: true, zone: 'Asia/Kolkata' };
    await transact(db, (tx) => saveTeam(tx, paused));
    expect(await getTeam(db, 'T1', 'tm_1')).toEqual(paused);
    expect(await listTeams(db, 'T1')).toEqual([]);
    expect(await listTeams(db, 'T2')).toEqual([]);
    const { id: teamId, channelId } = team;
    expect(await listPausedHomes(db, 'T1')).toEqual([{ teamId, channelId, pausedAt: now }]);
    expect(await listPausedHomes(db, 'T2')).toEqual([]);
    await expect(getTeam(db, 'T2', 'tm_1')).rejects.toThrow(/no team/);
  });

  it('records a week once and remembers the last', async () => {
    const { db } = await start();
    await insert(db, makeTeam());
    const record = (weekOn: string) =>
      transact(db, (tx) =>
        recordOccurrence(tx, {
          ...{ teamId: 'tm_1', kind: 'review', weekOn, dueAt: now, outcome: 'opened', at: now },
        }),
      );
    expect(await findLastOccurrence(db, 'tm_1', 'review')).toBeUndefined();
    expect([await record('2026-11-30'), await record('2026-11-23')]).toEqual([true, true]);
    expect(await record('2026-11-30')).toBe(false);
    expect((await findLastOccurrence(db, 'tm_1', 'review'))?.weekOn).toBe('2026-11-30');
    expect(await listOccurrences(db, 'tm_1', 'review')).toHaveLength(2);
    expect(await findLastOccurrence(db, 'tm_1', 'rollup')).toBeUndefined();
  });

  it('is set up from the card, by a full member, once', async () => {
    const { db, happen, submit, press } = await start();
    await happen({ type: 'member_joined_channel', user: 'UBEN', channel: 'CGROWTH' });
    expect(await addresses(db, 'setup:')).toEqual([]);
    await happen({ type: 'member_joined_channel', user: 'UBOT', channel: 'CGROWTH' });
    expect(await read(db, 'setup:CGROWTH')).toContain('team.set-up');
    expect(await press('UGUS', setUp, 'CGROWTH')).toMatchObject({ reply: 'tell' });
    expect(await press('UBEN', setUp, 'CGROWTH')).toMatchObject({
      reply: 'show',
      view: { callback_id: setUp, private_metadata: 'CGROWTH' },
    });
    expect(await submit(setUp, 'UBEN', ['CGROWTH', answers])).toEqual({ reply: 'done' });
    const team = await findTeamByChannel(db, 'T1', 'CGROWTH');
    expect(team).toMatchObject({ zone: 'America/New_York', setUpBy: 'UBEN', rollupWeekday: 4 });
    expect(team && (await listRoles(db, team))).toEqual([
      { userId: 'UBEN', role: 'leader', isAccepted: true },
      { userId: 'UANA', role: 'stop-owner', isAccepted: false, askedBy: 'UBEN', askedAt: now },
    ]);
    expect(await read(db, 'setup:CGROWTH')).toContain('onepager.start');
    const second = await submit(setUp, 'UANA', ['CGROWTH', answers]);
    expect(second).toMatchObject({ reply: 'tell', text: expect.stringContaining('<@UBEN>') });
    expect(await listTeams(db, 'T1')).toHaveLength(1);
  });

  it.each<[string, FormValues, string, RegExp]>([
    ['UGUS', {}, 'reviewDay', /guest/i],
    ['UOUT', {}, 'reviewDay', /join/i],
    ['UANA', { stopOwner: 'UGUS' }, 'stopOwner', /guest/i],
    ['UANA', { stopOwner: 'UBOT' }, 'stopOwner', /app/i],
    ['UANA', { stopOwner: 'UGONE' }, 'stopOwner', /full member/i],
    ['UANA', { rollupChannel: 'CCOMPANY' }, 'rollupChannel', /\/invite @Barbell/],
    ['UANA', { reviewTime: '' }, 'reviewTime', /10:00/],
  ])('refuses the set-up by %s with %j at %s', async (userId, change, field, words) => {
    const { db, submit } = await start();
    const reply = await submit(setUp, userId, ['CGROWTH', { ...answers, ...change }]);
    expect(reply).toEqual({ reply: 'fix', errors: { [field]: expect.stringMatching(words) } });
    expect(await listTeams(db, 'T1')).toEqual([]);
  });

  it('puts the roll-up in its private home when the field is empty', async () => {
    const { db, submit } = await start();
    await submit(setUp, 'UANA', ['CSECRET', { ...answers, rollupChannel: null }]);
    expect(await findTeamByChannel(db, 'T1', 'CSECRET')).toMatchObject({
      rollupChannelId: 'CSECRET',
    });
  });

  it('tells the channel what was changed, and refuses a roll-up before the close', async () => {
    const { db, submit, team } = await startWithTeam();
    const same = await submit('team.settings', 'UBEN', [team.id, settings]);
    expect([same, await addresses(db, 'settings:')]).toEqual([{ reply: 'done' }, []]);
    const early = { ...settings, rollupDay: '3', rollupTime: '16:00' };
    expect(await submit('team.settings', 'UBEN', [team.id, early])).toEqual({
      reply: 'fix',
      errors: { rollupDay: expect.stringMatching(/before the review closes/) },
    });
    const reply = await submit('team.settings', 'UBEN', [
      team.id,
      { ...settings, reviewTime: '11:30', zone: 'asia/calcutta' },
    ]);
    expect(reply).toEqual({ reply: 'done' });
    expect(await getTeam(db, 'T1', team.id)).toMatchObject({
      ...{ reviewTime: '11:30', zone: 'Asia/Kolkata' },
    });
    const [note = ''] = await addresses(db, 'settings:');
    expect(await read(db, note)).toContain('Tue 10:00 → Tue 11:30');
    expect(await read(db, 'setup:CGROWTH')).toContain('Every Tue 11:30');
    expect(await submit('team.settings', 'UGUS', [team.id, settings])).toMatchObject({
      reply: 'tell',
    });
  });

  it('records the weeks that a shorter rhythm leaves out', async () => {
    const { db, submit, team } = await startWithTeam();
    await transact(db, (tx) => saveTeam(tx, { ...team, rhythmDays: 14 }));
    await transact(db, (tx) =>
      recordOccurrence(tx, {
        ...{ teamId: team.id, kind: 'review', weekOn: '2026-11-23', dueAt: now },
        ...{ outcome: 'opened', at: now },
      }),
    );
    const later = new Date('2026-12-03T12:00:00.000Z');
    await submit('team.settings', 'UANA', [team.id, settings], later);
    expect(await findLastOccurrence(db, team.id, 'review')).toMatchObject({
      ...{ weekOn: '2026-11-30', outcome: 'skipped' },
    });
  });

  it('gives guests, outsiders and strangers no standing, whatever they were named', async () => {
    const { db, team } = await startWithTeam();
    const standing = (userId: string) =>
      findStanding(db, { workspaceId: 'T1', teamId: team.id, userId, ownerId: userId });
    await transact(db, (tx) =>
      saveRole(tx, { teamId: team.id, userId: 'UGUS', role: 'leader', acceptedAt: now }),
    );
    expect(Object.values(await standing('UGUS')).some(Boolean)).toBe(false);
    expect(Object.values(await standing('UNOBODY')).some(Boolean)).toBe(false);
    expect((await standing('UANA')).isAdmin).toBe(false);
    await db.updateTable('person').set({ is_admin: 1 }).execute();
    expect((await standing('UANA')).isAdmin).toBe(true);
    expect((await standing('UGUS')).isAdmin).toBe(false);
    expect(await standing('UANA')).toMatchObject({
      ...{ isFullMember: true, isLeader: true, isStopOwner: true, isOwner: true },
    });
  });

  it('pauses once when the bot is gone and goes on when it is back, without a burst', async () => {
    const { db, happen, team } = await startWithTeam();
    await happen({ type: 'channel_left', channel: 'CGROWTH' });
    await happen({ type: 'channel_archive', channel: 'CGROWTH' });
    expect(await listTeams(db, 'T1')).toEqual([]);
    expect(await addresses(db, 'paused:')).toHaveLength(1);
    const back = new Date('2026-12-09T12:00:00.000Z');
    await happen({ type: 'member_joined_channel', user: 'UBOT', channel: 'CGROWTH' }, back);
    expect(await listTeams(db, 'T1')).toHaveLength(1);
    const skipped = await listOccurrences(db, team.id, 'review');
    expect(skipped.map((week) => [week.weekOn, week.outcome])).toEqual([
      ['2026-11-23', 'skipped'],
      ['2026-11-30', 'skipped'],
      ['2026-12-07', 'skipped'],
    ]);
    expect(await listOccurrences(db, team.id, 'rollup')).toHaveLength(2);
    expect(await addresses(db, 'resumed:')).toHaveLength(1);
  });

  it('sends what failed while the bot was out of the channel, also when nobody said that it was', async () => {
    const { db, happen } = await startWithTeam();
    await db.updateTable('message').set({ state: 'dead', last_error: 'not_in_channel' }).execute();
    await happen({ type: 'member_joined_channel', user: 'UBOT', channel: 'CGROWTH' });
    const left = await db.selectFrom('message').select(['address', 'state']).execute();
    expect(left).toEqual([{ address: 'setup:CGROWTH', state: 'pending' }]);
  });

  it('sends what failed in a channel where no team lives, as where its roll-up goes, when that is open again', async () => {
    const { db, happen, town } = await startWithTeam();
    const left = () => db.selectFrom('message').select('state').execute();
    const { members } = town.channels.get('CGROWTH') ?? { members: [] };
    town.channels.set('CNEWS', {
      ...{ channelId: 'CNEWS', name: 'news', isPrivate: false, isArchived: false },
      ...{ isExternal: false, hasBot: true, members },
    });
    const fails = (last_error: string, channel_id: string) =>
      db.updateTable('message').set({ state: 'dead', last_error, channel_id }).execute();
    await fails('is_archived', 'CNEWS');
    await happen({ type: 'channel_unarchive', channel: 'CNEWS' });
    expect(await left()).toEqual([{ state: 'pending' }]);
    await fails('channel_not_found', 'COLD');
    const moved = { old_channel_id: 'COLD', new_channel_id: 'CNEWS' };
    await happen({ type: 'channel_id_changed', ...moved });
    expect(await left()).toEqual([{ state: 'pending' }]);
    await fails('not_in_channel', 'CNEWS');
    await happen({ type: 'member_joined_channel', user: 'UBOT', channel: 'CNEWS' });
    expect(await left()).toEqual([{ state: 'pending' }, { state: 'pending' }]);
    // The card of set-up too, when the bot was taken out before it was posted.
    await db.updateTable('message').set({ state: 'dead', last_error: 'not_in_channel' }).execute();
    await happen({ type: 'member_joined_channel', user: 'UBOT', channel: 'CNEWS' });
    expect(await left()).toEqual([{ state: 'pending' }, { state: 'pending' }]);
  });

  it('looks first for what may have arrived before the bot was out, and a second copy says so (P08)', async () => {
    const { db, happen } = await startWithTeam();
    const failed = async (last_error: string) => {
      await db.updateTable('message').set({ state: 'dead', last_error }).execute();
      await happen({ type: 'member_joined_channel', user: 'UBOT', channel: 'CGROWTH' });
      return db.selectFrom('message').select(['state', 'last_error']).execute();
    };
    expect(await failed('not_in_channel unseen')).toMatchObject([{ state: 'unknown' }]);
    expect(await failed('channel_not_found repeat')).toEqual([
      { state: 'pending', last_error: 'repeat' },
    ]);
    expect(await failed('is_archived replaced')).toEqual([
      { state: 'pending', last_error: 'replaced' },
    ]);
    expect(await failed('msg_too_long')).toMatchObject([{ state: 'dead' }]);
  });

  it('is called by its channel’s new name, and closed with it, as soon as something happens there (F-39)', async () => {
    const { db, town, happen, team } = await startWithTeam();
    const change = (over: object) => {
      const channel = town.channels.get('CGROWTH');
      if (channel !== undefined) town.channels.set('CGROWTH', { ...channel, ...over });
    };
    const isReadBy = async (userId: string) =>
      (await listReadableTeams(db, 'T1', userId)).some(({ id }) => id === team.id);
    await makePeople(db, town).find('T1', 'UOUT');
    expect(await isReadBy('UOUT')).toBe(true);
    change({ name: 'expansion' });
    await happen({ type: 'channel_rename', channel: { id: 'CGROWTH', name: 'expansion' } });
    expect((await listTeamNames(db, 'T1')).get(team.id)).toBe('expansion');
    change({ isPrivate: true });
    await happen({ type: 'member_joined_channel', user: 'UBEN', channel: 'CGROWTH' });
    expect([await isReadBy('UOUT'), await isReadBy('UBEN')]).toEqual([false, true]);
  });

  it('follows its channel to a new id, with its card', async () => {
    const { db, town, happen, team } = await startWithTeam();
    const { members } = town.channels.get('CGROWTH') ?? { members: [] };
    town.channels.set('CNEW', {
      ...{ channelId: 'CNEW', name: 'growth', isPrivate: false, isArchived: false },
      ...{ isExternal: false, hasBot: true, members },
    });
    await happen({
      ...{ type: 'channel_id_changed', old_channel_id: 'CGROWTH', new_channel_id: 'CNEW' },
    });
    expect(await getTeam(db, 'T1', team.id)).toMatchObject({
      ...{ channelId: 'CNEW', rollupChannelId: 'CNEW' },
    });
    expect(await addresses(db, 'setup:')).toEqual(['setup:CNEW']);
    const card = await db.selectFrom('message').select('channel_id').executeTakeFirst();
    expect(card?.channel_id).toBe('CNEW');
  });

  it('is found from where a person is, and read by those who may', async () => {
    const { db, submit, run, team } = await startWithTeam();
    const resolve = (channelId: string, userId: string) =>
      resolveTeam(db, { workspaceId: 'T1', channelId, userId });
    expect(await resolve('CGROWTH', 'UANA')).toEqual({ team });
    expect(await resolve('DX', 'UBEN')).toEqual({ team });
    expect(await resolve('DX', 'UOUT')).toEqual({ none: true });
    await submit(setUp, 'UANA', ['CSECRET', { ...answers, rollupChannel: null }]);
    expect(await resolve('DX', 'UANA')).toMatchObject({ choose: [{ id: team.id }, {}] });
    const chosen: Reply | undefined = await run('UANA', 'DX');
    expect(JSON.stringify(chosen)).toMatch(/#growth.*#secret/);
    expect(await run('UANA', 'CGROWTH')).toMatchObject({ reply: 'show' });
    expect(await run('UOUT', 'DX')).toMatchObject({ reply: 'tell' });
    const names = await listTeamNames(db, 'T1');
    expect(names.get(team.id)).toBe('growth');
    const readable = async (userId: string) =>
      (await listReadableTeams(db, 'T1', userId)).map((one) => names.get(one.id));
    expect(await readable('UANA')).toEqual(['growth', 'secret']);
    expect(await readable('UGUS')).toEqual(['growth', 'secret']);
    await db.deleteFrom('channel_member').where('user_id', '=', 'UBEN').execute();
    expect(await readable('UBEN')).toEqual(['growth']);
    expect(await readable('UOUT')).toEqual([]);
  });
});
