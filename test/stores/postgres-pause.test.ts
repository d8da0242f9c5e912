import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Db, openDatabase, type Tx } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { createPostgres } from './engines.ts';
import { quick, startPostgres } from './postgres-server.ts';

const tables = Array.from({ length: 12 }, (_, index) => `wide_${index}`);
/** Room for the notes of three acts, so that it is used up at once on a slow machine, too. */
const littleRoom = ['max_pred_locks_per_transaction=10', 'max_pred_locks_per_relation=64'];
const acts = 30;

/** Tables with a row on each page, so that the server notes row by row who has read what: some 370 notes an act. */
async function writeTables(db: Db): Promise<void> {
  await sql`create table done (act int primary key)`.execute(db);
  for (const name of tables) {
    await sql`create table ${sql.table(name)} (id int primary key, words text)`.execute(db);
    await sql`alter table ${sql.table(name)} alter column words set storage plain`.execute(db);
    await sql`insert into ${sql.table(name)}
      select id, repeat('x', 6000) from generate_series(1, 30) id`.execute(db);
  }
}

async function act(tx: Tx, number: number): Promise<void> {
  await sql`set local enable_seqscan = off`.execute(tx);
  await sql`set local enable_bitmapscan = off`.execute(tx);
  for (const name of tables) {
    await sql`select length(words) from ${sql.table(name)} where id between 1 and 30`.execute(tx);
  }
  await sql`insert into done values (${number})`.execute(tx);
}

/** Opens once, for everybody who waits for it. */
class Gate {
  readonly isOpen: Promise<void>;
  open = (): void => {};

  constructor() {
    this.isOpen = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}

/** The event loop with it, as in a long computation. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a process that stands still inside a transaction on PostgreSQL', () => {
  it('does not use up the room for what others have read: each of their acts is kept (F-83)', {
    timeout: 120_000,
  }, async () => {
    // Of its own: whoever shares it with another test would wait, too.
    const server = await startPostgres([...quick, ...littleRoom]);
    onTestFinished(() => server.stop());
    const url = `${server.url}postgres`;
    const paused = await openDatabase(url);
    const working = await openDatabase(url);
    await writeTables(working.db);
    const inside = new Gate();
    const goOn = new Gate();
    let tries = 0;
    const stands = transact(paused.db, async (tx) => {
      tries += 1;
      await sql`select * from done`.execute(tx);
      inside.open();
      await goOn.isOpen;
      await sql`insert into done values (1000)`.execute(tx);
    });
    await inside.isOpen;
    for (let number = 0; number < acts; number += 1) {
      await transact(working.db, (tx) => act(tx, number));
    }
    goOn.open();
    await stands;
    const { rows } = await sql<{ count: number }>`select count(*) from done`.execute(working.db);
    expect(rows).toEqual([{ count: acts + 1 }]);
    // The server ended the first try, because it stood still.
    expect(tries).toBe(2);
    await paused.close();
    await working.close();
  });

  it('is done anew where it stood still because it computed, and reads of its end with its next answer (F-82)', async () => {
    const { db, close } = await openDatabase(await createPostgres());
    onTestFinished(close);
    await sql`create table done (act int primary key)`.execute(db);
    for (const isAtCommit of [false, true]) {
      let tries = 0;
      await transact(db, async (tx) => {
        tries += 1;
        if (tries === 1) await sql`set local idle_in_transaction_session_timeout = 20`.execute(tx);
        await sql`insert into done values (${isAtCommit ? 2 : 1})`.execute(tx);
        if (tries === 1) standStill(200);
        if (!isAtCommit) await sql`select * from done`.execute(tx);
      });
      expect(tries).toBe(2);
    }
    const { rows } = await sql<{ act: number }>`select act from done order by act`.execute(db);
    expect(rows).toEqual([{ act: 1 }, { act: 2 }]);
  });
});
