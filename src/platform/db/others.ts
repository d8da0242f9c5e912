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
  /** Processes that said lately that they are at work, this one among them. */
  present: readonly string[];
  /** By the server's clock, in milliseconds. */
  atMs: number;
}

/** What others at work have done is asked about after so long, although they follow it up themselves; no job rests longer either. */
const trustMs = 5 * 60_000;

/** Numbers in rows are the lower half of those in a snapshot. */
const rowNumbers = 2 ** 32;

/**
 * Tells our transactions from those of others. Every transaction that writes has a number, in the order of their first writes, and the server
 * says which of them have ended (`pg_current_snapshot()`); those that have ended since the last look and are not ours are somebody
 * else's: another process, an operator, or another database of the same server, which is a false alarm and does no harm.
 *
 * While another process is at work, it follows up itself what its people do. So what others have written is told every five minutes, and at
 * once when a process is no longer there: otherwise each of two would ask everything all the time for what the other has long done.
 * (https://www.postgresql.org/docs/current/functions-info.html, *Transaction ID and Snapshot Information*)
 */
export class Others {
  private readonly ask: () => Promise<Told>;
  private readonly ours = new Set<number>();
  private known: Snapshot | undefined;
  private present: readonly string[] = [];
  /** Since when others have written something that was not told yet. */
  private untoldMs: number | undefined;

  constructor(ask: () => Promise<Told>) {
    this.ask = ask;
  }

  /** This transaction is ours, and whoever had to know what it wrote knows it. */
  claim(xid: number): void {
    this.ours.add(xid);
  }

  /**
   * Whether a transaction of others may have ended since this was last answered with yes, that nobody else is there to follow up, or that is
   * five minutes old; the first time yes.
   */
  async haveWritten(): Promise<boolean> {
    const told = await this.ask();
    const now = parseSnapshot(told.snapshot);
    const { known } = this;
    this.known = now;
    const isStrange =
      known === undefined || this.isAnyStrange({ known, now }, new Set(told.greetings));
    for (const xid of this.ours) if (hasEnded(now, xid)) this.ours.delete(xid);
    if (isStrange) this.untoldMs ??= told.atMs;
    const isFollowedUp = known !== undefined && this.isFollowedUp(told);
    this.present = told.present;
    if (this.untoldMs === undefined || isFollowedUp) return false;
    this.untoldMs = undefined;
    return true;
  }

  /** Whether somebody else is at work, nobody has left since the last look, and the five minutes are not over. */
  private isFollowedUp({ present, atMs }: Told): boolean {
    const haveAllStayed = this.present.every((id) => present.includes(id));
    const restedMs = atMs - (this.untoldMs ?? atMs);
    return present.length > 1 && haveAllStayed && restedMs >= 0 && restedMs < trustMs;
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
