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

it('a state stands in the text too, so that an index of one state is planned with once', async () => {
  const { db, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const open = db.selectFrom('review').select('id').where('review.state', '=', 'open').compile();
  expect(open.sql).toMatch(/ where "review"\."state" = 'open'$/);
  expect(open.parameters).toEqual([]);
  const named = db.selectFrom('review').select('id').where('review.workspace_id', '=', 'open');
  expect(named.compile().parameters).toEqual(['open']);
});
