import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/platform/db/migrate.ts';
import { type Database, openDatabase } from '../../src/platform/db/open.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { openFresh } from '../harness/fresh.ts';
import { Dice } from '../simulation/dice.ts';
import { createPostgres } from '../stores/engines.ts';
import { type AndonRoom, at, evening, openAndonRoom, send } from './room.ts';
import { say, sizes } from './sizes.ts';

const { runs, trials } = sizes;
const reports = 8;

/** Kendall's tau between the order in which texts were sent and the order in which they lie. */
function tau(positions: readonly number[]): number {
  let score = 0;
  for (const [index, first] of positions.entries()) {
    for (const second of positions.slice(index + 1)) score += Math.sign(second - first);
  }
  return score / ((positions.length * (positions.length - 1)) / 2);
}

/** What chance alone stays under, at four standard deviations of the mean of so many taus. */
function noise(count: number): number {
  const n = reports;
  return 4 * Math.sqrt((2 * (2 * n + 5)) / (9 * n * (n - 1)) / count);
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const wordsOf = (number: number) => `report-number-${number}-${'x'.repeat((number * 37) % 90)}`;

async function sendAll(room: AndonRoom): Promise<void> {
  for (let number = 1; number <= reports; number += 1) {
    await send(room, `U${number}`, { words: wordsOf(number) });
  }
}

/** A fresh file, emptied between the runs as a team's weeks empty it. */
async function withFile(work: (database: Database, file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-order-'));
  const file = join(folder, 'barbell.db');
  const database = await openDatabase(file);
  await migrate(database);
  await work(database, file);
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}

async function empty({ db }: Database): Promise<void> {
  await transact(db, async (tx) => {
    for (const table of [
      'andon_addition',
      'andon_report',
      'andon_count',
      'andon_slot',
      'andon_note',
      'andon',
      'message',
      'andon_secret',
      'channel_member',
      'person',
      'channel',
      'onepager_version',
      'onepager',
      'team',
      'workspace',
    ] as const) {
      await tx.deleteFrom(table).execute();
    }
  });
}

describe('the order in which reports were sent', () => {
  it(`cannot be read out of the bytes of an SQLite file, ${runs} times (P30)`, {
    timeout: 600_000,
  }, async () => {
    const waiting: number[] = [];
    const raised: number[] = [];
    await withFile(async (database, file) => {
      for (let run = 0; run < runs; run += 1) {
        const room = await openAndonRoom(database, { people: 20, seed: 100 + run });
        await sendAll(room);
        // The log too: it holds nothing more.
        const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
        waiting.push(
          tau(Array.from({ length: reports }, (_, n) => bytes.lastIndexOf(wordsOf(n + 1)))),
        );
        await room.advanceTo(at('11-25', '17:00'));
        const rows = await database.db
          .selectFrom('andon')
          .select('words')
          .orderBy('raised_at')
          .execute();
        const order = Array.from({ length: reports }, (_, n) =>
          rows.findIndex((row) => row.words === wordsOf(n + 1)),
        );
        expect(order).not.toContain(-1);
        raised.push(tau(order));
        await empty(database);
      }
    });
    say(
      `order on SQLite, ${runs} runs of ${reports}: mean tau ${mean(waiting).toFixed(3)} in the bytes, ${mean(raised).toFixed(3)} in the posts; below ${noise(runs).toFixed(3)} is chance`,
    );
    expect(Math.abs(mean(waiting))).toBeLessThan(noise(runs));
    expect(Math.abs(mean(raised))).toBeLessThan(noise(runs));
    // Chance, and not a constant.
    expect(new Set(waiting).size).toBeGreaterThan(3);
  });

  it('is in the write-ahead log until it is taken away, so that taking it away matters', async () => {
    await withFile(async (database, file) => {
      const room = await openAndonRoom(database, { people: 20 });
      await send(room, 'U1', { words: wordsOf(1) });
      expect(readFileSync(`${file}-wal`).length).toBe(0);
      await database.db.updateTable('andon_report').set({ words: 'second' }).execute();
      expect(readFileSync(`${file}-wal`).includes('second')).toBe(true);
    });
  });

  it('cannot be read out of the rows of PostgreSQL as they lie', { timeout: 120_000 }, async () => {
    const database = await openDatabase(await createPostgres());
    const taus: number[] = [];
    const some = Math.max(8, Math.floor(runs / 5));
    for (let run = 0; run < some; run += 1) {
      const room = await openAndonRoom(database, { people: 20, seed: 900 + run });
      await sendAll(room);
      const { rows } = await sql<{
        words: string;
        xmin: string;
      }>`select words, xmin::text from andon_report order by ctid`.execute(database.db);
      expect(new Set(rows.map((row) => row.xmin)).size).toBe(1);
      taus.push(
        tau(
          Array.from({ length: reports }, (_, n) =>
            rows.findIndex((row) => row.words === wordsOf(n + 1)),
          ),
        ),
      );
      await empty(database);
    }
    await database.close();
    say(
      `order on PostgreSQL, ${some} runs of ${reports}: mean tau ${mean(taus).toFixed(3)} in the rows as they lie; below ${noise(some).toFixed(3)} is chance`,
    );
    expect(Math.abs(mean(taus))).toBeLessThan(noise(some));
  });
});

describe('the time at which a report was sent', () => {
  it(`tells no more than chance in ${trials} trials of twenty people (P30)`, {
    timeout: 600_000,
  }, async () => {
    const people = 20;
    let hits = 0;
    let lateHits = 0;
    const database = await openFresh();
    {
      const dice = new Dice(4242);
      for (let trial = 0; trial < trials; trial += 1) {
        const room = await openAndonRoom(database, { people, seed: 5000 + trial });
        // Everybody is at work at a moment of their own, which everybody else saw; one of them sends.
        const active = Array.from(
          { length: people },
          () => new Date(at('11-24', '10:00').getTime() + dice.next() * 3 * 3_600_000),
        );
        const author = dice.between(0, people - 1);
        await room.advanceTo(active[author] ?? evening);
        await send(room, `U${author + 1}`);
        await room.advanceTo(at('11-24', '17:00'));
        const [row] = await database.db.selectFrom('andon').select('raised_at').execute();
        const postedAt = new Date(row?.raised_at ?? 0).getTime();
        // Whoever holds everything names whoever was active nearest to a day, or an hour, before the post, or last before it.
        const before = active
          .map((moment, index) => ({ index, gap: postedAt - moment.getTime() }))
          .filter(({ gap }) => gap > 0);
        const last = before.toSorted((one, other) => one.gap - other.gap)[0];
        if (last?.index === author) hits += 1;
        const hour = before.toSorted(
          (one, other) => Math.abs(one.gap - 3_600_000) - Math.abs(other.gap - 3_600_000),
        )[0];
        if (hour?.index === author) lateHits += 1;
        await empty(database);
      }
    }
    await database.close();
    // One in twenty, two hundredths, and what chance adds in so few trials.
    const most =
      1 / people + 0.02 + 3 * Math.sqrt((0.05 * 0.95) / trials) * (trials < 1000 ? 1 : 0.3);
    say(
      `time, ${trials} trials of ${people} people: ${((hits / trials) * 100).toFixed(1)} % named by who was active last, ${((lateHits / trials) * 100).toFixed(1)} % by who was an hour before; chance is ${100 / people} %, at most ${(most * 100).toFixed(1)} %`,
    );
    expect(hits / trials).toBeLessThan(most);
    expect(lateHits / trials).toBeLessThan(most);
  });
});
