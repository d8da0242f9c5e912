import type { DecisionId, NewId, OnePagerId, TeamId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import {
  type Anchor,
  digestText,
  firstPreviousHash,
  hashLink,
  verifyLinks,
} from '../../platform/db/chain.ts';
import { toInstant } from '../../platform/db/instant.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { takeNumber } from '../../platform/db/workspace.ts';
import type { Decision, DecisionDraft, DecisionKind } from './rules.ts';
import type { DecisionRow, TextRow } from './store-row.ts';
import {
  factsSchema,
  loadTexts,
  ownFields,
  parseJson,
  toDecisions,
  writeFacts,
} from './store-row.ts';
import { removeSearchRow, writeSearchRow } from './store-search.ts';
import { endWait, startWait } from './store-wait.ts';

/** Writes one entry at the end of the workspace's chain: takes its number, hashes it, makes its words searchable. */
export async function appendDecision(
  tx: Tx,
  newId: NewId,
  draft: DecisionDraft,
): Promise<Decision> {
  const { workspaceId } = draft;
  if (draft.supersedesId !== undefined) {
    const corrected = await getRow(tx, workspaceId, draft.supersedesId);
    invariant(corrected.team_id === draft.teamId, 'an entry corrects one of its own team');
  }
  const last = await tx
    .selectFrom('decision')
    .select(['seq', 'hash'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const id = newId('dec');
  const texts = listTexts(draft).map(([field, text]) => ({
    decision_id: id,
    field,
    salt: newId('sl'),
    text,
  }));
  const columns = {
    id,
    workspace_id: workspaceId,
    seq: (last?.seq ?? 0) + 1,
    number: await takeNumber(tx, workspaceId),
    team_id: draft.teamId,
    onepager_id: draft.onepagerId ?? null,
    review_id: draft.reviewId ?? null,
    kind: draft.kind,
    at: toInstant(draft.at),
    decided_by_key: await takePersonKey(tx, newId, { ...draft, userId: draft.decidedByUserId }),
    is_against_rule: draft.isAgainstRule ? 1 : 0,
    is_against_majority: draft.isAgainstMajority ? 1 : 0,
    revisit_on: draft.revisitOn ?? null,
    supersedes_id: draft.supersedesId ?? null,
    is_major: draft.isMajor === true ? 1 : 0,
  };
  const keys: string[] = [];
  for (const userId of draft.keyUserIds ?? [])
    keys.push(await takePersonKey(tx, newId, { workspaceId, userId }));
  const facts = writeFacts(columns, {
    ...(draft.isReversal === true ? { isReversal: true as const } : {}),
    ...(draft.endsFreeze === true ? { endsFreeze: true as const } : {}),
    ...(keys.length === 0 ? {} : { keys }),
    ...(draft.confidence === undefined ? {} : { confidence: draft.confidence }),
    texts: Object.fromEntries(texts.map((row) => [row.field, digestText(row.salt, row.text)])),
  });
  const previousHash = last?.hash ?? firstPreviousHash;
  const link = { facts, previous_hash: previousHash, hash: hashLink(previousHash, facts) };
  await tx
    .insertInto('decision')
    .values({ ...columns, ...link })
    .execute();
  if (texts.length > 0) await tx.insertInto('decision_text').values(texts).execute();
  await writeSearchRow(tx, columns, texts);
  if (columns.supersedes_id !== null) await endWait(tx, columns.supersedes_id);
  if (draft.revisitOn !== undefined) {
    await startWait(tx, { decisionId: id, teamId: draft.teamId, askOn: draft.revisitOn });
  }
  return getDecision(tx, workspaceId, id);
}

/** The entry with this id; throws when the workspace has none. */
export async function getDecision(db: Db, workspaceId: string, id: DecisionId): Promise<Decision> {
  const [decision] = await toDecisions(db, [await getRow(db, workspaceId, id)]);
  invariant(decision !== undefined, 'one row gives one decision');
  return decision;
}

/** The entry with this id, or undefined when the workspace has none. */
export async function findDecision(
  db: Db,
  workspaceId: string,
  id: DecisionId,
): Promise<Decision | undefined> {
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  const [decision] = await toDecisions(db, rows);
  return decision;
}

/** The entry with this short number, if it is a decision's. */
export async function findDecisionByNumber(
  db: Db,
  workspaceId: string,
  number: number,
): Promise<Decision | undefined> {
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .execute();
  const [decision] = await toDecisions(db, rows);
  return decision;
}

/** A team's entries with `from <= at < to`, oldest first. */
export async function listDecisions(
  db: Db,
  question: { teamId: TeamId; from?: Date; to?: Date; kinds?: readonly DecisionKind[] },
): Promise<Decision[]> {
  let query = db.selectFrom('decision').selectAll().where('team_id', '=', question.teamId);
  if (question.from !== undefined) query = query.where('at', '>=', toInstant(question.from));
  if (question.to !== undefined) query = query.where('at', '<', toInstant(question.to));
  if (question.kinds !== undefined) query = query.where('kind', 'in', [...question.kinds]);
  return toDecisions(db, await query.orderBy('seq').execute());
}

/** A team's newest entries, of these kinds when some are given, the oldest of them first. */
export async function listNewestDecisions(
  db: Db,
  question: { teamId: TeamId; kinds?: readonly DecisionKind[]; limit: number },
): Promise<Decision[]> {
  let query = db.selectFrom('decision').selectAll().where('team_id', '=', question.teamId);
  if (question.kinds !== undefined) query = query.where('kind', 'in', [...question.kinds]);
  const newest = query.orderBy('at', 'desc').orderBy('seq', 'desc').limit(question.limit);
  return toDecisions(db, (await newest.execute()).toReversed());
}

/**
 * A team's oldest entries that came after `afterSeq`, of these kinds, in the order in which they entered the log: a page of a log
 * that may be long.
 */
export async function listOldestDecisions(
  db: Db,
  page: { teamId: TeamId; kinds: readonly DecisionKind[]; afterSeq: number; limit: number },
): Promise<Decision[]> {
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('team_id', '=', page.teamId)
    .where('seq', '>', page.afterSeq)
    .where('kind', 'in', [...page.kinds])
    .orderBy('seq')
    .limit(page.limit)
    .execute();
  return toDecisions(db, rows);
}

/** Every entry about a one-pager, oldest first. */
export async function listDecisionsOfOnePager(
  db: Db,
  workspaceId: string,
  onepagerId: OnePagerId,
): Promise<Decision[]> {
  // Only by the one-pager: with the workspace beside it an engine that counts no rows walks the whole log.
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('onepager_id', '=', onepagerId)
    .orderBy('seq')
    .execute();
  const own = rows.filter((row) => row.workspace_id === workspaceId);
  return toDecisions(db, own);
}

/**
 * Walks the workspace's chain and answers the first entry that was changed, removed or moved, be it in its facts, in a
 * column that repeats them or in a text that was not erased. A cut tail shows only against an anchor. So many entries are read
 * `atOnce`, so that a log of any length fits into memory. (P36)
 */
export async function verifyChain(
  db: Db,
  workspaceId: string,
  { anchor, atOnce = 1000 }: { anchor?: Anchor; atOnce?: number } = {},
): Promise<ReturnType<typeof verifyLinks>> {
  let rows: DecisionRow[] = [];
  let head: Anchor | undefined;
  do {
    rows = await listLinks(db, { workspaceId, afterSeq: rows.at(-1)?.seq, limit: atOnce });
    const reached = rows.length < atOnce || (anchor?.seq ?? 0) <= (rows.at(-1)?.seq ?? 0);
    const links = rows.map((row) => ({ ...row, previousHash: row.previous_hash }));
    const verdict = verifyLinks(links, reached ? anchor : undefined, head);
    const textsById = await loadTexts(db, rows);
    const changed = rows.find((row) => !agreesWithFacts(row, textsById.get(row.id) ?? []));
    if (changed !== undefined)
      return { ok: false, seq: verdict.ok ? changed.seq : Math.min(changed.seq, verdict.seq) };
    if (!verdict.ok) return verdict;
    head = verdict.head;
  } while (rows.length === atOnce);
  return head === undefined ? { ok: true } : { ok: true, head };
}

/** The next entries of a workspace's chain; from its very beginning, whatever number stands there, without `afterSeq`. */
async function listLinks(
  db: Db,
  page: { workspaceId: string; afterSeq: number | undefined; limit: number },
): Promise<DecisionRow[]> {
  let query = db.selectFrom('decision').selectAll().where('workspace_id', '=', page.workspaceId);
  if (page.afterSeq !== undefined) query = query.where('seq', '>', page.afterSeq);
  return query.orderBy('seq').limit(page.limit).execute();
}

/** Erases one text of an entry for good; its digest stays in the chain and says nothing without the salt. */
export async function eraseText(
  tx: Tx,
  what: { workspaceId: string; decisionId: DecisionId; field: string },
): Promise<void> {
  const row = await getRow(tx, what.workspaceId, what.decisionId);
  await tx
    .updateTable('decision_text')
    .set({ text: null, salt: '' })
    .where('decision_id', '=', row.id)
    .where('field', '=', what.field)
    .execute();
  const texts = await loadTexts(tx, [row]);
  await removeSearchRow(tx, row.id);
  await writeSearchRow(tx, row, texts.get(row.id) ?? []);
}

/** Forgets who a person was in this workspace's log: their entries stay, under a key that leads to nobody. */
export async function erasePerson(
  tx: Tx,
  who: { workspaceId: string; userId: string },
): Promise<void> {
  await tx
    .updateTable('person_key')
    .set({ user_id: null })
    .where('workspace_id', '=', who.workspaceId)
    .where('user_id', '=', who.userId)
    .execute();
}

function listTexts(draft: DecisionDraft): [string, string][] {
  const all = {
    ...draft.texts,
    [ownFields.title]: draft.title,
    [ownFields.outcome]: draft.outcome === undefined ? '' : JSON.stringify(draft.outcome),
  };
  return Object.entries(all).filter(([, text]) => text.trim() !== '');
}

function agreesWithFacts(row: DecisionRow, texts: readonly TextRow[]): boolean {
  const parsed = factsSchema.safeParse(parseJson(row.facts));
  if (!parsed.success || writeFacts(row, parsed.data) !== row.facts) return false;
  const digests = parsed.data.texts;
  if (texts.length !== Object.keys(digests).length) return false;
  return texts.every((text) => {
    if (text.text === null) return digests[text.field] !== undefined;
    return digests[text.field] === digestText(text.salt, text.text);
  });
}

async function takePersonKey(
  tx: Tx,
  newId: NewId,
  person: { workspaceId: string; userId: string },
): Promise<string> {
  const who = { workspace_id: person.workspaceId, user_id: person.userId };
  const known = await tx
    .selectFrom('person_key')
    .select('key')
    .where('workspace_id', '=', who.workspace_id)
    .where('user_id', '=', who.user_id)
    .executeTakeFirst();
  if (known !== undefined) return known.key;
  const key = newId('pk');
  await tx
    .insertInto('person_key')
    .values({ ...who, key })
    .execute();
  return key;
}

async function getRow(db: Db, workspaceId: string, id: DecisionId): Promise<DecisionRow> {
  const row = await db
    .selectFrom('decision')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  invariant(row !== undefined, `decision ${id} exists in its workspace`);
  return row;
}
