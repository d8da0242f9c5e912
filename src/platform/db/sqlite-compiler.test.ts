import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from './open.ts';

it('how many rows are wanted stands in the text, so that SQLite plans a statement once', async () => {
  const { db, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const query = db.selectFrom('team').select('id').where('workspace_id', '=', 'T1');
  const page = query.limit(20).offset(40).compile();
  expect(page.sql).toMatch(/ limit 20 offset \?$/);
  expect(page.parameters).toEqual(['T1', 40]);
  const later = query.limit(sql<number>`${3}`);
  expect(later.compile().sql).toMatch(/ limit 0 \+ \?$/);
  expect(later.compile().parameters).toEqual(['T1', 3]);
});
