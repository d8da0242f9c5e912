import { createHash } from 'node:crypto';
import type { CompiledQuery, RootOperationNode } from 'kysely';
import { errorCode } from './error-code.ts';

const kept = new WeakSet<RootOperationNode>();

/** Notes that this query is asked again and again with the same text, and may be planned once. */
export function keepStatement(query: CompiledQuery): void {
  kept.add(query.query);
}

const unasked = new WeakSet<RootOperationNode>();

/** Notes that nobody asks what this query answers, so that nobody needs to wait for it before the commit. */
export function askNothing(query: CompiledQuery): void {
  unasked.add(query.query);
}

/** Whether that was noted of the query. */
export function isUnasked(query: CompiledQuery): boolean {
  return unasked.has(query.query);
}

const noSuchName = '26000';
const nameTaken = '42P05';
/** *cached plan must not change result type*: the table was altered since. */
const planOutdated = '0A000';

/** What a server says that does not know a name any more, or knows it for something else: nothing was done. */
export const lostNameCodes: ReadonlySet<string> = new Set([noSuchName, nameTaken, planOutdated]);

/**
 * Names for statements on PostgreSQL, so that a server plans each of them once on a connection instead of each time: half of what a vote
 * costs it. Only queries that are written once have one (`keepStatement`), so there are some fifty. The name is a digest of the text:
 * whoever else used it meant the same. A pooler that gives each transaction another connection may lose names; then nothing is named any more.
 * (performance.md PG, F-84)
 */
export class StatementNames {
  private readonly names = new Map<string, string>();
  private isOff = false;
  /** After a table was altered the same text gets another name, and with it another plan. */
  private round = 0;

  /** The name under which this query is planned; undefined for one that has none. */
  nameOf(query: CompiledQuery): string | undefined {
    if (this.isOff || !kept.has(query.query)) return undefined;
    const known = this.names.get(query.sql);
    if (known !== undefined) return known;
    const digest = createHash('sha256').update(query.sql).digest('hex').slice(0, 32);
    const name = `barbell_${this.round}_${digest}`;
    this.names.set(query.sql, name);
    return name;
  }

  /** Learns from a failure; answers whether it was that of a name, so that the statement may be asked again. */
  forget(error: unknown): boolean {
    const code = errorCode(error);
    if (!lostNameCodes.has(code)) return false;
    if (code === planOutdated) {
      this.round += 1;
      this.names.clear();
    } else {
      this.isOff = true;
    }
    return true;
  }
}
