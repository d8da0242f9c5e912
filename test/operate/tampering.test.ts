import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { findHead } from '../../src/features/decision/store-anchor.ts';
import type { AnchorLine } from '../../src/operate/anchors.ts';
import { inspect } from '../../src/operate/soundness.ts';
import { hashLink, writeCode } from '../../src/platform/db/chain.ts';
import type { Database, Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { openFresh } from '../harness/fresh.ts';
import type { TestEngine } from '../stores/engines.ts';
import { append, openLog } from '../stores/log-room.ts';

const entries = 12;
const times = 1_000;

/** Numbers that look like chance and are the same each time (mulberry32). */
function makeDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Tampering = (tx: Tx, roll: (below: number) => number) => Promise<unknown>;

const anyEntry = (roll: (below: number) => number): number => 1 + roll(entries);

/** What somebody may do who can write to the file and knows how the chain is made. */
const ways: Readonly<Record<string, Tampering>> = {
  'edits a column': (tx, roll) => {
    const [column, value] = [
      ['kind', 'amend'],
      ['at', '2020-01-01T00:00:00.000Z'],
      ['team_id', 'tm_2'],
      ['is_against_rule', '1'],
      ['number', '4711'],
    ][roll(5)] ?? ['kind', 'amend'];
    return sql`update decision set ${sql.ref(column ?? '')} = ${value} where workspace_id = 'T1' and seq = ${anyEntry(roll)}`.execute(
      tx,
    );
  },
  'edits a text': (tx, roll) =>
    sql`update decision_text set text = text || '!' where decision_id =
      (select id from decision where workspace_id = 'T1' and seq = ${anyEntry(roll)}) and field = 'title'`.execute(
      tx,
    ),
  'edits the facts': (tx, roll) =>
    sql`update decision set facts = replace(facts, 'a', 'e') where workspace_id = 'T1' and seq = ${anyEntry(roll)}`.execute(
      tx,
    ),
  'deletes an entry': async (tx, roll) => remove(tx, anyEntry(roll), 1),
  'cuts the end off': async (tx, roll) => remove(tx, anyEntry(roll), entries),
  'swaps two entries': async (tx, roll) => {
    const one = anyEntry(roll);
    const other = 1 + ((one + roll(entries - 1)) % entries);
    if (one === other) return remove(tx, one, 1);
    await sql`update decision set seq = 999 where workspace_id = 'T1' and seq = ${one}`.execute(tx);
    await sql`update decision set seq = ${one} where workspace_id = 'T1' and seq = ${other}`.execute(
      tx,
    );
    return sql`update decision set seq = ${other} where workspace_id = 'T1' and seq = 999`.execute(
      tx,
    );
  },
  // The chain alone cannot show this one: every hash fits again.
  'writes the log anew from an entry on': rewrite,
};

async function remove(tx: Tx, from: number, count: number): Promise<void> {
  const chosen = sql`(select id from decision where workspace_id = 'T1' and seq >= ${from} and seq < ${from + count})`;
  await sql`delete from decision_text where decision_id in ${chosen}`.execute(tx);
  await sql`delete from decision_search where decision_id in ${chosen}`.execute(tx);
  await sql`delete from revisit_wait where decision_id in ${chosen}`.execute(tx);
  await sql`delete from decision where workspace_id = 'T1' and seq >= ${from} and seq < ${from + count}`.execute(
    tx,
  );
}

async function rewrite(tx: Tx, roll: (below: number) => number): Promise<void> {
  const from = anyEntry(roll);
  const rows = await tx
    .selectFrom('decision')
    .selectAll()
    .where('workspace_id', '=', 'T1')
    .orderBy('seq')
    .execute();
  let previous = rows[from - 2]?.hash ?? '0'.repeat(64);
  for (const row of rows.slice(from - 1)) {
    const facts = row.seq === from ? row.facts.replace(/"number":\d+/, '"number":4711') : row.facts;
    const hash = hashLink(previous, facts);
    await sql`update decision set facts = ${facts}, previous_hash = ${previous}, hash = ${hash},
      number = case when seq = ${from} then 4711 else number end where id = ${row.id}`.execute(tx);
    previous = hash;
  }
}

async function openMemory(): Promise<Database> {
  const database = await openFresh();
  onTestFinished(() => database.close());
  return database;
}

const engine: TestEngine = {
  engine: 'sqlite',
  open: openMemory,
  makeEmptyUrl: async () => ':memory:',
  openUrl: openMemory,
};

it('a log that was tampered with in a thousand ways is found out a thousand times (P36, F-96)', async () => {
  const db = await openLog(engine);
  for (let number = 1; number <= entries; number += 1)
    await append(db, { title: `entry ${number}` });
  const head = await findHead(db, 'T1');
  if (head === undefined) throw new Error('the log is empty');
  const line: AnchorLine = {
    at: '2026-11-21T02:00:00.000Z',
    workspaceId: 'T1',
    ...head,
    code: writeCode(head),
  };
  const anchors = { lines: [line], unreadable: 0 };
  const isWhole = async (tx: Tx): Promise<boolean> =>
    (
      await inspect(
        { db: tx, engine: 'sqlite', isHealthy: async () => true, close: async () => undefined },
        anchors,
      )
    ).every(({ ok }) => ok);
  expect(await transact(db, isWhole)).toBe(true);

  const missed: string[] = [];
  const roll = makeDice(36);
  const names = Object.keys(ways);
  for (let time = 0; time < times; time += 1) {
    const name = names[time % names.length] ?? '';
    const undone = transact(db, async (tx) => {
      await sql`drop trigger decision_never_changes`.execute(tx);
      await ways[name]?.(tx, roll);
      if (await isWhole(tx)) missed.push(`${time}: ${name}`);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
  }
  expect(missed).toEqual([]);
  expect(await transact(db, isWhole)).toBe(true);
});

it('an older database in the place of the newer one is found out by the anchor alone (P36)', async () => {
  const db = await openLog(engine);
  await append(db, { title: 'one' });
  const older = await findHead(db, 'T1');
  const newer = { seq: 2, hash: 'f'.repeat(64) };
  if (older === undefined) throw new Error('the log is empty');
  const lineOf = (head: typeof older): AnchorLine => ({
    at: '2026-11-21T02:00:00.000Z',
    workspaceId: 'T1',
    ...head,
    code: writeCode(head),
  });
  const inspected = (lines: AnchorLine[]) =>
    inspect(
      { db, engine: 'sqlite', isHealthy: async () => true, close: async () => undefined },
      { lines, unreadable: 0 },
    );
  expect((await inspected([lineOf(older)])).filter(({ ok }) => !ok)).toEqual([]);
  const bad = (await inspected([lineOf(older), lineOf(newer)])).filter(({ ok }) => !ok);
  expect(bad.map(({ says }) => says)).toEqual([
    expect.stringMatching(
      /entry 2 was there on 2026-11-21 and is gone: .* older database was put in place/,
    ),
  ]);
});
