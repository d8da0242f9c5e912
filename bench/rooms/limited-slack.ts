import type { Pace, Paces } from '../../src/platform/outbox/rules.ts';

/** Not the program's own paces: one that became too fast or too slow is to show. */
export const slackLimits: Paces = {
  channel: { burst: 10, perSecond: 1 },
  workspace: { burst: 60, perSecond: 5 },
};

/** A Slack that counts what is posted where and refuses what comes too fast, by a clock of its own. */
export class LimitedSlack {
  posted = 0;
  refused = 0;
  /** When the last post was taken. */
  lastMs = 0;
  private readonly nowMs: () => number;
  private readonly paces: Paces;
  private readonly buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(nowMs: () => number, paces: Paces) {
    this.nowMs = nowMs;
    this.paces = paces;
  }

  answer(method: string, args: URLSearchParams): object {
    if (method !== 'chat.postMessage') throw new Error(`Slack was asked for ${method}`);
    const channel = args.get('channel') ?? '';
    const isTaken = this.take(channel, this.paces.channel) && this.take('', this.paces.workspace);
    if (!isTaken) {
      this.refused += 1;
      return { ok: false, error: 'ratelimited' };
    }
    this.posted += 1;
    this.lastMs = this.nowMs();
    return { channel, ts: `1700000000.${String(this.posted).padStart(6, '0')}` };
  }

  private take(name: string, { burst, perSecond }: Pace): boolean {
    const nowMs = this.nowMs();
    const known = this.buckets.get(name) ?? { tokens: burst, atMs: nowMs };
    const tokens = Math.min(burst, known.tokens + ((nowMs - known.atMs) / 1000) * perSecond);
    const isFree = tokens >= 1 - 1e-9;
    this.buckets.set(name, { tokens: isFree ? tokens - 1 : tokens, atMs: nowMs });
    return isFree;
  }
}
