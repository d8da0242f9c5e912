import { expect, it } from 'vitest';
import { listDecisions } from '../../src/features/decision/store.ts';
import { listDrafts } from '../../src/features/draft/store.ts';
import {
  findOnePagerByNumber,
  listAmendmentsSince,
  saveOnePagerState,
} from '../../src/features/onepager/store.ts';
import { saveRole } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { readInitialValues } from '../harness/initial-values.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { openWritingRoom, publish, start, viewOf, type WritingRoom } from './writing-room.ts';

describeStores('changing a running one-pager', (engine) => {
  async function enter() {
    const world = await openWritingRoom(engine);
    await publish(world);
    const role = { teamId: 'tm_1', role: 'leader' } as const;
    await transact(world.db, (tx) => saveRole(tx, { ...role, userId: 'UBEN', acceptedAt: start }));
    return { ...world, onepager: await current(world) };
  }

  async function current({ db }: Pick<WritingRoom, 'db'>) {
    const onepager = await findOnePagerByNumber(db, 'T1', 1);
    if (onepager === undefined) throw new Error('no one-pager #1');
    return onepager;
  }

  /** The edit form on its last step, with what was typed on the way. */
  async function reachSave(
    world: Awaited<ReturnType<typeof enter>>,
    userId: string,
    typed: { aim?: Record<string, string>; signals?: Record<string, string> },
  ) {
    const { id } = world.onepager;
    const first = viewOf(await world.press(userId, 'draft.edit', { value: id }));
    const second = viewOf(await world.submit(userId, first, typed.aim));
    return viewOf(await world.submit(userId, second, typed.signals));
  }

  it('is an amendment: a version with its words, a log entry, the card', async () => {
    const world = await enter();
    const last = await reachSave(world, 'UANA', { signals: { proxyContinueIf: '+5%' } });
    const saved = viewOf(await world.submit('UANA', last));
    expect(JSON.stringify(saved)).toContain('Action X in 24 h: continue if +10% → +5%');
    const onepager = await current(world);
    expect(onepager.version).toBe(2);
    expect(onepager.bet.signals[0]?.id).toBe(world.onepager.bet.signals[0]?.id);
    const [amendment] = await listAmendmentsSince(world.db, onepager.id, 1);
    expect(amendment).toMatchObject({ version: 2, byUserId: 'UANA', at: start });
    const log = await listDecisions(world.db, { teamId: 'tm_1' });
    expect(log.map((entry) => entry.kind)).toEqual(['opened', 'amend']);
    expect(await world.shown(`onepager:${onepager.id}`)).toContain('amended 21 Nov');
    expect(await listDrafts(world.db, 'T1', 'UANA')).toEqual([]);
  });

  it('lets versions be compared, by those who may read', async () => {
    const world = await enter();
    for (const proxyContinueIf of ['+5%', '+7%']) {
      const last = await reachSave(world, 'UANA', { signals: { proxyContinueIf } });
      await world.submit('UANA', last);
    }
    const { id } = world.onepager;
    const shown = await world.run('UANA', 'show 1');
    expect(JSON.stringify(shown)).toContain('Compare versions');
    const first = await world.press('UOUT', 'onepager.compare', { value: id });
    expect(first).toMatchObject({ reply: 'tell' });
    expect(JSON.stringify(first)).toContain('Action X in 24 h: continue if +10% → +7%');
    const second = await world.press('UOUT', 'onepager.compare:2', { value: `${id} 2` });
    expect(JSON.stringify(second)).toContain('continue if +5% → +7%');
    const none = await world.press('UOUT', 'onepager.compare:9', { value: `${id} 9` });
    expect(JSON.stringify(none)).toContain('not there any more');
    const growth = world.town.channels.get('CGROWTH');
    if (growth !== undefined) growth.isPrivate = true;
    await world.people.findChannel('T1', 'CGROWTH');
    const outside = await world.press('UOUT', 'onepager.compare', { value: id });
    expect(JSON.stringify(outside)).not.toContain('+7%');
  });

  it('is no amendment when nothing was changed, and closing an untouched edit leaves no draft', async () => {
    const world = await enter();
    const last = await reachSave(world, 'UANA', {});
    expect(JSON.stringify(viewOf(await world.submit('UANA', last)))).toContain(
      'nothing was changed',
    );
    expect((await current(world)).version).toBe(1);
    const first = viewOf(await world.press('UANA', 'draft.edit', { value: world.onepager.id }));
    await world.close('UANA', first);
    expect(await listDrafts(world.db, 'T1', 'UANA')).toEqual([]);
  });

  it('shows the later of two people what the first saved, and saves theirs on the second press', async () => {
    const world = await enter();
    const anas = await reachSave(world, 'UANA', {
      aim: { because: 'Ana’s cause of it all' },
      signals: { proxyContinueIf: '+5%' },
    });
    const bens = await reachSave(world, 'UBEN', { aim: { because: 'Ben’s cause of it all' } });
    await world.submit('UANA', anas);
    const asked = viewOf(await world.submit('UBEN', bens));
    const said = JSON.stringify(asked);
    expect(asked.submit?.text).toBe('Save mine anyway');
    expect(said).toContain('Ana’s cause');
    expect(said).toContain('Ben’s cause');
    expect((await current(world)).version).toBe(2);
    viewOf(await world.submit('UBEN', asked));
    const onepager = await current(world);
    expect(onepager.version).toBe(3);
    expect(onepager.bet.fields.because).toBe('Ben’s cause of it all');
    expect(onepager.bet.fields.proxyContinueIf).toBe('+5%');
  });

  it('asks nothing of a double press', async () => {
    const world = await enter();
    const last = await reachSave(world, 'UANA', { signals: { proxyContinueIf: '+5%' } });
    await world.submit('UANA', last);
    const again = viewOf(await world.submit('UANA', last));
    expect(again.title.text).toBe('Saved');
    expect((await current(world)).version).toBe(2);
    expect(await listDrafts(world.db, 'T1', 'UANA')).toEqual([]);
  });

  it('sharpens with a counter signal and assumptions; an assumption alone is not in the log', async () => {
    const world = await enter();
    const { id } = world.onepager;
    const form = viewOf(await world.press('UANA', 'draft.sharpen', { value: id }));
    await world.submit('UANA', form, { assumptions: 'people read it\nX matters' });
    expect((await current(world)).bet.assumptions.map((one) => one.text)).toEqual([
      'people read it',
      'X matters',
    ]);
    expect(await listDecisions(world.db, { teamId: 'tm_1', kinds: ['amend'] })).toHaveLength(0);
    const again = viewOf(await world.press('UANA', 'draft.sharpen', { value: id }));
    expect(readInitialValues(again).assumptions).toBe('people read it\nX matters');
    const counter = {
      counterName: 'Tickets',
      counterNow: '12 per week',
      counterContinueIf: '<=14 per week',
    };
    await world.submit('UANA', again, counter);
    const onepager = await current(world);
    expect(onepager.bet.signals.map((signal) => signal.kind)).toContain('counter');
    expect(await world.shown(`onepager:${id}`)).toContain('Might be hurting: *Tickets*');
    expect(await listDecisions(world.db, { teamId: 'tm_1', kinds: ['amend'] })).toHaveLength(1);
  });

  it('keeps the Sharpen form open with the reason at the field', async () => {
    const world = await enter();
    const form = viewOf(await world.press('UANA', 'draft.sharpen', { value: world.onepager.id }));
    for (const [field, typed] of [
      ['counterNow', { counterName: 'Tickets', counterNow: 'many' }],
      ['counterContinueIf', { counterName: 'Tickets', counterNow: '12', counterContinueIf: 'few' }],
      ['counterName', { counterName: 'Action X in 24 h', counterNow: '12' }],
      ['assumptions', { assumptions: 'x'.repeat(3001) }],
    ] as const) {
      const reply = await world.submit('UANA', form, typed);
      expect(reply).toMatchObject({ reply: 'fix' });
      if (reply.reply === 'fix') expect(Object.keys(reply.errors)).toContain(field);
    }
    expect((await current(world)).version).toBe(1);
  });

  it('asks in Sharpen too when somebody saved meanwhile', async () => {
    const world = await enter();
    const value = world.onepager.id;
    const anas = viewOf(await world.press('UANA', 'draft.sharpen', { value }));
    const bens = viewOf(await world.press('UBEN', 'draft.sharpen', { value }));
    await world.submit('UANA', anas, { assumptions: 'Ana’s' });
    const asked = viewOf(await world.submit('UBEN', bens, { sniffWeekly: 'yes' }));
    expect(asked.submit?.text).toBe('Save mine anyway');
    expect(readInitialValues(asked)).toMatchObject({
      'assumptions.r1': 'Ana’s',
      'sniffWeekly.r1': 'yes',
    });
    await world.submit('UBEN', asked);
    const { fields } = (await current(world)).bet;
    expect([fields.assumptions, fields.sniffWeekly]).toEqual(['Ana’s', 'yes']);
  });

  it('is for the owner and leaders, while it runs', async () => {
    const world = await enter();
    const { id: value } = world.onepager;
    world.town.channels.get('CGROWTH')?.members.push('UOUT');
    for (const action of ['draft.edit', 'draft.sharpen']) {
      expect(await world.press('UOUT', action, { value })).toMatchObject({ reply: 'tell' });
      expect(await world.press('UGUS', action, { value })).toMatchObject({ reply: 'tell' });
      expect(await world.press('UANA', action, { value: 'op_none' })).toMatchObject({
        reply: 'tell',
      });
    }
    const form = viewOf(await world.press('UANA', 'draft.sharpen', { value }));
    await transact(world.db, (tx) =>
      saveOnePagerState(tx, { id: value, state: 'stopped', endedAt: start }),
    );
    const late = await world.submit('UANA', form, { assumptions: 'late' });
    expect(JSON.stringify(late)).toContain('is stopped');
    expect((await current(world)).version).toBe(1);
  });

  it('is shown by list and show, to those who may read', async () => {
    const world = await enter();
    const list = await world.run('UANA', 'list');
    expect(JSON.stringify(list)).toContain('#1 Action X first');
    for (const text of ['show 1', 'show #1']) {
      const full = await world.run('UANA', text);
      if (full.reply !== 'tell') throw new Error('no answer');
      expect(findLimitBreaks({ text: full.text, blocks: full.blocks ?? [] })).toEqual([]);
      expect(JSON.stringify(full)).toContain('*Rule:* Continue if Action X in 24 h rises 10%');
      expect(JSON.stringify(full)).toContain('#2 Opened');
    }
    expect(JSON.stringify(await world.run('UANA', 'show 2'))).toContain(
      '#2 Opened: Action X first',
    );
    expect(JSON.stringify(await world.run('UANA', 'show 99'))).toContain('There is no #99');
    expect(JSON.stringify(await world.run('UANA', 'show me'))).toContain('/onepager show 12');
    world.town.channels.set('CGROWTH', {
      ...{ channelId: 'CGROWTH', name: 'growth', isPrivate: true, isArchived: false },
      ...{ isExternal: false, hasBot: true, members: ['UANA', 'UBEN'] },
    });
    await world.people.listMembers('T1', 'CGROWTH');
    expect(JSON.stringify(await world.run('UOUT', 'show 1'))).toContain('There is no #1');
  });
});
