import { expect, it } from 'vitest';
import { settleDeviation } from '../../src/features/deviation/store.ts';
import { listDraftApprovals } from '../../src/features/deviation/store-approval.ts';
import {
  reopenDeviation,
  rewordDeviation,
  unpromoteDeviation,
} from '../../src/features/deviation/store-open.ts';
import { listDrafts } from '../../src/features/draft/store.ts';
import { findOnePagerByNumber } from '../../src/features/onepager/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { openDareRoom, wordsOf } from './dare-room.ts';
import { describeStores } from './engines.ts';
import { reachSafety, start, viewOf } from './writing-room.ts';

const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

describeStores('the deviation of a one-pager', (engine) => {
  type Room = Awaited<ReturnType<typeof openDareRoom>>;

  async function findOne({ db }: Room, number = 1) {
    const onepager = await findOnePagerByNumber(db, 'T1', number);
    if (onepager === undefined) throw new Error(`no one-pager #${number}`);
    return onepager;
  }

  async function publish(room: Room, habit = 'send-more') {
    const view = await reachSafety(room, 'UANA');
    return room.submit('UANA', view, { habit });
  }

  /** Edits #1 with another habit, or other words for it. */
  async function edit(room: Room, typed: { aim?: Record<string, string>; habit?: string }) {
    const { id } = await findOne(room);
    const first = viewOf(await room.press('UANA', 'draft.edit', { value: id }));
    const second = viewOf(await room.submit('UANA', first, typed.aim ?? {}));
    const third = viewOf(await room.submit('UANA', second));
    return room.submit('UANA', third, typed.habit === undefined ? {} : { habit: typed.habit });
  }

  it('asks really once above the quota, and loses nothing', async () => {
    const room = await openDareRoom(engine);
    await publish(room);
    const asked = viewOf(await publish(room));
    expect(JSON.stringify(asked)).toContain('Really one more?');
    expect(asked.submit?.text).toBe('Publish anyway');
    expect(await room.listDared()).toHaveLength(1);
    expect(viewOf(await room.submit('UANA', asked)).title.text).toBe('Published');
    expect(await room.listDared()).toHaveLength(2);
    expect(viewOf(await publish(room, 'none')).title.text).toBe('Published');
  });

  it('waits as a draft for an approver in a protected area, and is published once one agreed', async () => {
    const room = await openDareRoom(engine, ['UOUT']);
    const waiting = viewOf(await publish(room, 'security'));
    expect(waiting.title.text).toBe('An approver is asked');
    expect(await findOnePagerByNumber(room.db, 'T1', 1)).toBeUndefined();
    const [draft] = await listDrafts(room.db, 'T1', 'UANA');
    const [approval] = await room.listAsked();
    expect(approval).toMatchObject({ draftId: draft?.id, protects: 'Security', area: 'Security' });
    const again = viewOf(await room.press('UANA', 'draft.resume', { value: draft?.id ?? '' }));
    expect(viewOf(await room.submit('UANA', again)).title.text).toBe('An approver is asked');
    expect(await room.listAsked()).toHaveLength(1);
    await room.press('UOUT', 'deviation.approve', { value: approval?.id ?? '' });
    expect(await room.listDared()).toEqual([]);
    expect(await room.shown(`approval:${approval?.id}:end`)).toContain(draft?.id);
    const back = viewOf(await room.press('UANA', 'draft.resume', { value: draft?.id ?? '' }));
    expect(viewOf(await room.submit('UANA', back)).title.text).toBe('Published');
    const [one] = await room.listDared();
    expect(one).toMatchObject({ area: 'Security', onepagerId: (await findOne(room)).id });
    expect(await room.listAsked()).toMatchObject([{ deviationId: one?.id, answeredBy: 'UOUT' }]);
  });

  it('asks anew when other words are published than were agreed to, and takes the old question back', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    const view = await reachSafety(room, 'UANA');
    await room.submit('UANA', view, { habit: 'security' });
    await room.submit('UANA', view, { habit: 'security', rollback: 'no way back but by hand' });
    const asked = await room.listAsked();
    expect(asked.map(({ state }) => state)).toEqual(['withdrawn', 'waiting']);
    expect(viewOf(await room.submit('UANA', view, { habit: 'none' })).title.text).toBe('Published');
    const draftId = asked[0]?.draftId ?? 'dr_0';
    const states = await listDraftApprovals(room.db, { workspaceId: 'T1', draftId });
    expect(states.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
    expect(await listDraftApprovals(room.db, { workspaceId: 'T2', draftId })).toEqual([]);
  });

  it('is blocked in a protected area while nobody may approve, with the form still open', async () => {
    const room = await openDareRoom(engine);
    const blocked = viewOf(await publish(room, 'compliance'));
    expect(JSON.stringify(blocked)).toContain('Compliance is protected');
    expect(viewOf(await room.submit('UANA', blocked, { habit: 'rewrite' })).title.text).toBe(
      'Published',
    );
  });

  it('takes its question back when the draft is thrown away', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    await publish(room, 'security');
    const [draft] = await listDrafts(room.db, 'T1', 'UANA');
    await room.press('UBEN', 'home.discard:0', { value: draft?.id ?? '' });
    expect((await room.listAsked()).map(({ state }) => state)).toEqual(['waiting']);
    await room.press('UANA', 'home.discard:0', { value: draft?.id ?? '' });
    expect((await room.listAsked()).map(({ state }) => state)).toEqual(['withdrawn']);
    await publish(room, 'security');
    const [other] = await listDrafts(room.db, 'T1', 'UANA');
    await room.press('UANA', 'draft.discard', { value: other?.id ?? '' });
    expect((await room.listAsked()).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
  });

  it('follows its page: written with a habit, reworded with it, ended without it', async () => {
    const room = await openDareRoom(engine);
    await publish(room, 'none');
    expect(await room.listDared()).toEqual([]);
    await edit(room, { habit: 'rewrite' });
    expect(await room.listDared()).toMatchObject([{ area: 'Rewrite', state: 'open' }]);
    await edit(room, { habit: 'demo-first', aim: { because: 'people see it before they read' } });
    expect(await room.listDared()).toMatchObject([
      { area: 'Demo first', because: 'people see it before they read', state: 'open' },
    ]);
    await edit(room, { habit: 'none' });
    expect(await room.listDared()).toMatchObject([
      { state: 'retired', outcome: 'The one-pager goes on without it.' },
    ]);
  });

  it('asks an approver for an edit too, and saves it once one agreed', async () => {
    const room = await openDareRoom(engine, ['UBEN']);
    await publish(room, 'none');
    expect(viewOf(await edit(room, { habit: 'user-data' })).title.text).toBe(
      'An approver is asked',
    );
    expect((await findOne(room)).bet.habit).toBe('none');
    const [approval] = await room.listAsked();
    await room.press('UBEN', 'deviation.approve', { value: approval?.id ?? '' });
    const back = { value: approval?.draftId ?? '' };
    const form = viewOf(await room.press('UANA', 'draft.resume', back));
    expect(viewOf(await room.submit('UANA', form)).title.text).toBe('Saved');
    expect((await findOne(room)).bet.habit).toBe('user-data');
    expect(await room.listDared()).toMatchObject([{ area: 'User data' }]);
  });

  it('keeps what it was when it is settled, and opens again only after a reversal', async () => {
    const room = await openDareRoom(engine);
    await publish(room);
    const { id: onepagerId } = await findOne(room);
    const [one] = await room.listDared();
    const id = one?.id ?? 'dv_0';
    const at = later(1);
    const settled = { workspaceId: 'T1', onepagerId, outcome: 'met', lesson: 'why first', at };
    const words = {
      ...{ area: 'A', deviation: 'B', because: 'C', benefit: 'D', risk: 'E', isReversible: true },
    };
    await transact(room.db, async (tx) => {
      expect(await reopenDeviation(tx, settled)).toBeUndefined();
      await settleDeviation(tx, { ...settled, state: 'promoted' });
      await rewordDeviation(tx, { workspaceId: 'T1', id, words });
    });
    expect(await room.listDared()).toMatchObject([{ state: 'promoted', area: 'Send more' }]);
    await transact(room.db, (tx) =>
      unpromoteDeviation(tx, { ...settled, outcome: 'reversed', at: later(2) }),
    );
    expect(await room.listDared()).toMatchObject([
      { state: 'retired', outcome: 'reversed', lesson: 'why first', settledAt: later(2) },
    ]);
    await transact(room.db, async (tx) => {
      expect(await reopenDeviation(tx, { ...settled, workspaceId: 'T2' })).toBeUndefined();
      expect(await reopenDeviation(tx, settled)).toMatchObject({ state: 'open', lesson: '' });
      await rewordDeviation(tx, { workspaceId: 'T1', id, words });
    });
    expect(await room.listDared()).toMatchObject([{ state: 'open', area: 'A' }]);
    expect(wordsOf(await room.press('UANA', 'deviation.retire', { value: id }))).toContain(
      'settled by its decision',
    );
  });
});
