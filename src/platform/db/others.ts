import { z } from 'zod';

/** Which transactions had ended: all below `xmax` but those in `running`. */
interface Snapshot {
  xmax: number;
  running: ReadonlySet<number>;
}

/** What the server says of its transactions. */
export interface Told {
  /** `xmin:xmax:xip,xip,…`, as `pg_current_snapshot()` writes it. */
  snapshot: string;
  /** Of the transactions by which each process said last that it is at work: nothing else was written there, and nobody waits for it. */
  greetings: readonly number[];
}

/** Numbers in rows are the lower half of those in a snapshot. */
const rowNumbers = 2 ** 32;

/**
 * Tells our transactions from those of others. Every transaction that writes has a number, in the order of their first writes, and the server
 * says which of them have ended (`pg_current_snapshot()`); those that have ended since the last look and are not ours are somebody
 * else's: another process, an operator, or another database of the same server, which is a false alarm and does no harm.
 * (https://www.postgresql.org/docs/current/functions-info.html, *Transaction ID and Snapshot Information*)
 */
export class Others {
  private readonly ask: () => Promise<Told>;
  private readonly ours = new Set<number>();
  private known: Snapshot | undefined;

  constructor(ask: () => Promise<Told>) {
    this.ask = ask;
  }

  /** This transaction is ours, and whoever had to know what it wrote knows it. */
  claim(xid: number): void {
    this.ours.add(xid);
  }

  /** Whether a transaction of others may have ended since this was asked last; the first time yes. */
  async haveWritten(): Promise<boolean> {
    const { snapshot, greetings } = await this.ask();
    const now = parseSnapshot(snapshot);
    const { known } = this;
    this.known = now;
    const isStrange = known === undefined || this.isAnyStrange({ known, now }, new Set(greetings));
    for (const xid of this.ours) if (hasEnded(now, xid)) this.ours.delete(xid);
    return isStrange;
  }

  private isAnyStrange(
    { known, now }: { known: Snapshot; now: Snapshot },
    greetings: ReadonlySet<number>,
  ): boolean {
    // Other questions are under way at the same time, and an older answer may come last.
    if (now.xmax < known.xmax || now.xmax - known.xmax > mostCompared) return true;
    const isStrange = (xid: number) =>
      hasEnded(now, xid) && !this.ours.has(xid) && !greetings.has(xid % rowNumbers);
    for (const xid of known.running) if (isStrange(xid)) return true;
    for (let xid = known.xmax; xid < now.xmax; xid += 1) if (isStrange(xid)) return true;
    return false;
  }
}

/** More new transactions than these are not gone through one by one. */
const mostCompared = 100_000;

function hasEnded({ xmax, running }: Snapshot, xid: number): boolean {
  return xid < xmax && !running.has(xid);
}

const snapshotSchema = z.string().regex(/^\d+:\d+:[\d,]*$/);

function parseSnapshot(text: string): Snapshot {
  const [, xmax = '', running = ''] = snapshotSchema.parse(text).split(':');
  return { xmax: Number(xmax), running: new Set(running.split(',').filter(Boolean).map(Number)) };
}
