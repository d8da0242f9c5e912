import { expect, it } from 'vitest';
import { listDrafts } from '../../src/features/draft/store.ts';
import { listReadableCases } from '../../src/features/hat/access.ts';
import {
  followHat,
  listHats,
  showHat,
  throwHatAway,
} from '../../src/features/hat/case-handlers.ts';
import {
  editHat,
  openHat,
  putHatOn,
  reshapeHat,
  submitHat,
  typeHat,
} from '../../src/features/hat/handlers.ts';
import { emptyTyped, type HatTyped, type Visibility } from '../../src/features/hat/rules.ts';
import {
  countHats,
  deleteCase,
  dropTyped,
  findCase,
  keepTyped,
  listCasesNear,
  saveCase,
} from '../../src/features/hat/store.ts';
import { insertTeam, isFullPerson } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { FormValues, Reply } from '../../src/platform/slack/feature.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { at, due, fill, openRoom, press, type Room, told, viewOf } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const week = { teamId: 'tm_1' as const, from: at('11-23', '00:00'), to: at('11-30', '00:00') };
const secret = 'The demo was moved three times';

/** The review room, with UOUT a full member of the workspace who is in no channel, and UEXT of another organisation in it. */
async function openHatRoom(engine: TestEngine) {
  const room = await openRoom(engine);
  for (const [user_id, is_external] of [
    ['UOUT', 0],
    ['UEXT', 1],
  ] as const) {
    await room.db
      .insertInto('person')
      .values({
        ...{ workspace_id: 'T1', user_id, name: user_id, zone: 'Europe/Berlin', is_external },
        ...{ is_guest: 0, is_bot: 0, is_deleted: 0, refreshed_at: due.toISOString() },
      })
      .execute();
  }
  await room.db
    .insertInto('channel_member')
    .values({ workspace_id: 'T1', channel_id: 'C1', user_id: 'UEXT' })
    .execute();
  const full = ['U1', 'U2', 'U3', 'U4', 'UOUT'];
  room.deps.people.find = async (_workspaceId, userId) => ({
    ...{ userId, name: userId, zone: 'Europe/Berlin', isBot: false, isDeleted: false },
    ...{ isGuest: !full.includes(userId), isExternal: userId === 'UEXT', isAdmin: false },
  });
  return room;
}

const everybody = ['U1', 'U2', 'U3', 'UOUT', 'UGUEST', 'UEXT'];

async function write(room: Room, over: FormValues, now = due): Promise<Reply> {
  const form = await openHat(room.deps, press('U1', 'tm_1', now));
  const values = { context: secret, loops: ['drift'], visibility: 'me', ...over };
  return submitHat(room.deps, fill('U1', form, values, now));
}

function inModal(userId: string, form: Reply, values: FormValues, now = due) {
  const metadata = viewOf(form).private_metadata ?? '';
  return {
    ...press(userId, '', now),
    place: { at: 'modal' as const, viewId: 'V1', callbackId: 'hat.case', metadata, values },
  };
}

async function readersOf(room: Room): Promise<string[]> {
  const readers: string[] = [];
  for (const userId of everybody) {
    const cases = await listReadableCases(room.db, { workspaceId: 'T1', userId });
    const [one] = cases;
    const listed = JSON.stringify(viewOf(await listHats(room.deps, press(userId, '0', due))));
    expect(listed.includes(secret)).toBe(one !== undefined);
    if (one !== undefined) readers.push(userId);
  }
  return readers;
}

