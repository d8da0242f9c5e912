import { verifyChain } from '../features/decision/store.ts';
import { findHash, findHead } from '../features/decision/store-anchor.ts';
import { listWorkspaceIds } from '../features/export/store.ts';
import { findDamage, isSearchAlone } from '../platform/db/backup.ts';
import { type Anchor, writeCode } from '../platform/db/chain.ts';
import type { Database, Db } from '../platform/db/open.ts';
import { type AnchorLine, listBinding } from './anchors.ts';

/** One thing that was looked at, and what to do when it is not as it should be. */
export interface Finding {
  ok: boolean;
  says: string;
}

/**
 * Looks whether a database is whole: its pages and references, every workspace's decision log, and whether each log still
 * holds what was anchored outside of it. (reliability.md P22, P36, F-73, F-96)
 */
export async function inspect(
  { db, engine }: Database,
  anchors: { lines: readonly AnchorLine[]; unreadable: number },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const damage = await findDamage(db);
  if (engine === 'sqlite') {
    findings.push(
      damage.length === 0
        ? { ok: true, says: 'The file is sound, and every reference leads somewhere.' }
        : {
            ok: false,
            says: `The file is damaged (${damage.join('; ')}). ${isSearchAlone(damage) ? 'That is only the index of the search: start Barbell anew, which mends it.' : 'Restore a backup: barbell restore <file>.'}`,
          },
    );
  }
  const ids = await listWorkspaceIds(db);
  for (const id of ids) findings.push(...(await inspectLog(db, id, anchors.lines)));
  const known = new Set(ids);
  for (const id of new Set(anchors.lines.map(({ workspaceId }) => workspaceId))) {
    if (known.has(id)) continue;
    findings.push({
      ok: false,
      says: `${id}: was anchored, and is not in this database. Is DATABASE_URL the right one?`,
    });
  }
  if (anchors.unreadable > 0) {
    const lines = anchors.unreadable === 1 ? '1 line' : `${anchors.unreadable} lines`;
    findings.push({
      ok: false,
      says: `${lines} of anchors.jsonl cannot be read: somebody changed the file. Compare it with a copy of yours.`,
    });
  }
  return findings;
}

async function inspectLog(
  db: Db,
  workspaceId: string,
  lines: readonly AnchorLine[],
): Promise<Finding[]> {
  const chain = await verifyChain(db, workspaceId);
  if (!chain.ok) {
    const says = `${workspaceId}: the decision log was changed at entry ${chain.seq}. Restore a backup from before that, and find out who.`;
    return [{ ok: false, says }];
  }
  const head = await findHead(db, workspaceId);
  const findings: Finding[] = [{ ok: true, says: sayWhole(workspaceId, head) }];
  for (const anchor of listBinding(lines, workspaceId)) {
    const miss = await findMiss(db, workspaceId, anchor);
    if (miss === undefined) continue;
    findings.push({
      ok: false,
      says: `${workspaceId}: ${sayMiss(miss, anchor, anchor.at.slice(0, 10))}`,
    });
    break;
  }
  const restored = lines.findLast(
    (line) => line.workspaceId === workspaceId && line.restored !== undefined,
  );
  if (restored !== undefined) {
    const says = `${workspaceId}: on ${restored.at.slice(0, 10)} the backup ${restored.restored} was put in place, with ${countEntries(restored.seq)}.`;
    findings.push({ ok: true, says });
  }
  return findings;
}

function sayWhole(workspaceId: string, head: Anchor | undefined): string {
  if (head === undefined) return `${workspaceId}: there is no decision yet.`;
  return `${workspaceId}: the decision log's chain is whole: ${countEntries(head.seq)}, code ${writeCode(head)}.`;
}

function countEntries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

/** How a log fails an anchor, whose hash may be only the beginning of one; undefined when it meets it. */
export async function findMiss(
  db: Db,
  workspaceId: string,
  anchor: Anchor,
): Promise<'cut' | 'other' | undefined> {
  const hash = await findHash(db, workspaceId, anchor.seq);
  if (hash === undefined) return 'cut';
  return hash.startsWith(anchor.hash) ? undefined : 'other';
}

/** What a failed anchor means. */
export function sayMiss(miss: 'cut' | 'other', { seq }: Anchor, when: string): string {
  const mend = 'Restore the newest backup that holds it, and find out who.';
  return miss === 'cut'
    ? `entry ${seq} was there on ${when} and is gone: the log's end was cut off, or an older database was put in place. ${mend}`
    : `entry ${seq} is not the one of ${when}: the log was written anew. ${mend}`;
}
