import { expect, it } from 'vitest';
import { answerFeature } from '../../src/features/answer/feature.ts';
import { listDecisions } from '../../src/features/decision/store.ts';
import { findSubjectName, listSubjects } from '../../src/features/onepager/store-subject.ts';
import { defaultSetting } from '../../src/features/raised/concern-rules.ts';
import { viewOpenAndons } from '../../src/features/raised/project.ts';
import {
  countAndons,
  countOpenAbout,
  findAndon,
  listAnswered,
  listNotes,
  listOpenAndons,
  listUnshown,
} from '../../src/features/raised/store.ts';
import { readAndonSetting } from '../../src/features/raised/store-setting.ts';
import { openReviews } from '../../src/features/review/jobs.ts';
import { findOpenReview } from '../../src/features/review/store.ts';
import { gatherAndons } from '../../src/features/rollup/gather-andon.ts';
import { listHomes } from '../../src/features/team/store-home.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { listCachedMembers } from '../../src/platform/slack/people.ts';
import {
  type AndonRoom,
  at,
  change,
  openAndonRoom,
  openDeps,
  openMine,
  send,
} from '../andon/room.ts';
import { describeStores } from './engines.ts';
import { fill, press as pressOf, told } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const noon = at('11-24', '12:00');
const address = (id: string) => `andon:${id}`;

