import { expect, it } from 'vitest';
import { appendDecision, listDecisions } from '../../src/features/decision/store.ts';
import { listDrafts } from '../../src/features/draft/store.ts';
import { readFollowed, readProvenSegment } from '../../src/features/onepager/follow-access.ts';
import { putOnePagerCard } from '../../src/features/onepager/project.ts';
import type { OnePager } from '../../src/features/onepager/rules.ts';
import {
  getOnePager,
  listOnePagers,
  listRunning,
  saveOnePagerState,
} from '../../src/features/onepager/store.ts';
import { saveTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import { readInitialValues } from '../harness/initial-values.ts';
import { describeStores } from './engines.ts';
import { openWritingRoom, publish, start, viewOf, type WritingRoom } from './writing-room.ts';

const segment = 'returning users';
/** More than two weeks on: the promoted one’s gate is over. */
const later = new Date('2026-12-08T09:00:00.000Z');

describeStores('what was promoted, in a new segment', (engine) => {
  async function openPromoted() {
    const world = await openWritingRoom(engine);
    await publish(world);
    const [onepager] = await listRunning(world.db, 'tm_1');
    if (onepager === undefined) throw new Error('nothing runs');
    await transact(world.db, async (tx) => {
      await saveOnePagerState(tx, { id: onepager.id, state: 'promoted', endedAt: start });
      await appendDecision(tx, world.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', onepagerId: onepager.id, kind: 'promote' },
        ...{ decidedByUserId: 'UANA', at: start, title: onepager.bet.title, isMajor: true },
        ...{ isAgainstRule: false, isAgainstMajority: false },
        texts: { default: 'a checklist comes first', segment: 'new signups' },
      });
      const what = { workspaceId: 'T1', newId: world.deps.newId, onepagerId: onepager.id };
      await putOnePagerCard(tx, what, start);
    });
    return { world, onepager };
  }

  async function begin(world: WritingRoom, { id }: OnePager, now = start) {
    const form = viewOf(await world.press('UBEN', 'draft.segment', { value: id, now }));
    return { form, first: viewOf(await world.submit('UBEN', form, { segment }, now)) };
  }

  function said(reply: Reply): string {
    if (reply.reply !== 'tell') throw new Error(`not told: ${JSON.stringify(reply)}`);
    return reply.text;
  }

  it('opens a new gate that says where it comes from, and leaves the promoted one as it is', async () => {
    const { world, onepager } = await openPromoted();
    expect(await world.shown(`onepager:${onepager.id}`)).toContain('Try it in a new segment');
    expect(await readProvenSegment(world.db, onepager)).toBe('new signups');
    const before = await getOnePager(world.db, 'T1', onepager.id);
    const { form, first } = await begin(world, onepager, later);
    expect(JSON.stringify(form)).toContain('is promoted for new signups');
    expect(JSON.stringify(first)).toContain('From #1, now for returning users');
    expect(JSON.stringify(first)).not.toContain('Start from');
    expect(readInitialValues(first)).toMatchObject({
      title: 'Action X first: returning users',
      behaviour: onepager.bet.aim.behaviour,
    });
    const second = viewOf(await world.submit('UBEN', first, { behaviour: 'They return' }, later));
    const empty = await world.submit('UBEN', second, {}, later);
    expect(empty).toMatchObject({ reply: 'fix' });
    if (empty.reply === 'fix') {
      expect(Object.keys(empty.errors).toSorted()).toEqual(['outcomeNow', 'proxyNow']);
    }
    const numbers = { proxyNow: '20%', outcomeNow: '11%' };
    const third = viewOf(await world.submit('UBEN', second, numbers, later));
    expect(readInitialValues(third)).toMatchObject({ guardrail: onepager.bet.fields.guardrail });
    expect(viewOf(await world.submit('UBEN', third, {}, later)).title.text).toBe('Published');
    const [follower] = await listRunning(world.db, 'tm_1');
    expect(follower).toMatchObject({ followsId: onepager.id, ownerId: 'UBEN', state: 'running' });
    expect(follower?.bet.gateOn).toMatch(/^2026-12-(?:09|1\d|2[0-2])$/);
    expect(follower?.bet.signals.map(({ baseline }) => baseline.value)).toEqual([20, 11]);
    const card = await world.shown(`onepager:${follower?.id}`);
    const line = 'Tries #1 Action X first in a new segment: returning users';
    expect(card).toContain(line);
    const show = await world.run('UANA', `show ${follower?.number}`);
    expect(JSON.stringify(show)).toContain(line);
    expect(follower && (await readFollowed(world.db, follower))).toMatchObject({
      number: 1,
      segment,
    });
    expect(await readFollowed(world.db, onepager)).toBeUndefined();
    expect(await getOnePager(world.db, 'T1', onepager.id)).toEqual(before);
    const log = await listDecisions(world.db, { teamId: 'tm_1' });
    expect(log.filter(({ onepagerId }) => onepagerId === onepager.id)).toHaveLength(2);
  });

  it('is one draft for one segment, however often it is pressed, resumed as it was left', async () => {
    const { world, onepager } = await openPromoted();
    const { form, first } = await begin(world, onepager);
    await world.press('UBEN', 'draft.type', { view: first, typed: { because: 'they forgot' } });
    const again = viewOf(await world.submit('UBEN', form, { segment: ' Returning  USERS' }));
    expect(JSON.stringify(again)).toContain('begun this for');
    expect(readInitialValues(again).because).toBe('they forgot');
    const drafts = await listDrafts(world.db, 'T1', 'UBEN');
    expect(drafts.map(({ following }) => following)).toEqual([
      { onepagerId: onepager.id, segment },
    ]);
    const resumed = viewOf(
      await world.press('UBEN', 'draft.resume', { value: drafts[0]?.id ?? '' }),
    );
    expect(JSON.stringify(resumed)).not.toContain('Start from');
    await world.submit('UBEN', form, { segment: 'the mobile app' });
    expect(await listDrafts(world.db, 'T1', 'UBEN')).toHaveLength(2);
    const second = viewOf(await world.submit('UBEN', again));
    const numbers = { proxyNow: '20%', outcomeNow: '11%' };
    const third = viewOf(await world.submit('UBEN', second, numbers));
    await world.submit('UBEN', third);
    const twice = await world.submit('UANA', form, { segment });
    expect(twice).toMatchObject({
      reply: 'fix',
      errors: { segment: expect.stringMatching(/^#\d/) },
    });
    expect(await listOnePagers(world.db, 'tm_1')).toHaveLength(2);
  });

  it('answers an empty segment and the proven one at the field', async () => {
    const { world, onepager } = await openPromoted();
    const form = viewOf(await world.press('UANA', 'draft.segment', { value: onepager.id }));
    for (const typed of [' \u200b', 'New signups ']) {
      expect(await world.submit('UANA', form, { segment: typed })).toMatchObject({ reply: 'fix' });
    }
    expect(await listDrafts(world.db, 'T1', 'UANA')).toEqual([]);
  });

  it('tells a guest, a stranger, and whoever presses for a running one or in a paused team', async () => {
    const { world, onepager } = await openPromoted();
    const press = (userId: string) => world.press(userId, 'draft.segment', { value: onepager.id });
    const form = viewOf(await press('UANA'));
    expect(said(await press('UGUS'))).toContain('full members');
    expect(said(await world.submit('UGUS', form, { segment }))).toContain('full members');
    expect(said(await world.press('UANA', 'draft.segment', { value: 'op_no' }))).toContain(
      'not there',
    );
    await transact(world.db, (tx) => saveTeam(tx, { ...world.team, pausedAt: start }));
    expect(said(await press('UANA'))).toContain('is paused');
    expect(said(await world.submit('UANA', form, { segment }))).toContain('/invite @Barbell');
    await transact(world.db, (tx) => saveTeam(tx, world.team));
    await transact(world.db, (tx) => saveOnePagerState(tx, { id: onepager.id, state: 'running' }));
    expect(said(await press('UANA'))).toContain('is running');
    expect(said(await world.submit('UANA', form, { segment }))).toContain('is running');
    expect(await listDrafts(world.db, 'T1', 'UANA')).toEqual([]);
  });
});
