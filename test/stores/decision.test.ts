import { sql } from 'kysely';
import { expect, it } from 'vitest';
import {
  erasePerson,
  eraseText,
  findDecisionByNumber,
  getDecision,
  listDecisions,
  listDecisionsOfOnePager,
  listNewestDecisions,
  listOldestDecisions,
  verifyChain,
} from '../../src/features/decision/store.ts';
import { searchDecisions } from '../../src/features/decision/store-search.ts';
import type { Anchor } from '../../src/platform/db/chain.ts';
import type { Db, Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores, type TestEngine } from './engines.ts';
import { makeOnePager, writeOnePagers } from './fixture.ts';
import { append, draft, openLog } from './log-room.ts';

async function appendFive(db: Db) {
  const titles = ['one', 'two', 'three', 'four', 'five'];
  const entries = [];
  for (const title of titles) entries.push(await append(db, { title }));
  return entries;
}

/** What `verifyChain` says while something is tampered with; everything is as it was afterwards. */
async function verifyTampered(
  db: Db,
  engine: TestEngine,
  tampering: { anchor?: Anchor; by: (tx: Tx) => Promise<unknown> },
): Promise<unknown> {
  const where = engine.engine === 'postgres' ? ' on decision' : '';
  let verdict: unknown;
  const rolledBack = transact(db, async (tx) => {
    await sql.raw(`drop trigger decision_never_changes${where}`).execute(tx);
    await tampering.by(tx);
    const anchor = tampering.anchor && { anchor: tampering.anchor };
    verdict = await verifyChain(tx, 'T1', anchor);
    // A log that is read in pieces is read the same.
    for (const atOnce of [1, 2, 5])
      expect(await verifyChain(tx, 'T1', { ...anchor, atOnce })).toEqual(verdict);
    throw new Error('roll back');
  });
  await expect(rolledBack).rejects.toThrow('roll back');
  return verdict;
}

async function removeEntry(tx: Tx, seq: number): Promise<void> {
  const ofEntry = sql`(select id from decision where workspace_id = 'T1' and seq = ${seq})`;
  await sql`delete from decision_text where decision_id = ${ofEntry}`.execute(tx);
  await sql`delete from revisit_wait where decision_id = ${ofEntry}`.execute(tx);
  await sql`delete from decision where seq = ${seq}`.execute(tx);
}

