import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  bagReports,
  countSent,
  deleteWaiting,
  findByReceipt,
  forgetOrder,
  insertReport,
  isFormKnown,
  listBagged,
  markRaised,
  type NewReport,
  saveWaitingWords,
  scatterReports,
} from '../../src/features/andon/store.ts';
import {
  deleteAddition,
  deleteReport,
  findReport,
  hasWaiting,
  insertAddition,
  listAdditions,
  listBaggedAdditions,
} from '../../src/features/andon/store-addition.ts';
import {
  findSecret,
  findSlot,
  listSlots,
  makeNoise,
  saveSlot,
} from '../../src/features/andon/store-slot.ts';
import type { Concern } from '../../src/features/raised/concern-rules.ts';
import {
  countOpenAbout,
  findAndon,
  listAnswered,
  listOwnerless,
  listUnshown,
  markShown,
  saveAnswer,
  saveHiding,
  saveOwner,
} from '../../src/features/raised/store.ts';
import { addNote, findPublicAndon, raiseAndon } from '../../src/features/raised/store-public.ts';
import { readAndonSetting, saveAndonSetting } from '../../src/features/raised/store-setting.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { Dice } from '../simulation/dice.ts';
import { describeStores } from './engines.ts';
import { later, makeOnePager, openPair, start, writeOnePagers } from './fixture.ts';

const concern: Concern = {
  about: 'assumption',
  onepagerId: 'op_1',
  assumption: 'they stall',
  reason: 'evidence',
  words: `'); drop table andon; -- 😀`,
  pause: 'test',
};

function report(number: number, over: Partial<NewReport> = {}): NewReport {
  return {
    workspaceId: 'T1',
    teamId: 'tm_1',
    weekOn: '2026-11-16',
    concern,
    receiptHash: `receipt-${number}`,
    nonceHash: `nonce-${number}`,
    ...over,
  };
}

