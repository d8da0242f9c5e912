import type { Anchor } from '../../platform/db/chain.ts';
import { digestText, verifyLinks } from '../../platform/db/chain.ts';
import type { Db } from '../../platform/db/open.ts';
import type { DecisionRow, TextRow } from './store-row.ts';
import { factsSchema, loadTexts, parseJson, writeFacts } from './store-row.ts';

/**
 * Walks the workspace's chain and answers the first entry that was changed, removed or moved, be it in its facts, in a
 * column that repeats them or in a text that was not erased. A cut tail shows only against an anchor. (P36)
 */
export async function verifyChain(
  db: Db,
  workspaceId: string,
  anchor?: Anchor,
): Promise<{ ok: true; head?: Anchor } | { ok: false; seq: number }> {
  const rows = await db
    .selectFrom('decision')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('seq')
    .execute();
  const links = rows.map((row) => ({ ...row, previousHash: row.previous_hash }));
  const verdict = verifyLinks(links, anchor);
  const textsById = await loadTexts(db, rows);
  const changed = rows.find((row) => !agreesWithFacts(row, textsById.get(row.id) ?? []));
  if (changed === undefined) return verdict;
  return { ok: false, seq: verdict.ok ? changed.seq : Math.min(changed.seq, verdict.seq) };
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
