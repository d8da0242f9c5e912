import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../lib/json.ts';
import { StartupError } from '../lib/startup-error.ts';
import type { Anchor } from '../platform/db/chain.ts';
import { toInstant } from '../platform/db/instant.ts';

// The ends of the decision logs, kept outside of the database: one line a day and workspace in `anchors.jsonl` beside the
// backups. Whoever cuts the log's tail or puts an older database in place does not have them. (reliability.md P36, decision 13)

const lineSchema = z.strictObject({
  at: z.iso.datetime(),
  workspaceId: z.string(),
  /** 0 for a log without an entry. */
  seq: z.int().min(0),
  hash: z.string(),
  code: z.string(),
  /** The backup that was put in place then: what was anchored before it and lies beyond is gone, and everybody may know. */
  restored: z.string().exactOptional(),
});

/** One line of the file. */
export type AnchorLine = z.infer<typeof lineSchema>;

/** Where the lines are. */
function anchorFile(folder: string): string {
  return join(folder, 'anchors.jsonl');
}

/** All lines, oldest first, and how many nobody can read; a last line that was cut off by a crash does not count. */
export function readAnchors(folder: string): { lines: AnchorLine[]; unreadable: number } {
  const file = anchorFile(folder);
  if (!existsSync(file)) return { lines: [], unreadable: 0 };
  return parseAnchors(readFileSync(file, 'utf8'));
}

/** Reads such a file under another name: somebody's own copy. Throws a `StartupError` when it is not there. */
export function parseAnchorFile(file: string): ReturnType<typeof parseAnchors> {
  if (!existsSync(file))
    throw new StartupError(`There is no file ${file}: name a copy of anchors.jsonl.`);
  return parseAnchors(readFileSync(file, 'utf8'));
}

/** Reads the text of such a file. */
export function parseAnchors(text: string): { lines: AnchorLine[]; unreadable: number } {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const lines: AnchorLine[] = [];
  let unreadable = 0;
  for (const line of whole.filter((one) => one !== '')) {
    const read = lineSchema.safeParse(readJson(line));
    if (read.success) lines.push(read.data);
    else unreadable += 1;
  }
  return { lines, unreadable };
}

/**
 * Adds a line for each log's end; on disk when it returns. `restored` names the backup that was put in place with them. A line
 * that a crash cut off is ended first.
 */
export function appendAnchors(
  folder: string,
  heads: readonly Omit<AnchorLine, 'at'>[],
  when: { now: Date; restored?: string },
): void {
  if (heads.length === 0) return;
  const { now, ...note } = when;
  const lines: AnchorLine[] = heads.map((head) => ({ at: toInstant(now), ...head, ...note }));
  mkdirSync(folder, { recursive: true });
  const file = anchorFile(folder);
  const isCut = existsSync(file) && !/(^|\n)$/.test(readFileSync(file, 'utf8'));
  const handle = openSync(file, 'a', 0o600);
  try {
    writeSync(
      handle,
      (isCut ? '\n' : '') + lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The anchors that a workspace's log must still meet: since the last restore, or the restored state itself. */
export function listBinding(
  lines: readonly AnchorLine[],
  workspaceId: string,
): (Anchor & { at: string })[] {
  const own = lines.filter((line) => line.workspaceId === workspaceId);
  const last = own.findLastIndex((line) => line.restored !== undefined);
  return own.slice(Math.max(0, last)).filter(({ seq }) => seq > 0);
}
