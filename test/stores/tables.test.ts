import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Database, Engine } from '../../src/platform/db/open.ts';
import { describeStores } from './engines.ts';

const folder = fileURLToPath(new URL('../../src/platform/db/', import.meta.url));
const source = readdirSync(folder)
  .filter((name) => /^tables[a-z-]*\.ts$/.test(name))
  .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
  .join('\n');

interface Column {
  table: string;
  column: string;
  isNullable: boolean;
}

/** Columns that only the engine sees. */
const hidden = new Set(['decision_search.document']);

/** The tables as `tables.ts` types them: name, column, and whether null is allowed. */
function readTyped(): Column[] {
  const code = source.replaceAll(/\/\*\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '');
  const columns: Column[] = [];
  for (const [, table, body] of code.matchAll(/^ {2}([a-z_]+): \{([\s\S]*?)\};?\s*$/gm)) {
    if (table === undefined || body === undefined) continue;
    for (const [, column, type] of body.matchAll(/([a-z_]+): ([^;]+)(?:;|$)/g)) {
      if (column === undefined || type === undefined) continue;
      columns.push({ table, column, isNullable: type.includes('null') });
    }
  }
  return columns;
}

async function readReal({ db }: Database, engine: Engine): Promise<Column[]> {
  const query =
    engine === 'sqlite'
      ? sql<{ table: string; column: string; optional: number }>`
          select m.name as "table", c.name as "column", 1 - c."notnull" as optional
          from sqlite_master m join pragma_table_info(m.name) c
          where m.type = 'table' and m.name not like 'sqlite%' and m.name not like 'decision_search_%'`
      : sql<{ table: string; column: string; optional: number }>`
          select table_name as "table", column_name as "column",
            case is_nullable when 'YES' then 1 else 0 end as optional
          from information_schema.columns where table_schema = 'public'`;
  const { rows } = await query.execute(db);
  return rows
    .filter((row) => !hidden.has(`${row.table}.${row.column}`))
    .map((row) => ({ table: row.table, column: row.column, isNullable: row.optional === 1 }));
}

function toLines(columns: Column[]): string[] {
  return columns
    .map(({ table, column, isNullable }) => `${table}.${column}${isNullable ? ' or null' : ''}`)
    .toSorted();
}

describeStores('the schema', ({ engine, open }) => {
  it('has exactly the columns that tables.ts types', async () => {
    const typed = readTyped();
    expect(typed.length).toBeGreaterThan(150);
    const real = await readReal(await open(), engine);
    // FTS5 knows neither types nor not null.
    const isSearch = (column: Column): boolean => column.table === 'decision_search';
    const [wanted, found] = [typed, real].map((columns) =>
      toLines(columns.map((one) => (isSearch(one) ? { ...one, isNullable: false } : one))),
    );
    expect(found).toEqual(wanted);
  });

  it('refuses what is not an instant, a boolean or a known word', async () => {
    const { db } = await open();
    const good = {
      workspace_id: 'T1',
      user_id: 'U1',
      name: 'Ana',
      zone: 'Europe/Berlin',
      is_guest: 0,
      is_bot: 0,
      is_deleted: 0,
      is_external: 0,
      refreshed_at: '2026-11-21T10:00:00.000Z',
    };
    await db.insertInto('person').values(good).execute();
    const bad = [
      { ...good, user_id: 'U2', is_guest: 2 },
      { ...good, user_id: 'U3', refreshed_at: '2026-11-21' },
      good,
    ];
    for (const row of bad) {
      await expect(db.insertInto('person').values(row).execute()).rejects.toThrow();
    }
    expect(await db.selectFrom('person').select('user_id').execute()).toEqual([{ user_id: 'U1' }]);
  });

  it('knows its foreign keys', async () => {
    const { db } = await open();
    await expect(
      db.insertInto('roster').values({ review_id: 'rv_none', user_id: 'U1' }).execute(),
    ).rejects.toThrow(/foreign key/i);
  });
});
