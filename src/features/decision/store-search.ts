import { sql } from 'kysely';
import type { DecisionId, TeamId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { engineOf } from '../../platform/db/open.ts';
import type { Decision, DecisionKind, SearchPlace } from './rules.ts';
import { toWords } from './rules.ts';
import { ownFields, toDecisions } from './store-row.ts';

// `decision_search` is a twin: FTS5 on SQLite, a tsvector on PostgreSQL; only this file knows the difference.

/**
 * The entries of these teams that hold all the words (or their beginnings), best match first, then the newest; without
 * words the newest. `next` is where the following page starts, and is missing on the last.
 */
export async function searchDecisions(
  db: Db,
  question: {
    workspaceId: string;
    teamIds: readonly TeamId[];
    words: readonly string[];
    limit: number;
    after?: SearchPlace;
  },
): Promise<{ decisions: Decision[]; next?: SearchPlace }> {
  if (question.teamIds.length === 0) return { decisions: [] };
  const place = question.after ?? { skip: 0, untilSeq: await lastSeq(db, question.workspaceId) };
  const words = question.words.flatMap(toWords);
  const rows = await searchQuery(db, question, words)
    .where('decision.seq', '<=', place.untilSeq)
    .orderBy('decision.at', 'desc')
    .orderBy('decision.seq', 'desc')
    .offset(place.skip)
    .limit(question.limit + 1)
    .execute();
  const decisions = await toDecisions(db, rows.slice(0, question.limit));
  if (rows.length <= question.limit) return { decisions };
  return { decisions, next: { ...place, skip: place.skip + question.limit } };
}

/** Makes an entry's words searchable; an entry that has them already must lose them first. */
export async function writeSearchRow(
  tx: Tx,
  row: { id: DecisionId; workspace_id: string; number: number; kind: DecisionKind },
  texts: readonly { field: string; text: string | null }[],
): Promise<void> {
  const said = texts.filter((text) => text.field !== ownFields.outcome).map((text) => text.text);
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

function searchQuery(
  db: Db,
  question: { workspaceId: string; teamIds: readonly TeamId[] },
  words: readonly string[],
) {
  const readable = db
    .selectFrom('decision')
    .selectAll('decision')
    .where('decision.workspace_id', '=', question.workspaceId)
    .where('decision.team_id', 'in', [...question.teamIds]);
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

async function lastSeq(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('decision')
    .select((e) => e.fn.max('seq').as('seq'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
