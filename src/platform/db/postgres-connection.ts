import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { QueryResult as Answered, PoolClient } from 'pg';
import { z } from 'zod';
import type { Changes } from './changes.ts';
import type { Others } from './others.ts';
import { isUnasked, type StatementNames } from './statement-names.ts';

const committedSchema = z.tuple([
  z.object({ rows: z.tuple([z.object({ xid: z.string().nullable() })]) }),
  z.object({ command: z.literal('COMMIT') }),
]);
/** In one message, so that knowing our own transactions costs no way to the server and back. */
const commitAndTell = 'select pg_current_xact_id_if_assigned()::text as xid; commit';
const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** What all connections of one handle share. */
export interface Noted {
  changes: Changes;
  others: Others;
  names: StatementNames;
}

/**
 * One connection to PostgreSQL, whose statements are noted: what they read at once; what they write when others can see it, since a
 * job on another connection may look in between. What nobody waits for goes to the server with what comes next.
 * (docs/decisions/0011-jobs-rest.md, 0015-three-ways.md)
 */
export class NotedConnection implements DatabaseConnection {
  private readonly client: PoolClient;
  private readonly changes: Changes;
  private readonly others: Others;
  private readonly names: StatementNames;
  /** What the transaction under way has written; undefined outside of one. */
  private written: (readonly string[] | undefined)[] | undefined;
  /** What was sent and not waited for: the answers come in this order, and before that of whatever is sent next. */
  private readonly sent: Promise<void>[] = [];
  /** What failed first of it in this transaction, as far as that is known: then nothing more is done, and least of all kept. */
  private failed: PromiseRejectedResult | undefined;
  /** The server has said that the transaction began. */
  private hasBegun = false;

  constructor(client: PoolClient, parts: Noted) {
    this.client = client;
    this.changes = parts.changes;
    this.others = parts.others;
    this.names = parts.names;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const writes = this.changes.noteReads(query.sql);
    if (this.written === undefined) return this.executeAlone(query, writes);
    if (writes === undefined || writes.length > 0) {
      this.written.push(writes);
      // Where it did not begin this would be kept by itself.
      if (!this.hasBegun) await this.land(async () => {});
      if (isUnasked(query)) {
        this.send(() => this.ask(query));
        return { rows: [] };
      }
    }
    return toResult(await this.land(() => this.ask(query)));
  }

  /** Outside of a transaction. */
  private async executeAlone<Row>(
    query: CompiledQuery,
    writes: readonly string[] | undefined,
  ): Promise<QueryResult<Row>> {
    if (writes !== undefined && writes.length > 0) return this.writeAlone(query);
    try {
      return toResult(await this.ask(query));
    } finally {
      this.changes.noteWrites(writes);
    }
  }

  /** Outside of a transaction nobody would hear its number: what we write would be taken for what others did. */
  private async writeAlone<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const act = async (): Promise<QueryResult<Row>> => {
      await this.begin('read committed');
      const done = await this.executeQuery<Row>(query);
      await this.commit();
      return done;
    };
    const [done] = await Promise.allSettled([act()]);
    if (done.status === 'fulfilled') return done.value;
    // What it failed of is told, and not that a connection which is gone cannot take it back.
    await Promise.allSettled([this.rollback()]);
    throw done.reason;
  }

  private async ask(query: CompiledQuery): Promise<Answered> {
    const { sql: text, parameters } = query;
    const isInside = this.written !== undefined;
    const name = this.names.nameOf(query);
    const asked = { text, values: [...parameters] };
    if (name === undefined) return this.client.query(asked);
    const [answered] = await Promise.allSettled([this.client.query({ ...asked, name })]);
    if (answered.status === 'fulfilled') return answered.value;
    // Inside a transaction the whole of it has failed, and begins anew.
    if (!this.names.forget(answered.reason) || isInside) throw answered.reason;
    return this.client.query(asked);
  }

  streamQuery(): never {
    throw new Error('nothing is streamed here');
  }

  /** Is sent with what is read first; nothing is written before the server has said that it began. */
  async begin(isolation: string): Promise<void> {
    this.hasBegun = false;
    this.written = [];
    this.failed = undefined;
    this.send(() => this.client.query(`start transaction isolation level ${isolation}`));
  }

  /** Throws when the server has kept nothing, or when nobody knows whether it has. */
  async commit(): Promise<void> {
    const { written = [] } = this;
    this.written = undefined;
    if (written.length === 0) {
      await this.land(() => this.client.query('commit'));
      return;
    }
    // What the driver itself refuses it says at once; the server never hears of it, and would keep all the rest.
    if (this.sent.length > 0) await new Promise((resolve) => setImmediate(resolve));
    let xid: string | null = null;
    try {
      // Where something failed that was sent and not waited for, the server keeps nothing.
      const [told] = committedSchema.parse(await this.land(() => this.client.query(commitAndTell)));
      ({ xid } = told.rows[0]);
    } finally {
      // Also when the answer was lost: then it may be kept, or be kept later, which is seen as something that others did.
      for (const writes of written) this.changes.noteWrites(writes);
    }
    if (xid !== null) this.others.claim(Number(xid));
  }

  async rollback(): Promise<void> {
    this.written = undefined;
    await Promise.all([this.client.query('rollback'), ...this.letGo()]);
  }

  /** Asks with whatever is asked next, in one packet, and hears then how it ended. */
  private send(ask: () => Promise<unknown>): void {
    this.client.connection.stream.cork();
    const heard = Promise.allSettled([ask()]).then(([settled]) => {
      if (settled.status === 'rejected') this.failed ??= settled;
    });
    this.sent.push(heard);
  }

  /** The answer, after those of what was sent before it. Throws what failed first: what comes after it fails only because of it. */
  private async land<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    // Also where somebody heard of it before, and went on.
    this.refuseFailed();
    const asking = Promise.allSettled([ask()]);
    await Promise.all(this.letGo());
    this.refuseFailed();
    const [last] = await asking;
    if (last.status === 'rejected') throw last.reason;
    this.hasBegun = true;
    return last.value;
  }

  private refuseFailed(): void {
    if (this.failed !== undefined) throw this.failed.reason;
  }

  private letGo(): Promise<void>[] {
    const sent = this.sent.splice(0);
    for (const _ of sent) this.client.connection.stream.uncork();
    return sent;
  }

  release(): void {
    this.client.release();
  }
}

function toResult<Row>({ command, rowCount, rows }: Answered): QueryResult<Row> {
  const affected = changing.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {};
  // A script of several statements is answered by as many results, of which nobody asks.
  return { ...affected, rows: rows ?? [] };
}
