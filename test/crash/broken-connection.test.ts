import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Db, openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { saveWorkspace } from '../../src/platform/db/workspace.ts';
import { once } from '../../src/platform/slack/once.ts';
import { callerOf, codeIn, submission } from '../andon/payloads.ts';
import { openAndonRoom, openMine, pull, usual } from '../andon/room.ts';
import { createPostgres } from '../stores/engines.ts';
import { type FailureKind, FaultPlan } from './fault-plan.ts';

const plan = new FaultPlan();
const now = new Date('2026-11-24T09:00:00.000Z');

interface Place {
  db: Db;
  /** Ends what is connected to it as its server does at a failover, where this is so. */
  endConnections(where: string): Promise<void>;
}

async function open(): Promise<Place> {
  const url = await createPostgres();
  const { db, close } = await openDatabase(url);
  // Not by our own handle, which refuses to be used beside an open transaction.
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  onTestFinished(async () => {
    await other.end();
    await close();
  });
  await saveWorkspace(db, { id: 'T1', botUserId: 'U0', now });
  const endConnections = async (where: string): Promise<void> => {
    await other.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and ${where}`);
  };
  return { db, endConnections };
}

/** An act of four writes, the key and its answer among them: how often it ran, and what it counted to. */
async function countUp(db: Db, key: string): Promise<string> {
  const reply = await once({ db }, { workspaceId: 'T1', key, now }, async (tx) => {
    const { next_number: number } = await tx
      .updateTable('workspace')
      .set((eb) => ({ next_number: eb('next_number', '+', 1) }))
      .returning('next_number')
      .executeTakeFirstOrThrow();
    return { reply: 'tell', text: `number ${number}` };
  });
  return reply.reply === 'tell' ? reply.text : reply.reply;
}

const number = async (db: Db): Promise<number> =>
  (await db.selectFrom('workspace').select('next_number').executeTakeFirstOrThrow()).next_number;

/** Fails each write in turn, its commit the last, and answers how many there were. */
async function sweep(db: Db, kind: FailureKind): Promise<number> {
  const tried = new Set<string>();
  for (let k = 1; k < 50; k += 1) {
    const before = await number(db);
    plan.arm(tried, kind);
    const said = await countUp(db, `${kind.name} ${k}`);
    const hasBitten = plan.disarm();
    expect(said, `${kind.name} at write ${k}`).toBe(`number ${before + 1}`);
    expect(await number(db)).toBe(before + 1);
    // Slack delivers it once more: the answer of the first time, and nothing else.
    expect(await countUp(db, `${kind.name} ${k}`)).toBe(said);
    expect(await number(db)).toBe(before + 1);
    if (!hasBitten) return tried.size;
  }
  throw new Error('it does not end');
}

const words = { code: '', message: 'Connection terminated unexpectedly', endsTransaction: true };

describe('a connection to PostgreSQL that breaks', () => {
  it('at any write or at the commit, answered or not, is one effect and one answer (F-82)', async () => {
    const { db } = await open();
    expect(await sweep(db, { ...words, name: 'before it was done' })).toBe(4);
    expect(await sweep(db, { ...words, name: 'after it was done', isDone: true })).toBe(4);
  });

  it('when an andon is sent: it is kept once, and its code is shown and opens it', async () => {
    const { db } = await open();
    const room = await openAndonRoom({ db }, { people: 100 });
    for (const isDone of [false, true]) {
      const tried = new Set<string>();
      for (let k = 1; ; k += 1) {
        const form = await pull(room, callerOf(`U${k}`));
        plan.arm(tried, { ...words, name: `andon ${k}`, isDone });
        const { view } = await room.deliver(submission(callerOf(`U${k}`), form, usual));
        const hasBitten = plan.disarm();
        const code = codeIn(view ?? expect.fail()) ?? '';
        const { view: mine } = await openMine(room, `U${k}`, code);
        expect(mine?.title?.text, `${isDone} ${k}`).toBe('Your andon');
        if (!hasBitten) break;
      }
    }
    const kept = await db.selectFrom('andon_report').select('key').execute();
    const counted = await db.selectFrom('andon_count').select('count').executeTakeFirstOrThrow();
    expect(counted.count).toBe(kept.length);
  });

  it('because the server ended it inside a transaction, does not end the process, and the work is done', async () => {
    const { db, endConnections } = await open();
    let runs = 0;
    await transact(db, async (tx) => {
      runs += 1;
      await tx.updateTable('workspace').set({ next_number: 7 }).execute();
      if (runs > 1) return;
      await endConnections("state like 'idle in%'");
      await sql`select 1`.execute(tx);
    });
    expect(runs).toBe(2);
    expect(await number(db)).toBe(7);
  });

  it('every idle one at once, as at a failover, is not noticed by the next act', async () => {
    const { db, endConnections } = await open();
    await Promise.all(Array.from({ length: 5 }, (_, index) => countUp(db, `warm ${index}`)));
    const before = await number(db);
    await endConnections('true');
    expect(await countUp(db, 'after')).toBe(`number ${before + 1}`);
  });
});

describe('between us and PostgreSQL', () => {
  it('may stand a pooler that gives each transaction another connection (F-84)', () => {
    const texts = ['src', 'migrations'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|sql)$/.test(file))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    );
    const all = texts.join('\n');
    expect(texts.length).toBeGreaterThan(100);
    // A lock or a setting of the session would stay with a connection that is somebody else's next.
    expect(all).not.toMatch(/pg_(try_)?advisory_(lock|unlock)/);
    expect(all).toMatch(/pg_advisory_xact_lock/);
    expect(all).not.toMatch(
      /\b(listen|unlisten) \w+;|\bset session\b|\bprepare \w+ (as|\()|create temp/i,
    );
  });
});
