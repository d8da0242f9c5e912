import { expect, it } from 'vitest';
import {
  erasePerson,
  getDecision,
  listDecisions,
  verifyChain,
} from '../../src/features/decision/store.ts';
import {
  findOpenReversal,
  findReversal,
  insertReversal,
  listOpenReversals,
  saveKey,
  settleReversal,
} from '../../src/features/decision/store-reversal.ts';
import {
  insertDefault,
  listDefaults,
  listDefaultsChanged,
  retireDefaults,
} from '../../src/features/floor/store.ts';
import { getOnePager, saveOnePagerState } from '../../src/features/onepager/store.ts';
import { postDueRollups } from '../../src/features/rollup/jobs.ts';
import { findRollupFacts, saveRollupFacts } from '../../src/features/rollup/store.ts';
import { deleteRole } from '../../src/features/team/store.ts';
import { keepQuestions } from '../../src/features/twokey/jobs.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { findLimitBreaks } from '../harness/limits.ts';
import { describeStores } from './engines.ts';
import { asked, later, openKeyRoom } from './key-room.ts';
import { at, prefilled, told, viewOf } from './review-room.ts';

const all = ['U2', 'U3', 'U4'];
const weekLater = new Date(asked.getTime() + 7 * 24 * 60 * 60 * 1000);

describeStores('correcting an entry', (engine) => {
  it('writes a later entry at once, and shows the wrong one as corrected everywhere', async () => {
    const room = await openKeyRoom(engine, []);
    const entry = await room.log();
    expect(await room.show('U1', entry.number)).toContain('Correct this entry');
    const form = await room.act('U1', 'twokey.open', entry.id);
    expect(findLimitBreaks(viewOf(form))).toEqual([]);
    expect(prefilled(form)).toMatchObject({
      mode: 'words',
      line: 'nobody wated less',
      learned: 'the query is slow',
    });
    expect(await room.submit('U1', form, {})).toMatchObject({
      ...{ reply: 'fix', errors: { because: expect.stringContaining('what is wrong') } },
    });
    expect(await room.submit('U1', form, { because: 'x' })).toMatchObject({
      errors: { line: expect.stringContaining('Nothing is different') },
    });
    const typed = { because: 'a slip of the pen', line: 'nobody waited less' };
    const done = await room.submit('U1', form, typed);
    expect(JSON.stringify(done)).toContain(`*#${entry.number + 1}* corrects *#${entry.number}*`);
    const log = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(log).toMatchObject([
      { number: entry.number, supersededByNumber: entry.number + 1 },
      {
        ...{ kind: 'stop', supersedesId: entry.id, revisitOn: '2027-03-08', confidence: 'medium' },
        texts: {
          line: 'nobody waited less',
          learned: 'the query is slow',
          minority: 'Continue: wait',
          corrected: 'a slip of the pen',
        },
      },
    ]);
    expect(await verifyChain(room.db, 'T1')).toMatchObject({ ok: true });
    const old = await room.show('U3', entry.number);
    expect(old).toContain(`*corrected by #${entry.number + 1}*`);
    expect(old).not.toContain('Correct this entry');
    expect(await room.show('U3', entry.number + 1)).toContain(`Corrects #${entry.number}`);
    const again = await room.act('U1', 'twokey.open', entry.id);
    expect(told(again)).toContain(`corrected already, by #${entry.number + 1}`);
  });

  it('is for whoever decided, the owner and a leader, of their own workspace, at the press', async () => {
    const room = await openKeyRoom(engine, []);
    const byU4 = await room.log({ decidedByUserId: 'U4' });
    for (const userId of ['U1', 'U2', 'U4']) {
      expect((await room.act(userId, 'twokey.open', byU4.id)).reply).toBe('show');
    }
    for (const userId of ['U3', 'UGUEST', 'UOUT']) {
      expect(told(await room.act(userId, 'twokey.open', byU4.id))).toContain('whoever decided it');
    }
    const form = await room.act('U4', 'twokey.open', byU4.id);
    await room.db
      .updateTable('person')
      .set({ is_deleted: 1 })
      .where('user_id', '=', 'U4')
      .execute();
    const late = await room.submit('U4', form, { because: 'x', line: 'y' });
    expect(told(late)).toContain('whoever decided it');
    expect(told(await room.act('U1', 'twokey.open', 'dec_none'))).toContain('cannot find');
    const opened = await room.log({ kind: 'opened' });
    expect(told(await room.act('U1', 'twokey.open', opened.id))).toContain('Amend a one-pager');
  });

  it('lets a reversed stop run again, at once when it was not major (F-95)', async () => {
    const room = await openKeyRoom(engine, []);
    const entry = await room.log();
    await transact(room.db, (tx) =>
      saveOnePagerState(tx, { id: 'op_1', state: 'stopped', endedAt: asked }),
    );
    const form = await room.act('U2', 'twokey.open', entry.id);
    await room.submit('U2', form, { mode: 'reverse', because: 'pressed on the wrong card' });
    expect(await getOnePager(room.db, 'T1', 'op_1')).toMatchObject({ state: 'running' });
    const [old, reversal] = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(old).toMatchObject({ isReversed: true });
    expect(reversal).toMatchObject({ kind: 'other', isReversal: true, supersedesId: entry.id });
    expect(await room.show('U3', entry.number)).toContain(`*reversed by #${entry.number + 1}*`);
    expect(await room.show('U3', entry.number + 1)).toContain('Reversed: Action X first');
  });
});