describeStores('what is kept of an andon', (engine) => {
  async function enter() {
    const pair = await openPair(engine);
    await writeOnePagers(pair.db, makeOnePager());
    return { ...pair, random: new Dice(3).random() };
  }

  async function enterWith(count: number) {
    const room = await enter();
    const { db, random } = room;
    for (let number = 1; number <= count; number += 1) {
      await transact(db, (tx) => insertReport(tx, report(number), random));
    }
    return room;
  }

  it('is each form once, counted by team and workspace, and other workspaces know nothing', async () => {
    const { db, random } = await enterWith(2);
    const again = await transact(db, (tx) =>
      insertReport(tx, report(1, { receiptHash: 'other' }), random),
    );
    expect(again).toBe(false);
    const elsewhere = report(9, { workspaceId: 'T2', teamId: 'tm_2' });
    await transact(db, (tx) => insertReport(tx, elsewhere, random));
    expect(await countSent(db, report(0))).toEqual({ toTeam: 2, inWorkspace: 2 });
    expect(await countSent(db, report(0, { weekOn: '2026-11-23' }))).toEqual({
      ...{ toTeam: 0, inWorkspace: 0 },
    });
    expect(await isFormKnown(db, 'T1', 'nonce-2')).toBe(true);
    expect(await isFormKnown(db, 'T2', 'nonce-2')).toBe(false);
    expect(await isFormKnown(db, 'T1', 'nonce-3')).toBe(false);
    expect((await findByReceipt(db, 'T1', 'receipt-1'))?.concern).toEqual(concern);
    expect(await findByReceipt(db, 'T2', 'receipt-1')).toBeUndefined();
  });

  it('is written anew without a change, and taken back or changed while nobody has seen it', async () => {
    const { db, random } = await enterWith(3);
    const before = await db.selectFrom('andon_report').selectAll().orderBy('key').execute();
    await transact(db, (tx) => scatterReports(tx, 'T1', random));
    expect(await db.selectFrom('andon_report').selectAll().orderBy('key').execute()).toEqual(
      before,
    );
    const kept = (await findByReceipt(db, 'T1', 'receipt-1')) ?? expect.fail();
    const words = { words: 'changed', random };
    expect(await transact(db, (tx) => saveWaitingWords(tx, kept, words))).toBe(true);
    expect((await findByReceipt(db, 'T1', 'receipt-1'))?.concern.words).toBe('changed');
    expect(await transact(db, (tx) => deleteWaiting(tx, kept, random))).toBe(true);
    expect(await findByReceipt(db, 'T1', 'receipt-1')).toBeUndefined();
    // A second delivery, or a second try after a commit of which nobody knew: it is gone, not posted.
    expect(await transact(db, (tx) => deleteWaiting(tx, kept, random))).toBe(true);
    const out = (await findByReceipt(db, 'T1', 'receipt-2')) ?? expect.fail();
    await transact(db, (tx) => markRaised(tx, out.key, 'an_1'));
    expect(await transact(db, (tx) => deleteWaiting(tx, out, random))).toBe(false);
    expect(await countSent(db, report(0))).toEqual({ toTeam: 3, inWorkspace: 3 });
  });

  it('comes out of a bag: what it says is in the andon then, and only the receipt stays', async () => {
    const { db, newId, random } = await enterWith(1);
    expect(await listBagged(db, 'tm_1')).toEqual([]);
    await transact(db, (tx) => bagReports(tx, 'tm_2'));
    expect(await listBagged(db, 'tm_1')).toEqual([]);
    await transact(db, (tx) => bagReports(tx, 'tm_1'));
    expect([await hasWaiting(db, 'tm_1'), await hasWaiting(db, 'tm_2')]).toEqual([true, false]);
    const [bagged] = await listBagged(db, 'tm_1');
    const { key } = bagged ?? expect.fail();
    const raised = { workspaceId: 'T1', teamId: 'tm_1' as const, concern, at: start };
    const id = await transact(db, async (tx) => {
      const made = await raiseAndon(tx, newId, raised);
      await markRaised(tx, key, made);
      return made;
    });
    expect(await hasWaiting(db, 'tm_1')).toBe(false);
    const [row] = await db.selectFrom('andon_report').selectAll().execute();
    expect([row?.words, row?.assumption, row?.nonce_hash, row?.andon_id]).toEqual([
      '',
      '',
      null,
      id,
    ]);
    expect(await findReport(db, key)).toEqual({ weekOn: '2026-11-16', andonId: id });
    const kept = (await findByReceipt(db, 'T1', 'receipt-1')) ?? expect.fail();
    expect(await transact(db, (tx) => saveWaitingWords(tx, kept, { words: 'x', random }))).toBe(
      false,
    );
    expect(await countOpenAbout(db, 'op_1')).toBe(1);
    expect((await listUnshown(db, 'T1')).map((one) => one.id)).toEqual([id]);
    await transact(db, (tx) => markShown(tx, { workspaceId: 'T1', id }));
    expect(await listUnshown(db, 'T1')).toEqual([]);
  });

  it('gets additions once each, which wait for their bag and go with it', async () => {
    const { db, newId, random } = await enterWith(1);
    const kept = (await findByReceipt(db, 'T1', 'receipt-1')) ?? expect.fail();
    const raised = { workspaceId: 'T1', teamId: 'tm_1' as const, concern, at: start };
    const id = await transact(db, async (tx) => {
      const made = await raiseAndon(tx, newId, raised);
      await markRaised(tx, kept.key, made);
      return made;
    });
    const added = {
      kind: 'words',
      words: 'more',
      nonceHash: 'n1',
      weekOn: '2026-11-23',
      random,
    } as const;
    expect(await transact(db, (tx) => insertAddition(tx, kept, added))).toBe(true);
    expect(await hasWaiting(db, 'tm_1')).toBe(true);
    expect(await transact(db, (tx) => insertAddition(tx, kept, added))).toBe(false);
    const back = { ...added, kind: 'not-answered', nonceHash: 'n2' } as const;
    await transact(db, (tx) => insertAddition(tx, kept, back));
    expect((await findByReceipt(db, 'T1', 'receipt-1'))?.reopenedWeekOn).toBe('2026-11-23');
    expect(await listAdditions(db, kept)).toHaveLength(2);
    expect(await listBaggedAdditions(db, 'tm_1')).toEqual([]);
    await transact(db, (tx) => bagReports(tx, 'tm_1'));
    const bagged = await listBaggedAdditions(db, 'tm_1');
    expect(bagged.map(({ kind }) => kind).toSorted()).toEqual(['not-answered', 'words']);
    await transact(db, (tx) => deleteAddition(tx, bagged[0]?.key ?? ''));
    expect(await listAdditions(db, kept)).toHaveLength(1);
    await transact(db, async (tx) => {
      const note = { workspaceId: 'T1', andonId: id, words: 'more', at: start } as const;
      await addNote(tx, newId, { ...note, kind: 'words' });
      await addNote(tx, newId, { ...note, kind: 'withdrawal' });
    });
    expect((await findPublicAndon(db, 'T1', id))?.state).toBe('withdrawn');
    await transact(db, (tx) => deleteReport(tx, kept.key));
    expect(await listAdditions(db, kept)).toEqual([]);
    expect(await findReport(db, kept.key)).toBeUndefined();
  });

  it('is owned, answered and hidden by name, in its own workspace', async () => {
    const { db, newId } = await enter();
    const raised = { workspaceId: 'T1', teamId: 'tm_1' as const, concern, at: start };
    const id = await transact(db, (tx) => raiseAndon(tx, newId, raised));
    const other = { workspaceId: 'T2', id };
    const own = { workspaceId: 'T1', id };
    expect((await listOwnerless(db, 'T1')).map((one) => one.id)).toEqual([id]);
    const step = { state: 'queued', ownerId: 'U5', dueOn: '2026-12-04' } as const;
    const answer = { kind: 'changed', words: 'done', byUserId: 'U6', at: later(5) } as const;
    for (const andon of [other, own]) {
      await transact(db, (tx) => saveOwner(tx, andon, step));
      const owned = await findAndon(db, 'T1', id);
      expect(owned?.ownerId).toBe(andon === own ? 'U5' : undefined);
      expect(await listOwnerless(db, 'T1')).toHaveLength(andon === own ? 0 : 1);
      await transact(db, (tx) => saveHiding(tx, andon, { askedBy: 'U5', isHidden: false }));
      expect((await findAndon(db, 'T1', id))?.hideAskedBy).toBe(andon === own ? 'U5' : undefined);
      await transact(db, (tx) => saveAnswer(tx, andon, answer));
      expect((await findAndon(db, 'T1', id))?.state).toBe(andon === own ? 'answered' : 'open');
    }
    const answered = await listAnswered(db, 'tm_1', { from: start, to: later(6) });
    expect(answered[0]?.answer).toEqual(answer);
    expect(await listAnswered(db, 'tm_1', { from: start, to: later(5) })).toEqual([]);
  });

  it('has a slot for each team, a salt that stays, and noise that does not', async () => {
    const { db, random } = await enter();
    const team = { workspaceId: 'T1', teamId: 'tm_1' as const };
    expect(await findSlot(db, 'tm_1')).toBeUndefined();
    const slot = { bagsAt: start, releasesAt: later(9), isBagged: false };
    await transact(db, (tx) => saveSlot(tx, team, slot));
    await transact(db, (tx) => saveSlot(tx, team, { ...slot, isBagged: true }));
    expect(await findSlot(db, 'tm_1')).toEqual({ ...slot, isBagged: true });
    expect(await findSlot(db, 'tm_2')).toBeUndefined();
    expect(await listSlots(db, 'T1')).toEqual(new Map([['tm_1', { ...slot, isBagged: true }]]));
    expect(await listSlots(db, 'T2')).toEqual(new Map());
    expect(await findSecret(db, 'T1')).toBeUndefined();
    await transact(db, (tx) => makeNoise(tx, { workspaceId: 'T1', round: 1 }, random));
    const first = await findSecret(db, 'T1');
    const noises = await db.selectFrom('andon_secret').select('noise').execute();
    await transact(db, (tx) => makeNoise(tx, { workspaceId: 'T1', round: 2 }, random));
    expect(await findSecret(db, 'T1')).toEqual({ salt: first?.salt, noiseRound: 2 });
    expect(await db.selectFrom('andon_secret').select('noise').execute()).not.toEqual(noises);
    const chosen = { slots: 2, isOffWhenFew: true } as const;
    await transact(db, (tx) => saveAndonSetting(tx, { id: 'tm_1', workspaceId: 'T1' }, chosen));
    expect(await readAndonSetting(db, 'tm_1')).toEqual(chosen);
  });

  it('leaves no order in the file, and stays kept when the file cannot be written', async () => {
    const url = await engine.makeEmptyUrl();
    const database = await engine.openUrl(url);
    await migrate(database);
    if (engine.engine === 'sqlite') {
      expect(readFileSync(`${url}-wal`).length).toBeGreaterThan(0);
      await forgetOrder(database.db);
      expect(readFileSync(`${url}-wal`).length).toBe(0);
    }
    await database.close();
    await expect(forgetOrder(database.db)).resolves.toBeUndefined();
  });
});
