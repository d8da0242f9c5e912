import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { type Crew, openCrew, setUpWith } from '../harness/crew.ts';
import { printFigure } from '../harness/figure.ts';
import { countAtTheEnd } from '../harness/final-count.ts';
import { enterReview } from '../harness/review-room.ts';
import { createPostgres, makeFolder } from '../stores/engines.ts';
import { patienceMs, until } from './patience.ts';
import { buildPreload } from './preload.ts';
import { type Pressed, pressAgain, pressAll, readReady } from './pressing.ts';
import type { Sickness } from './sick-disk.ts';

// A whole process on a disk that fails, and on a database that takes no more writes while it runs.

const pages = 2;

/** A crew whose bot has a disk that can be made sick. */
async function openSick(): Promise<{ crew: Crew; make: (how: Sickness) => void }> {
  const folder = makeFolder();
  const file = join(folder, 'sickness');
  const preload = await buildPreload('sick-disk', folder);
  const crew = await openCrew({
    transport: 'socket',
    nodeWords: ['--import', preload],
    environment: { BARBELL_SICK_DISK: file },
  });
  crew.client.patienceMs = patienceMs;
  return {
    crew,
    make: (how) => {
      if (how === '') rmSync(file);
      else writeFileSync(file, how);
    },
  };
}

async function openReviewOf(crew: Crew) {
  const numbers = await setUpWith(crew, pages);
  await crew.client.advance({ next: 'review' });
  return { numbers, review: await enterReview(crew) };
}

describe('a database', () => {
  it('whose disk fails ends the process: whoever pressed is told, /readyz says it, and the next start has every press once (F-72)', {
    timeout: 600_000,
  }, async () => {
    const { votes, refused } = await outliveFailure('sync fails');
    expect(refused).toHaveLength(votes.length);
  });

  it('whose disk fails and has kept what it said it could not: that press counts once too', {
    timeout: 600_000,
  }, async () => {
    // It is a press, or something that the bot did by itself in the same second.
    const { votes, refused } = await outliveFailure('sync fails late');
    expect(refused.length).toBeGreaterThanOrEqual(votes.length - 1);
  });

  it('that takes only reads, on SQLite: each press is kept or its person reads that it was not, and later all goes on (F-71)', {
    timeout: 600_000,
  }, async () => {
    const { crew: opened, make } = await openSick();
    await using crew = opened;
    await outlive(crew, {
      close: async () => make('read-only'),
      open: async () => make(''),
      code: 'SQLITE_READONLY',
    });
  });

  it('that takes only reads, as a PostgreSQL that became a standby: the same (F-71)', {
    timeout: 600_000,
  }, async () => {
    const databaseUrl = await createPostgres();
    await using crew = await openCrew({ transport: 'socket', databaseUrl });
    crew.client.patienceMs = patienceMs;
    const allow = async (isAllowed: boolean): Promise<void> => {
      const admin = new pg.Client({ connectionString: databaseUrl });
      await admin.connect();
      // It must not hold for whoever lifts it.
      await admin.query('set default_transaction_read_only = off');
      const name = new URL(databaseUrl).pathname.slice(1);
      await admin.query(
        `alter database ${name} set default_transaction_read_only = ${isAllowed ? 'off' : 'on'}`,
      );
      // Who was connected before would go on as before: waits until each of them is gone.
      await admin.query(`select pg_terminate_backend(pid, ${patienceMs}) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
      await admin.end();
    };
    await outlive(crew, {
      close: () => allow(false),
      open: () => allow(true),
      code: '25006',
    });
  });
});

/** Presses while the disk fails, starts the bot anew on a sound one, presses again and counts. */
async function outliveFailure(how: Sickness): Promise<Pressed> {
  const { crew: opened, make } = await openSick();
  await using crew = opened;
  const { client, world } = crew;
  const { numbers, review } = await openReviewOf(crew);

  make(how);
  const pressed = await pressAll(crew, review, numbers);
  // After the first nothing more was asked of the disk.
  const { votes, refused, said } = pressed;
  expect([...said]).toEqual([expect.stringContaining('In a minute, see whether it is there')]);
  expect((await readReady(crew)).says).toMatch(
    /database: its disk failed \(SQLITE_IOERR_FSYNC\): the process ends/,
  );
  make('');
  expect(await world.botEnds()).toEqual({ code: 1, signal: null });
  const lines = world.botLog().split('\n');
  expect(lines.filter((line) => line.includes('the disk under the database failed'))).toEqual([
    expect.stringContaining('SQLITE_IOERR_FSYNC'),
  ]);
  expect(world.botLog()).not.toMatch(/a job failed/);

  await world.startBot();
  await client.advance({ minutes: 0 });
  await pressAgain(crew, review, refused);
  await countAtTheEnd(crew, { votes, decisions: [], readings: [], skips: [] });
  printFigure('failing disk', { presses: votes.length, lost: 0, doubled: 0 });
  return pressed;
}

/** Presses while the database is closed to writes, opens it, and counts. */
async function outlive(
  crew: Crew,
  how: { close(): Promise<void>; open(): Promise<void>; code: string },
): Promise<void> {
  const { client, world } = crew;
  client.patienceMs = patienceMs;
  const { numbers, review } = await openReviewOf(crew);
  await how.close();
  const { votes, refused, said } = await pressAll(crew, review, numbers);
  expect(refused).toHaveLength(votes.length);
  expect([...said]).toEqual([
    'Barbell cannot save anything at the moment. Nothing was saved; please try again in a few minutes.',
  ]);
  await until('words about a database that can only be read', async () => {
    const { ok, says } = await readReady(crew);
    return !ok && says.includes(`(${how.code}): it can only be read`);
  });
  await how.open();
  const isBack = until('ready again', async () => (await readReady(crew)).ok);
  await pressAgain(crew, review, refused);
  // Whatever came due meanwhile comes now, once.
  await client.advance({ minutes: 1 });
  await countAtTheEnd(crew, { votes, decisions: [], readings: [], skips: [] });
  await isBack;
  // It was the same process all the time.
  expect(await world.endBot('SIGTERM')).toEqual({ code: 0, signal: null });
  printFigure(`read-only database (${how.code})`, {
    ...{ presses: votes.length, refused: refused.length, lost: 0, doubled: 0 },
  });
}