describeStores('two keys', (engine) => {
  it('reverse a default: asked of holders, turned by two others, kept in the chain by random key', async () => {
    const room = await openKeyRoom(engine, ['U1', 'U2', 'U3']);
    const { entry, reply, id } = await room.askKeys();
    await transact(room.db, (tx) =>
      insertDefault(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', area: 'Onboarding', segment: 'S' },
        ...{ statement: 'Checklist first', sinceAt: asked, decisionId: entry.id },
      }),
    );
    expect(JSON.stringify(reply)).toContain('Asked: <@U2>, <@U3>');
    expect(JSON.stringify(reply)).toContain(`#${entry.number} is reversed; until`);
    const card = `twokey:${id}`;
    expect(await room.shown(card)).toContain(`Two keys are asked to reverse #${entry.number}`);
    expect(await room.shown(card)).toContain('Waiting for: <@U2>, <@U3>');
    expect(await room.shown(`${card}:U2`)).toContain('Turn my key');
    expect(await room.shown(`${card}:U1`)).toBe('');
    const waiting = await room.show('U4', entry.number);
    expect(waiting).toContain('waiting for: <@U2>, <@U3>');
    expect(waiting).not.toContain('Correct this entry');

    expect(told(await room.act('U1', 'twokey.turn', id))).toContain('two other key-holders');
    expect(told(await room.act('U4', 'twokey.turn', id))).toContain('for the team’s key-holders');
    expect(told(await room.act('UGUEST', 'twokey.turn', id))).toContain('key-holders');
    expect(await room.act('U3', 'twokey.turn', id, later(1))).toEqual({ reply: 'done' });
    expect(told(await room.act('U3', 'twokey.turn', id, later(2)))).toContain('turned already');
    expect(await room.shown(card)).toContain('Turned: <@U3>. One more is missing.');
    expect(await listDefaults(room.db, 'tm_1')).toHaveLength(1);
    expect(await room.act('U2', 'twokey.turn', id, later(3))).toEqual({ reply: 'done' });

    const log = await listDecisions(room.db, { teamId: 'tm_1' });
    expect(log).toHaveLength(2);
    expect(log[1]).toMatchObject({
      ...{ isReversal: true, supersedesId: entry.id, decidedByUserId: 'U1' },
      keyUserIds: ['U3', 'U2'],
    });
    const row = await room.db
      .selectFrom('decision')
      .select('facts')
      .where('supersedes_id', '=', entry.id)
      .executeTakeFirstOrThrow();
    expect(row.facts).toMatch(/"keys":\["pk_[a-z0-9]+","pk_[a-z0-9]+"\]/);
    expect(row.facts).not.toContain('U2');
    expect(await verifyChain(room.db, 'T1')).toMatchObject({ ok: true });
    expect(await listDefaults(room.db, 'tm_1')).toEqual([]);
    for (const address of [card, `${card}:U2`, `${card}:U3`, `${card}:end`]) {
      const shown = await room.shown(address);
      expect(shown).toContain('is reversed with two keys: <@U3>, <@U2>');
      expect(shown).not.toContain('Turn my key');
    }
    expect(await room.show('U4', log[1]?.number ?? 0)).toContain('two keys: <@U3> and <@U2>');
    expect(told(await room.act('U2', 'twokey.turn', id, later(4)))).toContain('is reversed');

    await transact(room.db, (tx) => erasePerson(tx, { workspaceId: 'T1', userId: 'U3' }));
    expect(await verifyChain(room.db, 'T1')).toMatchObject({ ok: true });
    const after = await getDecision(room.db, 'T1', log[1]?.id ?? 'dec_');
    expect(after.keyUserIds).toEqual([undefined, 'U2']);
  });

  it('are not asked where two others do not hold one, and that is said with what to do', async () => {
    const room = await openKeyRoom(engine, ['U1', 'U2']);
    const entry = await room.log({ isMajor: true });
    expect(told(await room.act('U1', 'twokey.open', entry.id))).toContain('the team has one');
    expect(await listOpenReversals(room.db, 'T1')).toEqual([]);
  });

  it('do not count a key of somebody who was deactivated or handed it back', async () => {
    const room = await openKeyRoom(engine, all);
    const { entry, id } = await room.askKeys();
    await room.act('U2', 'twokey.turn', id, later(1));
    await room.db
      .updateTable('person')
      .set({ is_deleted: 1 })
      .where('user_id', '=', 'U2')
      .execute();
    await room.act('U3', 'twokey.turn', id, later(2));
    expect((await getDecision(room.db, 'T1', entry.id)).supersededByNumber).toBeUndefined();
    await transact(room.db, (tx) =>
      deleteRole(tx, { teamId: 'tm_1', userId: 'U3', role: 'key-holder' }),
    );
    await keepQuestions.run(room.deps, later(3));
    const shown = await room.shown(`twokey:${id}`);
    expect(shown).toContain('No key is turned yet.');
    expect(shown).toContain('too few key-holders');
    await room.act('U4', 'twokey.turn', id, later(4));
    expect((await getDecision(room.db, 'T1', entry.id)).supersededByNumber).toBeUndefined();
  });

  it('are taken back by a holder, and the question by whoever asked; then it can be asked anew', async () => {
    const room = await openKeyRoom(engine, all);
    const { entry, id } = await room.askKeys();
    await room.act('U2', 'twokey.turn', id, later(1));
    await room.act('U2', 'twokey.withhold', id, later(2));
    expect(await room.shown(`twokey:${id}`)).toContain('Would rather not: <@U2>');
    expect(told(await room.act('U2', 'twokey.withhold', id, later(2)))).toContain('already');
    await room.act('U3', 'twokey.turn', id, later(3));
    expect((await getDecision(room.db, 'T1', entry.id)).supersededByNumber).toBeUndefined();
    expect(told(await room.act('U1', 'twokey.open', entry.id))).toContain('asked about');
    expect(told(await room.act('U3', 'twokey.withdraw', id, later(4)))).toContain('Only <@U1>');
    expect(await room.act('U1', 'twokey.withdraw', id, later(4))).toEqual({ reply: 'done' });
    expect(told(await room.act('U1', 'twokey.withdraw', id, later(5)))).toContain('took the');
    expect(await room.shown(`twokey:${id}:U4`)).toContain('<@U1> took the question back');
    expect(told(await room.act('U4', 'twokey.turn', id, later(5)))).toContain('took the question');
    const again = await room.act('U1', 'twokey.open', entry.id, later(6));
    expect(again.reply).toBe('show');
  });

  it('end after seven days, said on the card and to whoever asked, and never later than that', async () => {
    const room = await openKeyRoom(engine, all);
    const { entry, id } = await room.askKeys();
    await room.act('U2', 'twokey.turn', id, later(1));
    expect(await keepQuestions.nextDue?.(room.deps, asked)).toEqual({ twoKeys: weekLater });
    await keepQuestions.run(room.deps, new Date(weekLater.getTime() - 1));
    expect(await listOpenReversals(room.db, 'T1')).toHaveLength(1);
    // Before the clock's own turn a press at the same instant is late already.
    expect(told(await room.act('U3', 'twokey.turn', id, weekLater))).toContain('Seven days passed');
    for (let tick = 0; tick < 2; tick += 1) await keepQuestions.run(room.deps, weekLater);
    for (const address of [`twokey:${id}`, `twokey:${id}:U2`, `twokey:${id}:end`]) {
      expect(await room.shown(address)).toContain('Seven days passed without two keys');
    }
    expect(await keepQuestions.nextDue?.(room.deps, weekLater)).toEqual({});
    expect((await getDecision(room.db, 'T1', entry.id)).supersededByNumber).toBeUndefined();
  });

  it('are completed once when both are pressed at the same moment, whoever wins', async () => {
    const room = await openKeyRoom(engine, all);
    for (let round = 1; round <= 8; round += 1) {
      const { entry, id } = await room.askKeys({ title: `round ${round}` });
      const replies = await Promise.all(
        all.map((userId) => room.act(userId, 'twokey.turn', id, later(round))),
      );
      expect(replies.filter(({ reply }) => reply === 'done')).toHaveLength(2);
      const log = await listDecisions(room.db, { teamId: 'tm_1' });
      const written = log.filter(({ supersedesId }) => supersedesId === entry.id);
      expect(written).toHaveLength(1);
      expect(new Set(written[0]?.keyUserIds).size).toBe(2);
      expect(written[0]?.keyUserIds).not.toContain('U1');
    }
    expect(await verifyChain(room.db, 'T1')).toMatchObject({ ok: true });
  });

  it('are turned by a deputy of another team too, to whom a closed channel shows none of its words', async () => {
    const room = await openKeyRoom(engine, ['U2', 'UOUT']);
    const { entry, id } = await room.askKeys();
    const theirs = await room.shown(`twokey:${id}:UOUT`);
    expect(theirs).toContain('whose channel is closed to you');
    expect(theirs).not.toMatch(/Checklist first|it harms/);
    expect(await room.shown(`twokey:${id}:U2`)).toContain('Checklist first');
    await room.act('UOUT', 'twokey.turn', id, later(1));
    await room.act('U2', 'twokey.turn', id, later(2));
    expect(await getDecision(room.db, 'T1', entry.id)).toMatchObject({ isReversed: true });
    expect(await room.shown(`twokey:${id}:UOUT`)).not.toMatch(/Checklist first|it harms/);
  });
});