describeStores('answering an andon', (engine) => {
  async function enter(words = '') {
    const room = await openAndonRoom(await engine.open());
    const { code } = await send(room, 'U3', { words });
    await room.advanceTo(noon);
    const [andon] = await listOpenAndons(room.db, 'tm_1');
    if (andon === undefined) throw new Error('nothing was raised');
    return { room, code, id: andon.id };
  }

  async function press(room: AndonRoom, userId: string, action: string, value: string) {
    const handler = answerFeature.actions?.[action];
    if (handler === undefined) throw new Error(`no ${action}`);
    return handler(openDeps(room), pressOf(userId, value, room.now));
  }

  async function submit(
    room: AndonRoom,
    userId: string,
    form: Reply,
    over: Record<string, string | string[]>,
  ) {
    const act = fill(userId, form, over, room.now);
    const view = form.reply === 'show' ? form.view : undefined;
    const handler = answerFeature.submits?.[view?.callback_id ?? ''];
    if (handler === undefined) throw new Error('no form');
    return handler(openDeps(room), act);
  }

  async function shown({ db }: AndonRoom, like: string) {
    const rows = await db.selectFrom('message').select(['address', 'wanted']).execute();
    return rows
      .filter((row) => row.address.startsWith(like))
      .map((row) => row.wanted)
      .join();
  }

  it('is taken by name, until a week later', async () => {
    const { room, id } = await enter();
    expect(await shown(room, address(id))).toMatch(/Take it.*Answer.*Freeze.*To the queue/);
    await press(room, 'U5', 'answer.take', id);
    expect(await shown(room, address(id))).toMatch(/\*Taken\* by <@U5>.*until 1 Dec/);
    const again = await press(room, 'U5', 'answer.take', id);
    expect(told(again)).toMatch(/yours already/);
    const taken = await findAndon(room.db, 'T1', id);
    expect([taken?.ownerId, taken?.dueOn]).toEqual(['U5', '2026-12-01']);
  });

  it('is answered in public, in its thread, and then takes no other answer', async () => {
    const { room, id } = await enter();
    const form = await press(room, 'U5', 'answer.open', id);
    const blank = await submit(room, 'U5', form, { kind: 'tested', words: ' ' });
    expect(blank).toMatchObject({
      reply: 'fix',
      errors: { words: expect.stringMatching(/One sent/) },
    });
    const words = 'Looked at 30 sessions: they do stall <there>';
    await submit(room, 'U5', form, { kind: 'tested', words });
    expect(await shown(room, `${address(id)}:answer`)).toMatch(
      /Tested.*do stall &lt;there&gt;.*<@U5>/,
    );
    expect(await listOpenAndons(room.db, 'tm_1')).toEqual([]);
    expect(told(await press(room, 'U6', 'answer.open', id))).toMatch(/is answered/);
    expect(await countAndons(room.db, 'tm_1', { from: noon, to: at('11-30', '00:00') })).toEqual({
      ...{ raised: 0, answered: 1, open: 0 },
    });
    const span = { from: at('11-23', '00:00'), to: at('11-30', '00:00') };
    expect(await listAnswered(room.db, 'tm_1', span)).toHaveLength(1);
    const { andons } = await gatherAndons(room.db, makeTeam(), span);
    expect(andons).toEqual({
      ...{ raised: 1, answered: 1, open: 0 },
      answers: [`#12 Action X first. Tested: ${words}`],
    });
    const before = { from: at('11-16', '00:00'), to: at('11-23', '00:00') };
    expect(await gatherAndons(room.db, makeTeam(), before)).toEqual({});
  });

  it('is opened again by its reporter once a week, and both answers stay', async () => {
    const { room, id, code } = await enter();
    const form = await press(room, 'U5', 'answer.open', id);
    await submit(room, 'U5', form, { kind: 'changed', words: 'we did' });
    await change(room, 'U3', await openMine(room, 'U3', code), { what: 'not-answered' });
    expect(await listOpenAndons(room.db, 'tm_1')).toEqual([]);
    const twice = await openMine(room, 'U3', code);
    expect(JSON.stringify(twice.view)).not.toMatch(/Not answered for me/);
    await room.advanceTo(at('11-24', '17:00'));
    expect(await shown(room, address(id))).toMatch(/Open again/);
    expect(await shown(room, `${address(id)}:note`)).toMatch(/not answered for me/);
    expect((await listNotes(room.db, id)).map(({ kind }) => kind)).toEqual(['not-answered']);
    const second = await press(room, 'U6', 'answer.open', id);
    await submit(room, 'U6', second, { kind: 'not-accepted', words: 'see the calls' });
    const answers = await shown(room, `${address(id)}:answer`);
    expect(answers).toMatch(/we did/);
    expect(answers).toMatch(/see the calls/);
  });

  it('waits in the queue with an owner and a day', async () => {
    const { room, id } = await enter();
    const form = await press(room, 'U5', 'answer.queue', id);
    for (const dueOn of ['2026-11-23', '2027-06-01', '']) {
      expect(await submit(room, 'U5', form, { dueOn })).toMatchObject({ reply: 'fix' });
    }
    await submit(room, 'U5', form, { dueOn: '2026-12-04' });
    expect(await shown(room, address(id))).toMatch(/In the queue:\* <@U5>.*until 4 Dec/);
    expect((await listOpenAndons(room.db, 'tm_1'))[0]?.state).toBe('queued');
  });

  it('has its words hidden by two people together, and the log says so (B-86)', async () => {
    const { room, id } = await enter('you know who is an idiot');
    await press(room, 'U5', 'answer.hide', id);
    expect(await shown(room, address(id))).toMatch(/<@U5> asks to hide/);
    expect(told(await press(room, 'U5', 'answer.hide', id))).toMatch(/second person decides/);
    await press(room, 'U6', 'answer.keep', id);
    expect(await shown(room, address(id))).not.toMatch(/asks to hide/);
    await press(room, 'U5', 'answer.hide', id);
    await press(room, 'U6', 'answer.hide', id);
    const message = await shown(room, address(id));
    expect(message).not.toMatch(/idiot/);
    expect(message).toMatch(/hidden by two people/);
    const [entry] = await listDecisions(room.db, { teamId: 'tm_1' });
    expect([entry?.decidedByUserId, entry?.keyUserIds]).toEqual(['U6', ['U5', 'U6']]);
    expect(JSON.stringify(entry)).not.toMatch(/idiot/);
    expect((await findAndon(room.db, 'T1', id))?.words).toMatch(/idiot/);
  });

  it('is answered by full members of the channel only', async () => {
    const { room, id } = await enter('words');
    for (const action of ['answer.take', 'answer.open', 'answer.queue', 'answer.hide']) {
      expect(told(await press(room, 'UGUEST', action, id))).toMatch(/full members/);
      expect(told(await press(room, 'U5', action, 'an_none'))).toMatch(/not there any more/);
    }
  });

  it('stands in the review: a pointer, the list, its card; without an owner after seven days it is said', async () => {
    const { room, id } = await enter();
    const deps = openDeps(room);
    await openReviews.run(deps, at('11-24', '12:30'));
    const review = await findOpenReview(room.db, 'tm_1');
    const root = () => shown(room, `review:${review?.id}`);
    expect(await root()).toMatch(/Andons to answer.*nobody has the next step yet/);
    expect(await root()).toMatch(/Doubt an assumption\?.*Pull the andon \(anonymous\)/s);
    expect(await shown(room, 'card:')).toMatch(/1 andon open/);
    expect(await countOpenAbout(room.db, 'op_1')).toBe(1);
    await press(room, 'U5', 'answer.take', id);
    expect(await root()).toMatch(/since 24 Nov · <@U5> until 1 Dec/);
    const late = await viewOpenAndons(room.db, { id: 'tm_1' });
    expect(late).toHaveLength(1);
  });

  it('is shown once, whatever the tick', async () => {
    const { room } = await enter();
    expect(await listUnshown(room.db, 'T1')).toEqual([]);
    const before = await room.posted();
    await room.advanceTo(at('11-24', '12:01'));
    expect(await room.posted()).toEqual(before);
  });

  it('comes as often as the team chooses, and not at all among few where it says so', async () => {
    const room = await openAndonRoom(await engine.open(), { people: 4 });
    const form = await press(room, 'U1', 'answer.settings', 'tm_1');
    await submit(room, 'U1', form, { slots: '1', few: ['off'] });
    expect(await readAndonSetting(room.db, 'tm_1')).toEqual({ slots: 1, isOffWhenFew: true });
    expect(await readAndonSetting(room.db, 'tm_2')).toEqual(defaultSetting);
    expect(await shown(room, 'settings:')).toMatch(/posted once a working day.*<@U1>/);
    await expect(send(room, 'U3')).resolves.toMatchObject({
      view: { blocks: expect.arrayContaining([]) },
      code: '',
    });
    expect(JSON.stringify(room.opened.at(-1))).toMatch(/chosen to switch it off/);
    expect(told(await press(room, 'UGUEST', 'answer.settings', 'tm_1'))).not.toBe('(show)');
  });

  it('knows homes, subjects and members without naming anybody to the database', async () => {
    const { room } = await enter();
    expect(await listHomes(room.db, 'T1')).toEqual([
      { teamId: 'tm_1', workspaceId: 'T1', channelId: 'C1', name: 'growth', zone: 'Europe/Berlin' },
    ]);
    const [subject] = await listSubjects(room.db, 'tm_1');
    expect([subject?.number, subject?.assumptions[0]?.id]).toEqual([12, 'because']);
    expect(JSON.stringify(subject)).not.toMatch(/U\d/);
    expect(await findSubjectName(room.db, 'T1', 'op_1')).toMatchObject({ number: 12 });
    expect(await findSubjectName(room.db, 'T2', 'op_1')).toBeUndefined();
    const members = await listCachedMembers(room.db, 'T1');
    expect(members.filter(({ channelId }) => channelId === 'C1')).toHaveLength(11);
    expect(await listCachedMembers(room.db, 'T2')).toEqual([]);
  });
});