describeStores('the anthropologist hat', (engine) => {
  it.each<[Visibility, string[]]>([
    ['me', ['U1']],
    ['people', ['U1', 'UOUT']],
    ['team', ['U1', 'U2', 'U3']],
    ['workspace', ['U1', 'U2', 'U3', 'UOUT']],
  ])('kept for %s is read, listed and opened by exactly those', async (visibility, readers) => {
    const room = await openHatRoom(engine);
    const kept = await write(room, { visibility, readers: ['UOUT'] });
    expect(viewOf(kept).callback_id).toBe('hat.kept');
    expect(await readersOf(room)).toEqual(readers);
    const [one] = await listCasesNear(room.db, { workspaceId: 'T1', userId: 'U1' });
    for (const userId of everybody) {
      const shown = await showHat(room.deps, press(userId, one?.id ?? '', due));
      if (readers.includes(userId)) expect(JSON.stringify(shown)).toContain(secret);
      else expect(told(shown)).toContain('not yours to read');
    }
    const isShared = visibility === 'team' || visibility === 'workspace';
    expect(await countHats(room.db, week)).toBe(isShared ? 1 : 0);
    expect(await room.db.selectFrom('message').select('address').execute()).toEqual([]);
  });

  it('is nobody’s but its author’s before it is saved, and keeps what was typed when its window closes', async () => {
    const room = await openHatRoom(engine);
    const form = await openHat(room.deps, press('U1', 'tm_1', due));
    const typed = { context: secret, visibility: 'workspace' };
    expect(await typeHat(room.deps, inModal('U1', form, typed))).toEqual({ reply: 'done' });
    expect(await readersOf(room)).toEqual(['U1']);
    expect(await countHats(room.db, week)).toBe(0);
    const again = await openHat(room.deps, press('U1', 'tm_1', due));
    expect(JSON.stringify(viewOf(again))).toContain(secret);
    expect(findLimitBreaks(viewOf(again))).toEqual([]);
    const stolen = await typeHat(room.deps, inModal('U2', form, { context: 'mine now' }));
    expect(stolen).toEqual({ reply: 'done' });
    expect(JSON.stringify(await openHat(room.deps, press('U1', 'tm_1', due)))).toContain(secret);
  });

  it('suggests the counter-move of a loop, and keeps it as a draft one-pager without a word of the case', async () => {
    const room = await openHatRoom(engine);
    const form = await openHat(room.deps, press('U1', 'tm_1', due));
    const values = { context: secret, loops: ['silence'], visibility: 'me' };
    const drawn = await reshapeHat(room.deps, inModal('U1', form, values));
    const moves = viewOf(drawn).blocks.find(({ block_id }) => block_id === 'moves-1');
    expect(JSON.stringify(moves)).toMatch(/initial_options.*publish/);
    await submitHat(room.deps, fill('U1', drawn, values, due));
    const [one] = await listReadableCases(room.db, { workspaceId: 'T1', userId: 'U1' });
    expect(one?.content?.moves).toEqual(['publish']);
    const follow = () => followHat(room.deps, press('U1', one?.id ?? '', due, 'publish'));
    await follow();
    const reply = await follow();
    const drafts = await listDrafts(room.db, 'T1', 'U1');
    expect(drafts).toMatchObject([{ fields: { title: 'Publish v0.0.1, then a retro' } }]);
    expect(JSON.stringify(reply)).toContain(drafts[0]?.id);
    expect(JSON.stringify(drafts)).not.toContain('demo');
    const other = await followHat(room.deps, press('U2', one?.id ?? '', due, 'publish'));
    expect(told(other)).toContain('not yours');
  });

  it('says at the field what is missing', async () => {
    const room = await openHatRoom(engine);
    const bare = await write(room, { context: ' ', loops: [] });
    expect(bare).toMatchObject({
      reply: 'fix',
      errors: { context: expect.any(String), loops: expect.any(String) },
    });
    const unnamed = await write(await openHatRoom(engine), { visibility: 'people' });
    expect(unnamed).toMatchObject({ reply: 'fix', errors: { visibility: expect.any(String) } });
    const guest = await write(room, { visibility: 'people', readers: ['UGUEST'] });
    expect(guest).toMatchObject({ reply: 'fix', errors: { readers: expect.any(String) } });
    expect(told(await openHat(room.deps, press('UGUEST', 'tm_1', due)))).toContain('full members');
    expect(told(await openHat(room.deps, press('UOUT', 'tm_1', due)))).toContain('full members');
    expect(viewOf(await putHatOn(room.deps, press('U1', '', due))).callback_id).toBe('hat.case');
  });

  it('changes who reads it later, both ways, and its count with it', async () => {
    const room = await openHatRoom(engine);
    await write(room, { visibility: 'team' });
    const [one] = await listCasesNear(room.db, { workspaceId: 'T1', userId: 'U1' });
    const edit = await editHat(room.deps, press('U1', one?.id ?? '', due));
    const typed = { context: 'Unsaved words', loops: ['drift'], visibility: 'me' };
    await typeHat(room.deps, inModal('U1', edit, typed));
    const seen = await showHat(room.deps, press('U2', one?.id ?? '', due));
    expect(JSON.stringify(seen)).toContain(secret);
    expect(JSON.stringify(seen)).not.toContain('Unsaved');
    const back = await editHat(room.deps, press('U1', one?.id ?? '', due));
    expect(JSON.stringify(viewOf(back))).toContain('Unsaved words');
    await submitHat(room.deps, fill('U1', back, typed, at('12-02', '10:00')));
    expect(told(await showHat(room.deps, press('U2', one?.id ?? '', due)))).toContain('not yours');
    expect(await countHats(room.db, week)).toBe(0);
    expect(told(await editHat(room.deps, press('U2', one?.id ?? '', due)))).toContain('not yours');
  });

  it('is thrown away by its author for everybody, and by nobody else', async () => {
    const room = await openHatRoom(engine);
    await write(room, { visibility: 'workspace' });
    const [one] = await listCasesNear(room.db, { workspaceId: 'T1', userId: 'U1' });
    await throwHatAway(room.deps, press('U2', one?.id ?? '', due));
    expect(await readersOf(room)).toEqual(['U1', 'U2', 'U3', 'UOUT']);
    await throwHatAway(room.deps, press('U1', one?.id ?? '', due));
    expect(await readersOf(room)).toEqual([]);
  });

  it('is kept apart by workspace, author and what was saved', async () => {
    const room = await openHatRoom(engine);
    await transact(room.db, (tx) => insertTeam(tx, makeTeam({ id: 'tm_2', channelId: 'C2' })));
    const typed: HatTyped = { ...emptyTyped, context: 'one', visibility: 'team' };
    const whom = { id: 'ht_1', workspaceId: 'T1', teamId: 'tm_1', authorId: 'U1' } as const;
    const key = { ...whom, typed };
    const run = <T>(work: Parameters<typeof transact<T>>[1]) => transact(room.db, work);
    await run((tx) => keepTyped(tx, key, due));
    await run((tx) => keepTyped(tx, { ...key, teamId: 'tm_2' }, due));
    expect(await findCase(room.db, 'T1', 'ht_1')).toMatchObject({ teamId: 'tm_2', typed });
    expect(await run((tx) => saveCase(tx, { ...key, authorId: 'U2' }, due))).toBe(false);
    expect(await run((tx) => saveCase(tx, key, due))).toBe(true);
    expect(await findCase(room.db, 'T2', 'ht_1')).toBeUndefined();
    const saved = await findCase(room.db, 'T1', 'ht_1');
    expect(saved).toMatchObject({ content: { context: 'one' }, sharedAt: due, savedAt: due });
    expect(saved).not.toHaveProperty('typed');
    // Another team chosen in a form that is still open elsewhere lets nobody else read before it is saved.
    await run((tx) => keepTyped(tx, { ...key, teamId: 'tm_2' }, due));
    expect(await findCase(room.db, 'T1', 'ht_1')).toMatchObject({ teamId: 'tm_1' });
    await run((tx) => saveCase(tx, { ...key, teamId: 'tm_2' }, due));
    expect(await findCase(room.db, 'T1', 'ht_1')).toMatchObject({ teamId: 'tm_2' });
    await run((tx) => saveCase(tx, key, due));
    await run((tx) => keepTyped(tx, { ...key, typed: { ...typed, context: 'two' } }, due));
    const whose = { workspaceId: 'T1', authorId: 'U1', id: 'ht_1' } as const;
    await run((tx) => dropTyped(tx, { ...whose, authorId: 'U2' }));
    expect(await findCase(room.db, 'T1', 'ht_1')).toHaveProperty('typed');
    await run((tx) => dropTyped(tx, whose));
    expect(await findCase(room.db, 'T1', 'ht_1')).toEqual(saved);
    expect(await run((tx) => deleteCase(tx, { ...whose, workspaceId: 'T2' }))).toBe(false);
    expect(await run((tx) => deleteCase(tx, whose))).toBe(true);
    expect(await isFullPerson(room.db, { workspaceId: 'T1', userId: 'UOUT' })).toBe(true);
    expect(await isFullPerson(room.db, { workspaceId: 'T1', userId: 'UGUEST' })).toBe(false);
  });
});
