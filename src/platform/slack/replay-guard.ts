/** How a request went: its HTTP status. */
interface Entry {
  at: number;
  status: Promise<number>;
  resolve: (status: number) => void;
}

/** More than Slack sends in ten minutes to any bot of one workspace; beyond it the oldest are forgotten. */
const most = 20_000;

/**
 * Knows the signatures of what was taken in the last minutes, and nothing else of it. A signature covers the instant and the
 * body, so Slack's own second delivery has another one. In memory only: after a restart the keys of acts still hold.
 * (reliability.md P07, B-05)
 */
export class ReplayGuard {
  private readonly keptMs: number;
  /** In the order in which they came. */
  private readonly entries = new Map<string, Entry>();

  constructor(keptMs: number) {
    this.keptMs = keptMs;
  }

  /** Undefined for a signature that is new; otherwise how the request that came with it goes. */
  enter(signature: string, now: Date): Promise<number> | undefined {
    this.forget(now.getTime());
    const known = this.entries.get(signature);
    if (known !== undefined) return known.status;
    let resolve = (_status: number): void => undefined;
    const status = new Promise<number>((done) => {
      resolve = done;
    });
    this.entries.set(signature, { at: now.getTime(), status, resolve });
    return undefined;
  }

  /** The request is answered. What was not done may be tried again with the same signature, as a proxy does. */
  leave(signature: string, status: number): void {
    this.entries.get(signature)?.resolve(status);
    if (status !== 200) this.entries.delete(signature);
  }

  private forget(now: number): void {
    for (const [signature, { at }] of this.entries) {
      if (this.entries.size <= most && now - at <= this.keptMs) return;
      this.entries.delete(signature);
    }
  }
}