describeStores('the store of questions', (engine) => {
  it('keeps one open question about an entry, in its workspace, and settles it once', async () => {
    const room = await openKeyRoom(engine, all);
    const entry = await room.log();
    const draft = {
      ...{ workspaceId: 'T1', teamId: 'tm_1' as const, decisionId: entry.id, proposedBy: 'U1' },
      ...{ openedAt: asked, expiresAt: weekLater },
      correction: {
        ...{ mode: 'words' as const, because: 'b', title: 't', line: 'l', learned: '' },
        revisitOn: '2027-01-01',
      },
    };
    const insert = () => transact(room.db, (tx) => insertReversal(tx, room.deps.newId, draft));
    const kept = await insert();
    if (kept === undefined) throw new Error('nothing was kept');
    expect(await insert()).toBeUndefined();
    const { id } = kept;
    await transact(room.db, async (tx) => {
      const key = { workspaceId: 'T1', reversalId: id, userId: 'U2', at: asked } as const;
      await saveKey(tx, { ...key, answer: 'turned' });
      await saveKey(tx, { ...key, answer: 'withheld' });
      await saveKey(tx, { ...key, workspaceId: 'T2', userId: 'U3', answer: 'turned' });
    });
    expect(await findReversal(room.db, 'T1', id)).toEqual({
      reversal: { ...draft, id, state: 'open' },
      keys: [{ userId: 'U2', answer: 'withheld', at: asked }],
    });
    expect(await findReversal(room.db, 'T2', id)).toBeUndefined();
    expect(await findOpenReversal(room.db, 'T2', entry.id)).toBeUndefined();
    expect((await findOpenReversal(room.db, 'T1', entry.id))?.reversal.id).toBe(id);
    expect(await listOpenReversals(room.db, 'T1')).toHaveLength(1);
    const settle = (workspaceId: string) =>
      transact(room.db, (tx) => settleReversal(tx, { workspaceId, id, state: 'expired' }, asked));
    expect([await settle('T2'), await settle('T1'), await settle('T1')]).toEqual([
      false,
      true,
      false,
    ]);
    expect((await findReversal(room.db, 'T1', id))?.reversal).toMatchObject({ settledAt: asked });
    expect((await insert())?.id).not.toBe(id);
  });

  it('takes off the floor only what those decisions wrote', async () => {
    const room = await openKeyRoom(engine, []);
    const [one, two] = [await room.log(), await room.log()];
    await transact(room.db, async (tx) => {
      const line = { workspaceId: 'T1', teamId: 'tm_1' as const, area: 'A', segment: '' };
      for (const decisionId of [one.id, two.id]) {
        const statement = decisionId;
        await insertDefault(tx, room.deps.newId, {
          ...line,
          statement,
          sinceAt: asked,
          decisionId,
        });
      }
      await retireDefaults(tx, { workspaceId: 'T2', decisionIds: [two.id], at: later(1) });
      await retireDefaults(tx, { workspaceId: 'T1', decisionIds: [one.id], at: later(1) });
      await retireDefaults(tx, { workspaceId: 'T1', decisionIds: [], at: later(1) });
    });
    expect(await listDefaults(room.db, 'tm_1')).toMatchObject([{ statement: two.id }]);
    const window = { teamId: 'tm_1', from: asked, to: later(2) } as const;
    const changed = await listDefaultsChanged(room.db, window);
    expect(changed.map(({ statement, retiredAt }) => ({ statement, retiredAt }))).toEqual([
      { statement: one.id, retiredAt: later(1) },
      { statement: two.id, retiredAt: undefined },
    ]);
  });
});

