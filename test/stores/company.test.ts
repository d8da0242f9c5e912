import { expect, it } from 'vitest';
import { countSaid } from '../../src/features/budget/store.ts';
import { openCompany, submitCompany } from '../../src/features/company/handlers.ts';
import { postCompany } from '../../src/features/company/jobs.ts';
import type { Company } from '../../src/features/company/rules.ts';
import {
  findCompany,
  findLastCompanyWeek,
  findLastPost,
  insertPost,
  saveCompany,
  saveTold,
} from '../../src/features/company/store.ts';
import { openFirstCycles } from '../../src/features/cycle/jobs.ts';
import { insertOnePager } from '../../src/features/onepager/store.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { refreshRollup } from '../../src/features/rollup/project.ts';
import { getTeam, insertTeam, isHomePrivate, saveTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import type { FormValues } from '../../src/platform/slack/feature.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { makeSceneBet } from './bet-fixture.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { append } from './log-room.ts';
import { at, fill, openRoom, press, told, viewOf } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const rollups = at('11-26', '15:00');
const due = at('11-27', '09:00');

const company: Company = {
  ...{ workspaceId: 'T1', channelId: 'C9', weekday: 5, time: '09:00', zone: 'Europe/Berlin' },
  ...{ isOn: true, firstWeekOn: '2026-11-23', setBy: 'U2', setAt: at('11-24', '10:00') },
};

interface Place {
  isPrivate?: boolean;
  isArchived?: boolean;
  isExternal?: boolean;
  hasBot?: boolean;
}

/** The team of C1 (public, U2 leads), a private team at home in C2, and whatever Slack says of the channels. */
async function openTown(engine: TestEngine) {
  const room = await openRoom(engine);
  const places = new Map<string, Place>([
    ['C1', {}],
    ['C2', { isPrivate: true }],
    ['C9', {}],
  ]);
  const { db } = room;
  const see = async (channelId: string) => {
    const place = places.get(channelId);
    if (place === undefined) return undefined;
    const channel = {
      ...{ channelId, name: `team-${channelId}`, isPrivate: false, isArchived: false },
      ...{ isExternal: false, hasBot: true, ...place },
    };
    const columns = {
      ...{ name: channel.name, refreshed_at: due.toISOString(), members_read_at: null },
      ...{ is_private: channel.isPrivate ? 1 : 0, is_archived: 0, is_external: 0, has_bot: 1 },
    };
    await db
      .insertInto('channel')
      .values({ workspace_id: 'T1', channel_id: channelId, ...columns })
      .onConflict((same) => same.columns(['workspace_id', 'channel_id']).doUpdateSet(columns))
      .execute();
    return channel;
  };
  for (const channelId of places.keys()) await see(channelId);
  const people = { ...room.deps.people, findChannel: (_: string, id: string) => see(id) };
  const deps = { ...room.deps, people };
  await transact(db, async (tx) => {
    await insertTeam(tx, makeTeam({ id: 'tm_2', channelId: 'C2', rollupChannelId: 'C2' }));
    for (const [id, share] of [
      ['op_8', 'what others may copy'],
      ['op_9', ''],
    ] as const) {
      await insertOnePager(tx, {
        ...{ id, workspaceId: 'T1', teamId: 'tm_2', number: id === 'op_8' ? 208 : 209 },
        ...{ state: 'running', kind: 'probe', ownerId: 'U1', version: 1 },
        ...{ bet: makeSceneBet('2026-11-21', { share }), startedAt: at('11-21', '10:00') },
      });
    }
  });
  await openFirstCycles(deps);
  const posts = async () => {
    const rows = await db
      .selectFrom('message')
      .select(['address', 'channel_id', 'wanted', 'wanted_version'])
      .where('address', 'like', 'company:%')
      .orderBy('position')
      .execute();
    for (const { wanted } of rows) expect(findLimitBreaks(JSON.parse(wanted))).toEqual([]);
    return rows;
  };
  const set = (over: Partial<Company> = {}) =>
    transact(db, (tx) => saveCompany(tx, { ...company, ...over }));
  return { ...room, deps, places, posts, set };
}

describeStores('setting the company post', (engine) => {
  const typed = { channel: 'C9', time: '09:00', zone: 'Europe/Berlin' };

  async function submit(town: Awaited<ReturnType<typeof openTown>>, over: FormValues, now = due) {
    const form = await openCompany(town.deps, press('U2', 'tm_1', now));
    expect(findLimitBreaks(viewOf(form))).toEqual([]);
    return submitCompany(town.deps, fill('U2', form, { ...typed, ...over }, now));
  }

  it('is for a leader of a team and for admins, and for the whole workspace', async () => {
    const town = await openTown(engine);
    for (const userId of ['U1', 'U3', 'UGUEST']) {
      const refused = told(await openCompany(town.deps, press(userId, 'tm_1', due)));
      expect(refused).toContain('a leader of a team or an admin');
    }
    await town.db.updateTable('person').set({ is_admin: 1 }).where('user_id', '=', 'U4').execute();
    expect((await openCompany(town.deps, press('U4', 'tm_1', due))).reply).toBe('show');
    expect(told(await openCompany(town.deps, press('U2', 'tm_none', due)))).toContain('not there');
    const done = JSON.stringify(viewOf(await submit(town, {})));
    expect(done).toContain('From the week of 30 Nov on, <#C9> reads');
    expect(await findCompany(town.db, 'T1')).toMatchObject({
      ...{ channelId: 'C9', weekday: 5, time: '09:00', isOn: true, firstWeekOn: '2026-11-30' },
    });
    expect(await findCompany(town.db, 'T2')).toBeUndefined();
    await submit(town, { isOn: 'off' });
    expect(await findCompany(town.db, 'T1')).toMatchObject({ isOn: false });
  });

  it.each([
    ['archived', { isArchived: true }, 'archived'],
    ['without the bot', { hasBot: false }, '/invite @Barbell'],
    ['shared with another organisation', { isExternal: true }, 'another organisation'],
  ])('refuses a channel that is %s, at its field', async (_, place, words) => {
    const town = await openTown(engine);
    town.places.set('C9', place);
    expect(await submit(town, {})).toMatchObject({
      ...{ reply: 'fix', errors: { channel: expect.stringContaining(words) } },
    });
    expect(await submit(town, { channel: 'C404' })).toMatchObject({
      ...{ errors: { channel: expect.stringContaining('/invite') } },
    });
    expect(await submit(town, { zone: 'EST5' })).toMatchObject({ errors: { zone: /./ } });
    expect(await findCompany(town.db, 'T1')).toBeUndefined();
  });

  it('names the roll-ups that come after it, keeps an owed week, and lets the same form change nothing', async () => {
    const town = await openTown(engine);
    const monday = at('11-23', '10:00');
    const early = { day: '3', time: '08:00' };
    expect(JSON.stringify(viewOf(await submit(town, early, monday)))).toContain('#team-C1');
    const before = await findCompany(town.db, 'T1');
    await submit(town, early, at('11-23', '11:00'));
    expect(await findCompany(town.db, 'T1')).toEqual(before);
    const later = await submit(town, { day: '1', time: '08:00' }, at('11-23', '12:00'));
    expect(JSON.stringify(viewOf(later))).toContain('This week keeps the time');
    expect(await findCompany(town.db, 'T1')).toMatchObject({
      ...{ kept: { weekOn: '2026-11-23', dueAt: at('11-25', '08:00') } },
    });
  });
});

describeStores('the company post', (engine) => {
  it('is posted once a week, however often and by however many it is asked', async () => {
    const town = await openTown(engine);
    await town.set();
    await append(town.db, { onepagerId: 'op_1', at: at('11-25', '10:00') });
    await postDueRollups(town.deps, rollups);
    await postCompany.run(town.deps, at('11-27', '08:59'));
    expect(await town.posts()).toEqual([]);
    await Promise.all(Array.from({ length: 4 }, () => postCompany.run(town.deps, due)));
    await postCompany.run(town.deps, due);
    const [post, ...others] = await town.posts();
    expect(others).toEqual([]);
    expect(post).toMatchObject({ channel_id: 'C9', wanted_version: 1 });
    expect(post?.wanted).toContain('*#team-C1*');
    expect(post?.wanted).toContain('Learned: the query is slow');
    expect(await findLastCompanyWeek(town.db, 'T1')).toBe('2026-11-23');
  });

  it('takes one of the week’s three places of a team whose home it stands in, and of no other', async () => {
    const town = await openTown(engine);
    await town.set({ channelId: 'C1' });
    await postDueRollups(town.deps, rollups);
    await postCompany.run(town.deps, due);
    await postCompany.run(town.deps, due);
    const week = { from: at('11-23', '00:00'), to: at('11-30', '00:00') };
    expect(await countSaid(town.db, { teamId: 'tm_1', ...week })).toBe(1);
    expect(await countSaid(town.db, { teamId: 'tm_2', ...week })).toBe(0);
  });

  it('names a team that is late as not yet in, and is edited when it comes in or is corrected', async () => {
    const town = await openTown(engine);
    await town.set({ weekday: 4, time: '09:00' });
    await postCompany.run(town.deps, at('11-26', '09:00'));
    expect((await town.posts())[0]?.wanted).toContain('Not yet in: #team-C1');
    await append(town.db, {
      onepagerId: 'op_1',
      at: at('11-25', '10:00'),
      texts: { learned: 'x1' },
    });
    await postDueRollups(town.deps, rollups);
    await postCompany.run(town.deps, rollups);
    const [post, ...others] = await town.posts();
    expect(others).toEqual([]);
    expect(post?.wanted).not.toContain('Not yet in');
    expect(post?.wanted).toContain('Learned: x1');
    const [entry] = await town.db.selectFrom('decision').select('id').execute();
    if (entry === undefined) throw new Error('an entry');
    const now = at('11-26', '18:00');
    await append(town.db, {
      ...{ onepagerId: 'op_1', at: now, supersedesId: entry.id, texts: { learned: 'x2' } },
    });
    await transact(town.db, async (tx) => {
      const team = await getTeam(tx, 'T1', 'tm_1');
      await refreshRollup(tx, { newId: town.deps.newId, team }, now);
    });
    await postCompany.run(town.deps, now);
    expect((await town.posts())[0]?.wanted).toContain('Learned: x2');
    const { wanted_version: version } = (await town.posts())[0] ?? {};
    await postCompany.run(town.deps, now);
    expect((await town.posts())[0]?.wanted_version).toBe(version);
  });

  it('tells of a private team only what is marked to be shared, and not that it exists otherwise', async () => {
    const town = await openTown(engine);
    await town.set();
    const decided = { teamId: 'tm_2', at: at('11-25', '10:00') } as const;
    const texts = { learned: 'CANARY learned', because: 'CANARY' };
    await append(town.db, { ...decided, onepagerId: 'op_9', title: 'CANARY', texts });
    await postDueRollups(town.deps, rollups);
    await postCompany.run(town.deps, due);
    expect((await town.posts())[0]?.wanted).not.toMatch(/CANARY|private|team-C2/);
    await append(town.db, { ...decided, onepagerId: 'op_8', at: at('12-01', '10:00'), texts });
    await postDueRollups(town.deps, at('12-03', '15:00'));
    await postCompany.run(town.deps, at('12-04', '09:00'));
    const second = (await town.posts())[1]?.wanted;
    expect(second).toContain('From a private team');
    expect(second).toContain('#208: “what others may copy”');
    expect(second).not.toMatch(/CANARY|team-C2/);
  });

  it('asks Slack anew: a home that was made private since is told of no more', async () => {
    const town = await openTown(engine);
    await town.set();
    await postDueRollups(town.deps, rollups);
    town.places.set('C1', { isPrivate: true });
    expect(await isHomePrivate(town.db, makeTeam())).toBe(false);
    await postCompany.run(town.deps, due);
    expect((await town.posts())[0]?.wanted).not.toContain('team-C1');
    expect(await isHomePrivate(town.db, makeTeam({ channelId: 'C404' }))).toBe(true);
  });

  it('comes late after some hours of downtime and says so; after five weeks it is one post', async () => {
    const town = await openTown(engine);
    await town.set();
    await postCompany.run(town.deps, at('11-27', '11:00'));
    expect((await town.posts())[0]?.wanted).toContain('late, Barbell was not running');
    await postCompany.run(town.deps, new Date('2027-01-01T08:00:00.000Z'));
    const rows = await town.db
      .selectFrom('company_post')
      .select(['week_on', 'outcome'])
      .orderBy('week_on')
      .execute();
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      ...['late', 'missed', 'missed', 'missed', 'missed', 'opened'],
    ]);
    expect(await town.posts()).toHaveLength(2);
  });

  it('stands still where its channel was shut, tells whoever set it once, and goes on when it is open', async () => {
    const town = await openTown(engine);
    await town.set();
    town.places.set('C9', { isArchived: true });
    for (const now of [due, due]) await postCompany.run(town.deps, now);
    const [trouble, ...others] = await town.posts();
    expect(others).toEqual([]);
    expect(trouble?.address).toMatch(/:trouble$/);
    expect(trouble?.wanted).toContain('/invite @Barbell');
    expect(await findLastPost(town.db, 'T1')).toBeUndefined();
    town.places.set('C9', {});
    await postCompany.run(town.deps, at('12-04', '09:00'));
    expect((await town.posts()).map(({ channel_id }) => channel_id)).toEqual([null, 'C9']);
  });

  it('names a team whose roll-up was skipped, and leaves paused ones alone', async () => {
    const town = await openTown(engine);
    await town.set();
    await town.db
      .insertInto('occurrence')
      .values({
        ...{ team_id: 'tm_1', kind: 'rollup', week_on: '2026-11-23', outcome: 'skipped' },
        ...{ due_at: rollups.toISOString(), at: rollups.toISOString(), reason: null, is_said: 1 },
      })
      .execute();
    await postCompany.run(town.deps, due);
    expect((await town.posts())[0]?.wanted).toContain('Without a roll-up this week: #team-C1');
    await transact(town.db, (tx) => saveTeam(tx, makeTeam({ pausedAt: due })));
    await postCompany.run(town.deps, at('12-04', '09:00'));
    expect((await town.posts())[1]?.wanted).toContain('No team has told of this week yet');
  });

  it('says when it is due next, once it is set, and keeps workspaces apart', async () => {
    const town = await openTown(engine);
    expect(await postCompany.nextDue?.(town.deps, due)).toEqual({});
    await town.set();
    expect(await postCompany.nextDue?.(town.deps, rollups)).toEqual({ company: due });
    await saveWorkspace(town.db, { id: 'T2', botUserId: 'U0', now: due });
    await transact(town.db, async (tx) => {
      const post = { workspaceId: 'T2', weekOn: '2026-11-23', channelId: 'C9', told: {} };
      const outcome = { dueAt: due, outcome: 'opened', at: due } as const;
      const id = await insertPost(tx, town.deps.newId, { ...post, ...outcome });
      expect(await insertPost(tx, town.deps.newId, { ...post, ...outcome })).toBeUndefined();
      if (id === undefined) throw new Error('the first of a week is kept');
      await saveTold(tx, { id, workspaceId: 'T1', told: { ru_1: 9 } });
      expect(await findLastPost(tx, 'T2')).toMatchObject({ told: {} });
      await saveTold(tx, { id, workspaceId: 'T2', told: { ru_1: 2 } });
      expect(await findLastPost(tx, 'T2')).toMatchObject({ told: { ru_1: 2 }, isLate: false });
    });
    expect(await findLastCompanyWeek(town.db, 'T1')).toBeUndefined();
  });
});
