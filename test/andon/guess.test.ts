import { createHash, createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { drawCode, readCode } from '../../src/features/andon/rules.ts';
import { quickHash, slowHash } from '../../src/platform/secret.ts';
import { Dice } from '../simulation/dice.ts';
import { describeStores } from '../stores/engines.ts';
import { type AndonRoom, at, openAndonRoom, openMemory, openMine, send } from './room.ts';
import { say, sizes } from './sizes.ts';

const { ids, slowIds, codes } = sizes;

/** Every text and number in every row of every table, without the roster. */
async function readAll({ db, sealed }: AndonRoom): Promise<string[]> {
  const names = sealed.tellsHour
    ? await sql<{
        name: string;
      }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(db)
    : await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db);
  const cells: string[] = [];
  for (const { name } of names.rows) {
    if (/^(person|channel_member|sqlite_|decision_search)/.test(name)) continue;
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(
      db,
    );
    cells.push(...rows.flatMap((row) => Object.values(row).map(String)));
  }
  return cells;
}

describeStores('guessing who it was', (engine) => {
  it(`finds none of ${ids} ids, hashed in twelve ways with every key that is kept (P29)`, {
    timeout: 300_000,
  }, async () => {
    const room = await openAndonRoom(await engine.open(), { people: 40 });
    // The hashes of the program itself.
    Object.assign(room.sealed, { slowHash, quickHash });
    for (let number = 1; number <= 12; number += 1)
      await send(room, `U${number}`, { words: 'as is' });
    await room.advanceTo(at('11-24', '14:00'));
    const cells = await readAll(room);
    const keys = cells.filter((cell) => /^[0-9a-f]{32,64}$|^[\w-]{2,40}$/.test(cell)).slice(0, 200);
    const stored = cells.join('\n');
    const kept = windowsOf(stored);
    expect(stored).toContain('as is');
    const found: string[] = [];
    for (let number = 1; number <= ids; number += 1) {
      const id = `U${number}`;
      for (const [name, guess] of quickGuesses(id, keys)) {
        if (kept.has(guess)) found.push(`${name} of ${id}`);
      }
    }
    const [salt = ''] = await room.db
      .selectFrom('andon_secret')
      .select('salt')
      .execute()
      .then((rows) => rows.map((row) => row.salt));
    // The slow hash is the same whatever keeps it.
    const slow = engine.engine === 'sqlite' ? slowIds : 12;
    for (let number = 1; number <= slow; number += 1) {
      const texts = [`U${number}`, `T1U${number}`, `tm_1|U${number}`];
      const guesses = await Promise.all(texts.map((text) => slowHash(text, salt)));
      if (guesses.some((guess) => stored.includes(guess))) found.push(`scrypt of U${number}`);
    }
    expect(found).toEqual([]);
    say(
      `guessing on ${engine.engine}: ${ids} ids in eleven quick ways with ${keys.length} keys, ${slow} × 3 with scrypt, 0 found`,
    );
  });

  it('would find a hash of an id, had there been one', async () => {
    const room = await openAndonRoom(await engine.open());
    await send(room, 'U7', { words: quickHash('U7') });
    const kept = windowsOf((await readAll(room)).join('\n'));
    expect(quickGuesses('U7', []).some(([, guess]) => kept.has(guess))).toBe(true);
  });
});

/** Every stretch of 20 or 32 characters in which a hash could begin. */
function windowsOf(stored: string): Set<string> {
  const windows = new Set<string>();
  for (const [run] of stored.matchAll(/[\w+/=-]{20,}/g)) {
    for (let start = 0; start + 20 <= run.length; start += 1) {
      windows.add(run.slice(start, start + 20));
      if (start + 32 <= run.length) windows.add(run.slice(start, start + 32));
    }
  }
  return windows;
}

/** Every quick construction of an id: bare, with the team, the week and the text, and with the kept keys. */
function quickGuesses(id: string, keys: readonly string[]): [string, string][] {
  const texts = [id, `tm_1${id}`, `${id}2026-11-23`, `${id}as is`, `T1|tm_1|${id}`];
  const guesses: [string, string][] = [];
  for (const text of texts) {
    for (const way of ['sha1', 'sha256', 'sha512', 'md5'] as const) {
      const digest = createHash(way).update(text).digest();
      guesses.push([way, digest.toString('hex').slice(0, 32)]);
      if (text === id) guesses.push([`${way} base64`, digest.toString('base64').slice(0, 20)]);
    }
  }
  for (const key of keys.slice(0, 3)) {
    guesses.push(['hmac', createHmac('sha256', key).update(id).digest('hex').slice(0, 32)]);
  }
  return guesses;
}

describe('guessing a receipt', () => {
  it('is stopped after ten tries of a person and three hundred of all (B-88)', {
    timeout: 120_000,
  }, async () => {
    const room = await openAndonRoom(await openMemory(), { people: 60 });
    const { code } = await send(room, 'U1');
    let refused = 0;
    let hits = 0;
    const dice = new Dice(5).random();
    for (let guess = 0; guess < sizes.guesses / 40; guess += 1) {
      for (let person = 2; person <= 41; person += 1) {
        const seen = await openMine(room, `U${person}`, drawCode(dice));
        if (seen.view !== undefined) hits += 1;
        if (/many tries/.test(seen.errors?.code ?? '')) refused += 1;
      }
    }
    say(`receipts: ${sizes.guesses} tries within an hour, ${refused} refused unread, ${hits} hits`);
    expect(hits).toBe(0);
    expect(refused).toBe(sizes.guesses - 300);
    expect((await openMine(room, 'U1', code)).errors?.code).toMatch(/many tries/);
  });
});

it(`no one of ${codes} random codes is one of a thousand real ones (P33)`, {
  timeout: 120_000,
}, () => {
  const dice = new Dice(11).random();
  const real = new Set(Array.from({ length: 1000 }, () => drawCode(dice)));
  expect(real.size).toBe(1000);
  const other = new Dice(12).random();
  let hits = 0;
  for (let guess = 0; guess < codes; guess += 1) {
    if (real.has(readCode(drawCode(other)) ?? '')) hits += 1;
  }
  say(`receipts: ${codes} random codes against ${real.size} real ones, ${hits} hits`);
  expect(hits).toBe(0);
});