describeStores('the roll-up after a correction', (engine) => {
  const posted = at('12-10', '15:00');

  async function post() {
    const room = await openKeyRoom(engine, []);
    const entry = await room.log();
    // The weeks before are none of this test's business.
    await room.db.updateTable('team').set({ first_rollup_week_on: '2026-12-07' }).execute();
    await postDueRollups(room.deps, posted);
    const rollup = await room.db.selectFrom('rollup').select('id').executeTakeFirstOrThrow();
    const address = `rollup:${rollup.id}`;
    expect(await room.shown(address)).toContain('Learned: the query is slow');
    const correct = async (now: Date) => {
      const form = await room.act('U1', 'twokey.open', entry.id, now);
      const typed = { because: 'it was the index', learned: 'the index was missing' };
      await room.submit('U1', form, typed, now);
    };
    return { room, entry, rollup, address, correct };
  }

  it('is edited within a day, with what holds now and why, and told once', async () => {
    const { room, rollup, address, correct } = await post();
    const before = await findRollupFacts(room.db, 'T1', rollup.id);
    await correct(new Date(posted.getTime() + 23 * 60 * 60 * 1000));
    const shown = await room.shown(address);
    expect(shown).toContain('Learned: the index was missing');
    expect(shown).not.toContain('the query is slow');
    expect(await room.shown(`${address}:thread`)).toContain('put right by log #');
    const facts = await findRollupFacts(room.db, 'T1', rollup.id);
    expect(facts).toMatchObject({
      outages: before?.outages,
      stopped: [{ learned: 'the index was missing' }],
    });
    expect(await findRollupFacts(room.db, 'T2', rollup.id)).toBeUndefined();
    if (before === undefined) throw new Error('no facts');
    await transact(room.db, (tx) =>
      saveRollupFacts(tx, { workspaceId: 'T2', id: rollup.id, facts: before }),
    );
    expect(await findRollupFacts(room.db, 'T1', rollup.id)).toEqual(facts);
  });

  it('stays as it was after a day; the next one says what was corrected, and thanks for no stop twice', async () => {
    const { room, address, correct } = await post();
    await correct(new Date(posted.getTime() + 25 * 60 * 60 * 1000));
    expect(await room.shown(address)).toContain('the query is slow');
    await postDueRollups(room.deps, at('12-17', '15:00'));
    const rows = await room.db
      .selectFrom('message')
      .select(['address', 'wanted'])
      .where('address', 'like', 'rollup:%')
      .orderBy('position')
      .execute();
    const next = rows.filter((row) => !row.address.startsWith(address)).map((row) => row.wanted);
    expect(next.join('\n')).toContain('put right by log #');
    expect(next.join('\n')).not.toContain('Stopped, with thanks');
  });
});
