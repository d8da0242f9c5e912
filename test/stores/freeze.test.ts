import { expect, it } from 'vitest';
import { listDecisions } from '../../src/features/decision/store.ts';
import { saveOnePagerState } from '../../src/features/onepager/store.ts';
import {
  endFreeze,
  findFreeze,
  findFreezeEndedBy,
  findOpenFreeze,
  insertFreeze,
  keepSaid,
  listFreezeEnds,
  listFreezes,
  listOpenFreezes,
  moveEvidenceReview,
  openEvidenceReview,
} from '../../src/features/onepager/store-freeze.ts';
import { saveTeam } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { monday, openFreezeRoom } from './freeze-room.ts';
import { append } from './log-room.ts';
import { at, told, viewOf } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

describeStores('stop-the-line', (engine) => {
  it('holds at once on the card, in the log and in the channel, with who, why and when it is decided', async () => {
    const room = await openFreezeRoom(engine);
    expect(await room.freeze('U4')).toBe('(done)');
    expect(await room.state()).toBe('frozen');
    const freeze = await room.frozen();
    expect(freeze).toMatchObject({ byUserId: 'U4', minutes: 30, reviewAt: at('11-23', '15:00') });
    const said = await room.shown(`freeze:${freeze?.id}`);
    expect(said).toContain('<@U4> stopped the line: Errors *doubled* &lt;since&gt; Monday');
    expect(said).toContain('with <@U1> and <@U3>');
    expect(said).toContain('Paused until a decision');
    const card = await room.shown('onepager:op_1');
    expect(card).toContain('*Frozen* by <@U4>');
    expect(card).toContain('freeze.end');
    expect(card).not.toContain('park.open');
    const log = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(log.at(-1)).toMatchObject({ kind: 'other', decidedByUserId: 'U4' });
    expect(log.at(-1)?.texts.line).toBe('Frozen: Errors *doubled* <since> Monday');
  });

  it('is one freeze of two at once: the second hears who was first, why, and when it is decided', async () => {
    const room = await openFreezeRoom(engine);
    const forms = await Promise.all(['U3', 'U4'].map((user) => room.act(user, 'freeze.open')));
    const replies = await Promise.all(
      forms.map((form, index) =>
        room.submit(index === 0 ? 'U3' : 'U4', form, { over: { reason: `reason ${index}` } }),
      ),
    );
    const words = replies.map(told).toSorted();
    expect(words[0]).toBe('(done)');
    expect(words[1]).toMatch(/is frozen already, by <@U\d>: reason \d/);
    expect(await listOpenFreezes(room.db, 'tm_1')).toHaveLength(1);
    expect(await room.addresses('freeze:')).toHaveLength(1);
  });

  it('is not for guests, strangers, or what does not run, and says what to do instead', async () => {
    const room = await openFreezeRoom(engine);
    expect(await room.freeze('UGUEST')).toContain('full members');
    expect(await room.freeze('UOUT')).toContain('not there any more');
    const endedAt = monday;
    for (const [state, words] of [
      ['stopped', 'is stopped, so there is nothing to freeze'],
      ['promoted', 'is promoted, so there is nothing to freeze'],
      ['parked', '*Bring back*'],
    ] as const) {
      const ended = state === 'parked' ? {} : { endedAt };
      await transact(room.db, (tx) => saveOnePagerState(tx, { id: 'op_1', state, ...ended }));
      expect(await room.freeze('U4')).toContain(words);
    }
    await transact(room.db, (tx) => saveOnePagerState(tx, { id: 'op_1', state: 'running' }));
    expect(await room.freeze('U4', { value: 'dr_1' })).toContain('not there any more');
    await transact(room.db, (tx) => saveTeam(tx, makeTeam({ pausedAt: monday })));
    expect(await room.freeze('U4')).toContain('is paused');
    expect(await room.addresses('freeze:')).toEqual([]);
  });

  it('asks for a reason at its field, and on Home for which one-pager', async () => {
    const room = await openFreezeRoom(engine, { onepagers: 2 });
    const form = await room.act('U4', 'freeze.open');
    const blank = await room.submit('U4', form, { over: { reason: ' \u200b ' } });
    expect(blank).toMatchObject({ reply: 'fix', errors: { reason: expect.any(String) } });
    const home = await room.act('U4', 'freeze.open', { value: 'tm_1' });
    const none = await room.submit('U4', home, { over: { reason: 'why' } });
    expect(none).toMatchObject({ reply: 'fix', errors: { onepager: expect.any(String) } });
    const done = await room.submit('U4', home, { over: { reason: 'why', onepager: 'op_2' } });
    expect(told(done)).toBe('(done)');
    expect((await findOpenFreeze(room.db, 'T1', 'op_2'))?.reason).toBe('why');
    // What is frozen is not offered again.
    const again = await room.act('U4', 'freeze.open', { value: 'tm_1' });
    expect(JSON.stringify(viewOf(again))).not.toContain('op_2');
  });

  it('cannot be parked while it is frozen', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    expect(told(await room.act('U1', 'park.open'))).toContain('Its evidence review decides first');
  });

  it('moves its evidence review to now, the next working day or a picked time, never further', async () => {
    const room = await openFreezeRoom(engine);
    await room.freeze('U4');
    expect(told(await room.act('UGUEST', 'freeze.tomorrow'))).toContain('full members');
    await room.act('U4', 'freeze.tomorrow');
    expect((await room.frozen())?.reviewAt).toEqual(at('11-24', '10:00'));
    const pick = await room.act('U4', 'freeze.pick');
    const past = await room.submit('U4', pick, { over: { date: '2026-11-23', time: '14:00' } });
    expect(past).toMatchObject({ reply: 'fix', errors: { time: expect.stringContaining('over') } });
    const far = await room.submit('U4', pick, { over: { date: '2026-11-25', time: '09:00' } });
    expect(far).toMatchObject({
      reply: 'fix',
      errors: { date: expect.stringContaining('latest') },
    });
    const none = await room.submit('U4', pick, { over: { date: null, time: null } });
    expect(none).toMatchObject({ reply: 'fix' });
    await room.submit('U4', pick, { over: { date: '2026-11-24', time: '16:30' } });
    expect((await room.frozen())?.reviewAt).toEqual(at('11-24', '16:30'));
    await room.act('U3', 'freeze.now');
    const freeze = await room.frozen();
    expect(freeze).toMatchObject({ reviewAt: monday, openedAt: monday });
    expect(await room.shown(`freeze:${freeze?.id}:review`)).toContain('<@U1> <@U3>');
    expect(told(await room.act('U4', 'freeze.tomorrow'))).toContain('has begun already');
  });

  it('keeps each step once, whichever process is first', async () => {
    const { db } = await openFreezeRoom(engine);
    const base = { workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1' } as const;
    const kept = {
      ...base,
      byUserId: 'U4',
      reason: 'x',
      at: monday,
      reviewAt: monday,
      minutes: 45,
    };
    const insert = (id: 'fz_1' | 'fz_2') => transact(db, (tx) => insertFreeze(tx, { ...kept, id }));
    expect([await insert('fz_1'), await insert('fz_2')]).toEqual([true, false]);
    expect(await listFreezeEnds(db, 'T1', 'op_1')).toEqual([]);
    const later = at('11-24', '10:00');
    const step = <T>(work: Parameters<typeof transact<T>>[1]) => transact(db, work);
    expect(await step((tx) => moveEvidenceReview(tx, 'fz_1', later))).toBe(true);
    expect(await step((tx) => openEvidenceReview(tx, 'fz_1', later))).toBe(true);
    expect(await step((tx) => openEvidenceReview(tx, 'fz_1', later))).toBe(false);
    expect(await step((tx) => moveEvidenceReview(tx, 'fz_1', monday))).toBe(false);
    expect(await step((tx) => keepSaid(tx, 'fz_1', '2026-11-25'))).toBe(true);
    expect(await step((tx) => keepSaid(tx, 'fz_1', '2026-11-25'))).toBe(false);
    expect(await step((tx) => keepSaid(tx, 'fz_1', '2026-11-26'))).toBe(true);
    expect(await findFreeze(db, 'T1', 'fz_1')).toMatchObject({
      ...{ reviewAt: later, openedAt: later, saidOn: '2026-11-26', minutes: 45 },
    });
    expect(await findFreeze(db, 'T2', 'fz_1')).toBeUndefined();
    expect(await findOpenFreeze(db, 'T2', 'op_1')).toBeUndefined();
    const week = { teamId: 'tm_1', from: monday, to: later } as const;
    expect((await listFreezes(db, week)).map(({ id }) => id)).toEqual(['fz_1']);
    expect(await listFreezes(db, { ...week, from: later, to: at('12-01', '00:00') })).toEqual([]);
    expect(await listOpenFreezes(db, 'tm_2')).toEqual([]);
    expect(await findFreezeEndedBy(db, 'T1', ['dec_1'])).toBeUndefined();
    const decision = await append(db, { onepagerId: 'op_1', at: later });
    const ended = { at: later, decisionId: decision.id };
    expect(await step((tx) => endFreeze(tx, 'fz_1', ended))).toBe(true);
    expect(await step((tx) => endFreeze(tx, 'fz_1', ended))).toBe(false);
    expect(await step((tx) => keepSaid(tx, 'fz_1', '2026-11-27'))).toBe(false);
    expect(await findFreezeEndedBy(db, 'T1', ['dec_1', decision.id])).toMatchObject({
      ...{ id: 'fz_1', ended },
    });
    expect(await findFreezeEndedBy(db, 'T2', [decision.id])).toBeUndefined();
    expect(await listOpenFreezes(db, 'tm_1')).toEqual([]);
  });
});
