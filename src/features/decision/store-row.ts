import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { DecisionId } from '../../lib/ids.ts';
import { canonicalJson } from '../../platform/db/chain.ts';
import { fromInstant } from '../../platform/db/instant.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Tables } from '../../platform/db/tables.ts';
import type { Decision, DecisionOutcome } from './rules.ts';

/** A row of the log; it never leaves the stores of this feature. */
export type DecisionRow = Selectable<Tables['decision']>;
/** A row of an entry's words. */
export type TextRow = Selectable<Tables['decision_text']>;

/** What of an entry's hashed facts is not a column; the rest of the facts repeats the row and is compared with it. */
export const factsSchema = z.object({
  confidence: z.enum(['low', 'medium', 'high']).optional(),
  isReversal: z.literal(true).optional(),
  endsFreeze: z.literal(true).optional(),
  /** The random keys of the people who turned theirs. */
  keys: z.array(z.string()).optional(),
  texts: z.record(z.string(), z.string()),
});

const outcomeSchema = z.object({
  isAtGate: z.boolean(),
  isRuleMet: z.boolean(),
  moved: z.array(
    z
      .object({
        signal: z.string(),
        before: z.string(),
        after: z.string(),
        n: z.number().optional(),
        isMet: z.boolean(),
        direction: z.enum(['toward', 'flat', 'opposite', 'too-early', 'too-few', 'missing']),
      })
      .transform(({ n, ...rest }) => ({ ...rest, ...(n === undefined ? {} : { n }) })),
  ),
});

/** Fields of an entry's texts that the log itself writes. */
export const ownFields = { title: 'title', outcome: 'outcome' } as const;

/** The columns that the facts repeat. */
export type FactColumns = Omit<DecisionRow, 'facts' | 'previous_hash' | 'hash'>;

/** The canonical JSON of an entry: what is hashed. Everything in it but `rest` is a column as well. */
export function writeFacts(columns: FactColumns, rest: z.infer<typeof factsSchema>): string {
  return canonicalJson({
    form: 1,
    id: columns.id,
    workspaceId: columns.workspace_id,
    seq: columns.seq,
    number: columns.number,
    teamId: columns.team_id,
    onepagerId: columns.onepager_id,
    reviewId: columns.review_id,
    kind: columns.kind,
    at: columns.at,
    decidedBy: columns.decided_by_key,
    isAgainstRule: columns.is_against_rule,
    isAgainstMajority: columns.is_against_majority,
    revisitOn: columns.revisit_on,
    supersedesId: columns.supersedes_id,
    // Left out where they say nothing, so that entries from before they existed keep their hash.
    isMajor: columns.is_major === 1 ? 1 : undefined,
    isReversal: rest.isReversal,
    endsFreeze: rest.endsFreeze,
    keys: rest.keys,
    confidence: rest.confidence,
    texts: rest.texts,
  });
}

/** The words of these entries, by entry, erased ones included. */
export async function loadTexts(
  db: Db,
  rows: readonly DecisionRow[],
): Promise<Map<DecisionId, TextRow[]>> {
  const textsById = new Map<DecisionId, TextRow[]>();
  for (let start = 0; start < rows.length; start += 500) {
    const ids = rows.slice(start, start + 500).map((row) => row.id);
    const texts = await db
      .selectFrom('decision_text')
      .selectAll()
      .where('decision_id', 'in', ids)
      .execute();
    for (const text of texts) {
      textsById.set(text.decision_id, [...(textsById.get(text.decision_id) ?? []), text]);
    }
  }
  return textsById;
}

/** Rows of one workspace as entries, in the same order, with people and corrections looked up. */
export async function toDecisions(db: Db, rows: readonly DecisionRow[]): Promise<Decision[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const textsById = await loadTexts(db, rows);
  const people = await db
    .selectFrom('person_key')
    .select(['key', 'user_id'])
    .where('workspace_id', '=', first.workspace_id)
    .where('key', 'in', [...new Set(rows.flatMap(keysOf))])
    .execute();
  const corrections = await db
    .selectFrom('decision')
    .select(['supersedes_id', 'number', 'facts', 'seq'])
    .where('workspace_id', '=', first.workspace_id)
    .where(
      'supersedes_id',
      'in',
      rows.map((row) => row.id),
    )
    .execute();
  // Sorted here: for the engine an order by number would be a reason to walk the log in that order.
  corrections.sort((one, other) => one.seq - other.seq);
  const userIds = new Map(people.map((person) => [person.key, person.user_id ?? undefined]));
  const byCorrected = new Map(corrections.map((row) => [row.supersedes_id, row]));
  return rows.map((row) =>
    toDecision(row, textsById.get(row.id) ?? [], {
      userIds,
      correction: byCorrected.get(row.id),
    }),
  );
}

function toDecision(
  row: DecisionRow,
  textRows: readonly TextRow[],
  around: {
    userIds: ReadonlyMap<string, string | undefined>;
    correction: Pick<DecisionRow, 'number' | 'facts'> | undefined;
  },
): Decision {
  const words: Record<string, string> = {};
  for (const text of textRows) if (text.text !== null) words[text.field] = text.text;
  const { title, outcome, ...texts } = words;
  const { confidence, isReversal, endsFreeze, keys } = factsSchema.parse(parseJson(row.facts));
  const decidedByUserId = around.userIds.get(row.decided_by_key);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    seq: row.seq,
    number: row.number,
    kind: row.kind,
    teamId: row.team_id,
    at: fromInstant(row.at),
    title: title ?? '',
    texts,
    isAgainstRule: row.is_against_rule === 1,
    isAgainstMajority: row.is_against_majority === 1,
    ...(row.onepager_id === null ? {} : { onepagerId: row.onepager_id }),
    ...(row.review_id === null ? {} : { reviewId: row.review_id }),
    ...(row.revisit_on === null ? {} : { revisitOn: row.revisit_on }),
    ...(row.supersedes_id === null ? {} : { supersedesId: row.supersedes_id }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(outcome === undefined ? {} : { outcome: parseOutcome(outcome) }),
    ...(decidedByUserId === undefined ? {} : { decidedByUserId }),
    ...(row.is_major === 1 ? { isMajor: true } : {}),
    ...(isReversal === undefined ? {} : { isReversal }),
    ...(endsFreeze === undefined ? {} : { endsFreeze }),
    ...(keys === undefined ? {} : { keyUserIds: keys.map((key) => around.userIds.get(key)) }),
    ...toCorrected(around.correction),
  };
}

function toCorrected(
  correction: Pick<DecisionRow, 'number' | 'facts'> | undefined,
): Pick<Decision, 'supersededByNumber' | 'isReversed'> {
  if (correction === undefined) return {};
  const { isReversal } = factsSchema.parse(parseJson(correction.facts));
  return {
    supersededByNumber: correction.number,
    ...(isReversal === undefined ? {} : { isReversed: true }),
  };
}

/** Everybody who stands in an entry, by their random keys. */
function keysOf(row: DecisionRow): string[] {
  const { keys } = factsSchema.parse(parseJson(row.facts));
  return [row.decided_by_key, ...(keys ?? [])];
}

function parseOutcome(text: string): DecisionOutcome {
  return outcomeSchema.parse(parseJson(text));
}
/** JSON from the database, not yet checked; undefined when somebody broke it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
