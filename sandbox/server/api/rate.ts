import { SlackError } from './slack-error.ts';

interface Bucket {
  tokens: number;
  filledAt: number;
}

const perChannel = { burst: 12, perSecond: 1 };
const perWorkspace = { burst: 300, perSecond: 5 };
const perMethod = { burst: 300, perSecond: 5 };
/** Methods Slack counts more strictly: requests a minute. */
const tiers: Record<string, number> = {
  'conversations.list': 40,
  'users.list': 40,
  'conversations.history': 60,
  'conversations.replies': 60,
  'users.info': 120,
};
const posting = new Set(['chat.postMessage', 'chat.postEphemeral']);

/** Slack's rate limits as token buckets on the machine's clock, or on the one it is given. */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private readonly nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
  }

  /** Counts one call, or refuses it with 429 and the seconds to wait. */
  take(method: string, channel: string | undefined): void {
    if (posting.has(method)) {
      this.spend(`channel ${channel ?? ''}`, perChannel.burst, perChannel.perSecond);
      this.spend('workspace', perWorkspace.burst, perWorkspace.perSecond);
      return;
    }
    const perMinute = tiers[method];
    const limit = perMinute ? { burst: perMinute, perSecond: perMinute / 60 } : perMethod;
    this.spend(`method ${method}`, limit.burst, limit.perSecond);
  }

  private spend(key: string, burst: number, perSecond: number): void {
    const now = this.nowMs() / 1000;
    const bucket = this.buckets.get(key) ?? { tokens: burst, filledAt: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.filledAt) * perSecond);
    bucket.filledAt = now;
    this.buckets.set(key, bucket);
    if (bucket.tokens < 1) {
      const retryAfterSeconds = Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
      throw new SlackError('ratelimited', { status: 429, retryAfterSeconds });
    }
    bucket.tokens -= 1;
  }
}