describeStores('the decision log', (engine) => {
  it("gives a team's newest entries, the oldest of them first, and of some kinds only those", async () => {
    const db = await openLog(engine);
    const entries = await appendFive(db);
    const newest = await listNewestDecisions(db, { teamId: 'tm_1', limit: 2 });
    expect(newest).toEqual(entries.slice(-2));
    const kinds = [draft.kind];
    expect(await listNewestDecisions(db, { teamId: 'tm_1', kinds, limit: 9 })).toEqual(entries);
    const none = await listNewestDecisions(db, { teamId: 'tm_1', kinds: ['promote'], limit: 9 });
    expect(none).toEqual([]);
    expect(await listNewestDecisions(db, { teamId: 'tm_2', limit: 9 })).toEqual([]);
  });

  it("pages a team's entries of some kinds from the first on, without another team's", async () => {
    const db = await openLog(engine);
    const [first, ...later] = await appendFive(db);
    await append(db, { title: 'no call', kind: 'other' });
    await append(db, { title: 'elsewhere', teamId: 'tm_2' });
    const all = { teamId: 'tm_1' as const, kinds: [draft.kind], limit: 4 };
    expect(await listOldestDecisions(db, { ...all, afterSeq: 0 })).toEqual([
      first,
      ...later.slice(0, 3),
    ]);
    const rest = { ...all, afterSeq: later[2]?.seq ?? 0 };
    expect(await listOldestDecisions(db, rest)).toEqual(later.slice(3));
  });

  it('lists every entry about a one-pager, oldest first, of its workspace', async () => {
    const db = await openLog(engine);
    await writeOnePagers(db, makeOnePager(), makeOnePager({ id: 'op_2', number: 13 }));
    await append(db, { title: 'one', onepagerId: 'op_1' });
    await append(db, { title: 'other', onepagerId: 'op_2' });
    await append(db, { title: 'two', onepagerId: 'op_1' });
    const listed = await listDecisionsOfOnePager(db, 'T1', 'op_1');
    expect(listed.map(({ title }) => title)).toEqual(['one', 'two']);
    expect(await listDecisionsOfOnePager(db, 'T2', 'op_1')).toEqual([]);
  });

  it('gives back an entry as it was written, without its empty texts', async () => {
    const db = await openLog(engine);
    const { supersedesId: _none, ...wanted } = { ...draft, supersedesId: undefined };
    const entry = await append(db);
    expect(entry).toEqual({
      ...wanted,
      id: entry.id,
      seq: 1,
      number: 1,
      texts: { line: 'p95 fell, nobody waited less', learned: 'the query is slow' },
    });
    expect(await getDecision(db, 'T1', entry.id)).toEqual(entry);
    expect(await findDecisionByNumber(db, 'T1', 1)).toEqual(entry);
    expect(await findDecisionByNumber(db, 'T2', 1)).toBeUndefined();
  });

  it('keeps a chain for each workspace that verifies, empty or not', async () => {
    const db = await openLog(engine);
    expect(await verifyChain(db, 'T1')).toEqual({ ok: true });
    await appendFive(db);
    await append(db, { workspaceId: 'T2', teamId: 'tm_3' });
    expect(await verifyChain(db, 'T1')).toMatchObject({ ok: true, head: { seq: 5 } });
    expect(await verifyChain(db, 'T2')).toMatchObject({ ok: true, head: { seq: 1 } });
  });

  it('keeps one chain without a gap when ten write at once', async () => {
    const db = await openLog(engine);
    const entries = await Promise.all(
      Array.from({ length: 10 }, (_, index) => append(db, { decidedByUserId: `U${index % 3}` })),
    );
    const inOrder = entries.map(({ seq }) => seq).toSorted((one, other) => one - other);
    expect(inOrder).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await verifyChain(db, 'T1')).toMatchObject({ ok: true });
    const keys = await db.selectFrom('person_key').select('user_id').execute();
    expect(keys.map((key) => key.user_id).toSorted()).toEqual(['U0', 'U1', 'U2']);
  });

  it('finds any single changed column', async () => {
    const db = await openLog(engine);
    const [, , entry] = await appendFive(db);
    const changes = {
      number: 99,
      team_id: 'tm_2' as const,
      review_id: 'rv_9' as const,
      kind: 'continue' as const,
      at: '2026-12-01T10:00:00.001Z',
      decided_by_key: 'pk_other',
      is_against_rule: 1,
      is_against_majority: 0,
      revisit_on: null,
      supersedes_id: entry?.id ?? null,
      facts: '{"form":1}',
      previous_hash: 'f'.repeat(64),
      hash: 'f'.repeat(64),
    };
    for (const [column, value] of Object.entries(changes)) {
      const by = (tx: Tx) =>
        sql`update decision set ${sql.ref(column)} = ${value} where seq = 3`.execute(tx);
      expect(await verifyTampered(db, engine, { by }), column).toEqual({ ok: false, seq: 3 });
    }
    expect(await verifyChain(db, 'T1')).toMatchObject({ ok: true });
  });

  it('finds a changed, added or removed text', async () => {
    const db = await openLog(engine);
    await appendFive(db);
    const tamper = [
      sql`update decision_text set text = 'no' where field = 'line' and text is not null`,
      sql`update decision_text set salt = 'no' where field = 'line'`,
      sql`update decision_text set field = 'lime' where field = 'line'`,
      sql`delete from decision_text where field = 'line'`,
      sql`insert into decision_text (decision_id, field, salt, text)
        select id, 'because', 's', 'x' from decision`,
    ];
    for (const change of tamper) {
      const by = (tx: Tx) => change.execute(tx);
      expect(await verifyTampered(db, engine, { by })).toEqual({ ok: false, seq: 1 });
    }
  });

  it('finds a removed entry, two changed over, and by an anchor a cut tail', async () => {
    const db = await openLog(engine);
    await appendFive(db);
    const whole = await verifyChain(db, 'T1');
    const anchor = whole.ok ? whole.head : undefined;
    for (const seq of [1, 2, 3, 4]) {
      const by = (tx: Tx) => removeEntry(tx, seq);
      expect(await verifyTampered(db, engine, { by })).toEqual({ ok: false, seq });
    }
    const cutTail = { by: (tx: Tx) => removeEntry(tx, 5) };
    expect(await verifyTampered(db, engine, cutTail)).toMatchObject({ ok: true });
    expect(await verifyTampered(db, engine, { ...cutTail, ...(anchor && { anchor }) })).toEqual({
      ok: false,
      seq: 5,
    });
    const changeOver = async (tx: Tx) => {
      for (const [from, to] of [
        [2, 99],
        [3, 2],
        [99, 3],
      ]) {
        await sql`update decision set seq = ${to} where seq = ${from}`.execute(tx);
      }
    };
    expect(await verifyTampered(db, engine, { by: changeOver })).toEqual({ ok: false, seq: 2 });
    expect(await verifyChain(db, 'T1', anchor && { anchor })).toEqual(whole);
  });

  it('is refused any change by the engine itself', async () => {
    const db = await openLog(engine);
    await append(db);
    await expect(sql`update decision set kind = 'continue'`.execute(db)).rejects.toThrow(
      /never changed/,
    );
  });

  it('forgets a person and a text, and still verifies', async () => {
    const db = await openLog(engine);
    const [first] = await appendFive(db);
    const id = first?.id ?? 'dec_0';
    await transact(db, async (tx) => {
      await erasePerson(tx, { workspaceId: 'T1', userId: 'U1' });
      await eraseText(tx, { workspaceId: 'T1', decisionId: id, field: 'line' });
    });
    expect(await verifyChain(db, 'T1')).toMatchObject({ ok: true });
    const entry = await getDecision(db, 'T1', id);
    expect(entry.decidedByUserId).toBeUndefined();
    expect(entry.texts).toEqual({ learned: 'the query is slow' });
    const tables = ['decision', 'decision_text', 'person_key', 'decision_search'];
    const rest = await Promise.all(
      tables.map((table) => sql`select * from ${sql.table(table)}`.execute(db)),
    );
    expect(JSON.stringify(rest)).not.toContain('U1"');
    const question = { workspaceId: 'T1', teamIds: ['tm_1' as const], words: ['p95'], limit: 50 };
    const found = await searchDecisions(db, question);
    expect(found.decisions.map(({ number }) => number)).not.toContain(first?.number);
    const again = await append(db, { title: 'after the erasing' });
    expect(again.decidedByUserId).toBe('U1');
    expect((await getDecision(db, 'T1', id)).decidedByUserId).toBeUndefined();
  });

  it('says which entry corrects another, and refuses to correct one of another team or workspace (B-75)', async () => {
    const db = await openLog(engine);
    const entry = await append(db);
    const correction = await append(db, { kind: 'other', supersedesId: entry.id });
    expect(correction.supersedesId).toBe(entry.id);
    expect((await getDecision(db, 'T1', entry.id)).supersededByNumber).toBe(correction.number);
    await expect(append(db, { teamId: 'tm_2', supersedesId: entry.id })).rejects.toThrow();
    const other = { workspaceId: 'T2', teamId: 'tm_3' as const, supersedesId: entry.id };
    await expect(append(db, other)).rejects.toThrow();
  });

  it('lists a team’s entries from an instant, included, to another, excluded', async () => {
    const db = await openLog(engine);
    const days = ['01', '02', '03'].map((day) => new Date(`2026-12-${day}T10:00:00.000Z`));
    for (const at of days) await append(db, { at });
    await append(db, { teamId: 'tm_2' });
    const [from, to] = days.slice(0);
    const listed = await listDecisions(db, {
      teamId: 'tm_1',
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    expect(listed.map(({ number }) => number)).toEqual([1]);
    expect(await listDecisions(db, { teamId: 'tm_1', kinds: ['continue'] })).toEqual([]);
    expect(await listDecisions(db, { teamId: 'tm_1' })).toHaveLength(3);
  });
});
