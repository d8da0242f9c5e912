import { expect, it } from 'vitest';
import { listFiles, readText } from './repository.ts';

// One process serves one workspace, and another's rows may lie beside ours: no query may come upon them. (reliability.md P37)

/** Tables that belong to the database as a whole, or to nobody. */
const shared = new Set(['schema_migration', 'recovery']);

/** What is asked of the whole database, and why that is right. */
const wide: Readonly<Record<string, string>> = {
  'platform/outbox/store.ts nextPosition': 'a number, of which only the order counts',
  'platform/outbox/store-held.ts listHeld': 'for the operator, of every workspace',
  'platform/outbox/store-redraw.ts listUndrawn': 'for the operator, of every workspace',
  'features/export/store.ts listWorkspaceIds': 'for the operator, of every workspace',
  'platform/attendance.ts countFellows':
    'Slack counts all connections of an app token, whomever it serves',
  'platform/outbox/store-recovery.ts beginRecovery': 'a backup holds every workspace',
  'platform/outbox/store-recovery.ts doubtUnposted': 'a backup holds every workspace',
};

interface Query {
  /** The file and the function around it. */
  at: string;
  table: string;
  /** The chain of calls from the table's on. */
  chain: string;
}

/** Every query of a file that reads, changes or removes rows. One inside another is the other's; one that a function begins is its callers'. */
function findQueries(file: string, text: string): Query[] {
  const queries = findChains(file, text, /\.(?:selectFrom|updateTable|deleteFrom)\(\s*'(\w+)/g);
  return queries.flatMap((query) => {
    const begins = query.at.split(' ').at(-1) ?? '';
    if (/\.execute/.test(query.chain) || named.test(query.chain)) return [query];
    const calls = findChains(file, text, new RegExp(`\\b${begins}\\(\\w+\\)\\s*\\.`, 'g'));
    return calls.length === 0 ? [query] : calls.map((call) => ({ ...call, table: query.table }));
  });
}

function findChains(file: string, text: string, start: RegExp): Query[] {
  let end = 0;
  return [...text.matchAll(start)].flatMap(({ index, 1: table = '' }) => {
    if (index < end) return [];
    const before = [...text.slice(0, index).matchAll(/^ *(?:export )?(?:async )?function (\w+)/gm)];
    const at = `${file.replace(/^src\//, '')} ${before.at(-1)?.[1] ?? 'at the top'}`;
    const chain = readChain(text.slice(index));
    end = index + chain.length;
    return [{ at, table, chain }];
  });
}

/** `.a(…).b(…)` up to what is no call of the same chain. */
function readChain(text: string): string {
  let depth = 0;
  for (const [index, sign] of [...text].entries()) {
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if (depth < 0) return text.slice(0, index);
    if (depth === 0 && ')'.includes(sign) && !/^\)\s*\./.test(text.slice(index))) {
      return text.slice(0, index + 1);
    }
  }
  return text;
}

/** The workspace, or the one row or parent that it is about: ids that chance has made, never Slack's of people and channels. */
const named =
  /\.where(?:Ref)?\(\s*'(?:\w+\.)?(?:workspace_id|id|key|report_key|andon_key|(?!(?:\w+_)?(?:user|owner|channel|author|approver)_id)\w+_id)',\s*'(?:=|in)'/;

const sources = listFiles(['src'], ['.ts']).filter((file) => !file.endsWith('.test.ts'));

it('every query names the workspace, or the row that it is about (P37)', () => {
  const queries = sources.flatMap((file) => findQueries(file, readText(file)));
  expect(queries.length).toBeGreaterThan(200);
  const loose = queries.filter(({ table, chain }) => !shared.has(table) && !named.test(chain));
  expect(loose.map(({ at }) => at).filter((at) => wide[at] === undefined)).toEqual([]);
  const known = new Set(loose.map(({ at }) => at));
  expect(Object.keys(wide).filter((at) => !known.has(at))).toEqual([]);
});

it('no query is written as a text, which this could not read (B-54)', () => {
  const texts = sources.filter(
    (file) =>
      // What counts and copies whole databases.
      file !== 'src/platform/db/backup.ts' &&
      /sql(?:<[^`]*>)?`[^`]*\b(?:from|update|into)\s+\w+/i.test(readText(file)),
  );
  expect(texts).toEqual([]);
});

it('a job is about the workspace that it is handed, never about all of them', () => {
  const optional = sources.filter((file) => /workspaceId\?:/.test(readText(file)));
  expect(optional).toEqual([]);
});

it('forgetting it is noticed, wherever the query stops', () => {
  const planted = `
    function one(db) { return db.selectFrom('team').selectAll().where('paused_at', 'is', null).execute(); }
    function two(db) { let q = db.selectFrom('team as t').where('t.channel_id', '=', c); return q.where('workspace_id', '=', w); }
    function three(db) { return db.updateTable('message').set({ workspace_id: 'T1' }).where('user_id', '=', u).execute(); }
    function four(db) { return db.deleteFrom('vote').where('card_id', '=', cardId).execute(); }
    function five(db) { return db.selectFrom('team')
      .innerJoin('channel', (join) => join.onRef('channel.workspace_id', '=', 'team.workspace_id')).execute(); }
    function begin(db) { return db.selectFrom('onepager as o').selectAll(); }
    function seven(db) { return begin(db).where('o.team_id', '=', id).execute(); }
    function eight(db) { return begin(db).where('o.owner_id', '=', id).execute(); }
    function nine(db) { return db.selectFrom('case').selectAll().where('by_user_id', '=', userId).execute(); }
    function six(db) { return db.selectFrom('team').where('team.workspace_id', '=', workspaceId).execute(); }
  `;
  const loose = findQueries('planted.ts', planted).filter(({ chain }) => !named.test(chain));
  expect(loose.map(({ at }) => at)).toEqual([
    'planted.ts one',
    'planted.ts two',
    'planted.ts three',
    'planted.ts five',
    'planted.ts eight',
    'planted.ts nine',
  ]);
});
