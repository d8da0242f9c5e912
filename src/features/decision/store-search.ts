import { type SelectQueryBuilder, sql } from 'kysely';
import type { DecisionId, TeamId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { engineOf } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Decision, DecisionKind } from './rules.ts';
import type { SearchPerson, SearchPlace } from './search-rules.ts';
import { toWords } from './search-rules.ts';
import { type DecisionRow, ownFields, toDecisions } from './store-row.ts';

// `decision_search` is a twin: FTS5 on SQLite, a tsvector on PostgreSQL; only this file knows the difference.

/** What is looked for, and in whose logs. Everything given must hold; an entry needs one of the kinds and people. */
export interface SearchQuestion {
  workspaceId: string;
  teamIds: readonly TeamId[];
  words: readonly string[];
  kinds?: readonly DecisionKind[];
  /** Who decided it, or owns the one-pager that it is about. */
  userIds?: readonly string[];
  /** `from <= at < to`. */
  from?: Date;
  to?: Date;
  /** Its day to look again has come, nobody has answered or put it off since, and no later entry corrects it. */
  dueOn?: LocalDate;
  isAgainstRule?: boolean;
  isAgainstMajority?: boolean;
}

/**
 * The entries of these teams that hold all the words (or their beginnings), best match first, then the newest; without
 * words the newest. `next` is where the following page starts, and is missing on the last.
 */
export async function searchDecisions(
  db: Db,
  question: SearchQuestion & { limit: number; after?: SearchPlace },
): Promise<{ decisions: Decision[]; next?: SearchPlace }> {
  if (question.teamIds.length === 0) return { decisions: [] };
  const place = question.after ?? { skip: 0, untilSeq: await lastSeq(db, question.workspaceId) };
  const words = question.words.flatMap(toWords);
  const rows = await searchQuery(db, question, words)
    // Added to nothing, so that no engine walks the log by its numbers and sorts it: it is read from its newest end.
    .where(sql`decision.seq + 0`, '<=', place.untilSeq)
    .orderBy('decision.at', 'desc')
    .orderBy('decision.seq', 'desc')
    .offset(place.skip)
    .limit(question.limit + 1)
    .execute();
  const decisions = await toDecisions(db, rows.slice(0, question.limit));
  if (rows.length <= question.limit) return { decisions };
  return { decisions, next: { ...place, skip: place.skip + question.limit } };
}

/** The people of the workspace whom a search may name, as far as we have seen them. */
export async function listNames(db: Db, workspaceId: string): Promise<SearchPerson[]> {
  const rows = await db
    .selectFrom('person')
    .select(['user_id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('is_bot', '=', 0)
    .execute();
  return rows.map((row) => ({ userId: row.user_id, name: row.name }));
}

/** What nobody types to find an entry: figures for the roll-up, and a link's address. */
const unspoken: ReadonlySet<string> = new Set([ownFields.outcome, 'source']);

/** Makes an entry's words searchable; an entry that has them already must lose them first. */
export async function writeSearchRow(
  tx: Tx,
  row: { id: DecisionId; workspace_id: string; number: number; kind: DecisionKind },
  texts: readonly { field: string; text: string | null }[],
): Promise<void> {
  const said = texts.filter((text) => !unspoken.has(text.field)).map((text) => text.text);
  const words = [String(row.number), row.kind, ...said.flatMap((text) => toWords(text ?? ''))];
  await tx
    .insertInto('decision_search')
    .values({ decision_id: row.id, workspace_id: row.workspace_id, words: words.join(' ') })
    .execute();
}

/** Takes an entry's words out of the search. */
export async function removeSearchRow(tx: Tx, id: DecisionId): Promise<void> {
  await tx.deleteFrom('decision_search').where('decision_id', '=', id).execute();
}

function searchQuery(db: Db, question: SearchQuestion, words: readonly string[]) {
  const all = selectWaiting(db, question, words);
  const readable = filter(all.where('decision.team_id', 'in', [...question.teamIds]), question);
  if (words.length === 0) return readable;
  const found = readable.innerJoin('decision_search', 'decision_search.decision_id', 'decision.id');
  if (engineOf(db) === 'sqlite') {
    const wanted = words.map((word) => `"${word}"*`).join(' ');
    return found
      .where(sql<boolean>`decision_search match ${wanted}`)
      .orderBy(sql`bm25(decision_search)`);
  }
  const wanted = sql`to_tsquery('simple', ${words.map((word) => `'${word}':*`).join(' & ')})`;
  return found
    .where(sql<boolean>`decision_search.document @@ ${wanted}`)
    .orderBy(sql`ts_rank(decision_search.document, ${wanted})`, 'desc');
}

type DecisionQuery = SelectQueryBuilder<Tables, 'decision', DecisionRow>;

function filter(all: DecisionQuery, question: SearchQuestion): DecisionQuery {
  const { from, to } = question;
  const kinds = question.kinds ?? [];
  let query = all;
  if (kinds.length > 0) query = query.where('decision.kind', 'in', [...kinds]);
  if (from !== undefined) query = query.where('decision.at', '>=', toInstant(from));
  if (to !== undefined) query = query.where('decision.at', '<', toInstant(to));
  if (question.isAgainstRule === true) query = query.where('decision.is_against_rule', '=', 1);
  if (question.isAgainstMajority === true) {
    query = query.where('decision.is_against_majority', '=', 1);
  }
  const userIds = question.userIds ?? [];
  return userIds.length === 0 ? query : whereOf(query, question.workspaceId, userIds);
}

/**
 * All entries, or those that wait on a day. A cross join, because SQLite keeps its order: it begins with the few that wait and
 * not with a team's log of years. What is found by its words is few by itself.
 */
function selectWaiting(
  db: Db,
  { workspaceId, dueOn, teamIds }: SearchQuestion,
  words: readonly string[],
): DecisionQuery {
  const all = db
    .selectFrom('decision')
    .selectAll('decision')
    .where('decision.workspace_id', '=', workspaceId);
  if (dueOn === undefined) return all;
  const waiting = db
    .selectFrom('revisit_wait')
    .where('revisit_wait.team_id', 'in', [...teamIds])
    .where('revisit_wait.ask_on', '<=', dueOn);
  if (words.length > 0) {
    return all.where('decision.id', 'in', waiting.select('revisit_wait.decision_id'));
  }
  return waiting
    .crossJoin('decision')
    .whereRef('revisit_wait.decision_id', '=', 'decision.id')
    .where('decision.workspace_id', '=', workspaceId)
    .selectAll('decision');
}

/** The one-pager's owner is read from its own table: its feature is built upon this one. */
function whereOf(
  query: DecisionQuery,
  workspaceId: string,
  userIds: readonly string[],
): DecisionQuery {
  return query.where((e) =>
    e.or([
      e(
        'decision.decided_by_key',
        'in',
        e
          .selectFrom('person_key')
          .select('person_key.key')
          .where('person_key.workspace_id', '=', workspaceId)
          .where('person_key.user_id', 'in', [...userIds]),
      ),
      e(
        'decision.onepager_id',
        'in',
        e
          .selectFrom('onepager')
          .select('onepager.id')
          .where('onepager.workspace_id', '=', workspaceId)
          .where('onepager.owner_id', 'in', [...userIds]),
      ),
    ]),
  );
}

async function lastSeq(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('decision')
    .select((e) => e.fn.max('seq').as('seq'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
