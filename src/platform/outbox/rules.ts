// The outbox holds what each address should show. The sender makes Slack agree: it posts what was never shown, updates
// what is behind, and when it does not know whether a post arrived it looks before it posts again.
// Sources: architecture.md section 5; reliability.md P08 to P14 and the table at the end of its section 6.

/** How long a sender may hold a message before another may take it; longer than Slack's time-out of a post. */
export const leaseMs = 20_000;

/**
 * A message that was taken after this was taken by a clock that has been put back since: whatever it was to wait for, and whoever
 * had it, that is over. Clocks that agree are never so far apart. (reliability.md P19)
 */
export function latestTaken(now: Date): Date {
  return new Date(now.getTime() + leaseMs);
}

/**
 * How much of its lease a sender must have left when it calls: a post takes ten seconds at the most (`client.ts`). Whoever was
 * stopped for longer between taking a message and sending it gives it back, because somebody else may have it. (P08)
 */
export const callMs = 10_000;

/** How long a message that was changed is left as it is: a thousand votes in ten seconds are about ten changes. */
export const restMs = 1_000;

/** When to look for a post that may have arrived: soon, and once more for answers that took long (F-28). */
export const lookAfterMs = [5_000, 65_000] as const;

/** How long a workspace that shut us out is left alone before a message is tried again (F-25, F-52). */
export const parkedMs = 60 * 60 * 1000;

/** The error of a message that is kept back, because another organisation would read it where it is to go. (F-39) */
export const sharedOutside = 'shared_outside';

/** Why a channel cannot, or must not, be posted to at the moment: what Slack says, and our own reason. */
export const placeErrors = ['not_in_channel', 'channel_not_found', 'is_archived', sharedOutside];

/** Whether this error ends when the channel is open to us again: what it held up goes out by itself then. (F-37) */
export function isShut(error: string): boolean {
  return placeErrors.includes(error);
}

/** The `try_at` of what may go at once. */
export const neverTried = '1970-01-01T00:00:00.000Z';

/** How long what could not be drawn is left alone; the log has said why. */
export const redrawAgainMs = 60_000;

/** The error of a message whose own row nobody can read. */
export const unreadable = 'unreadable';

const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

/** How long to wait before the n-th try (1 is the first retry): doubling from one second up to a minute. */
export function retryDelayMs(attempt: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** Math.max(0, attempt - 1));
}

/** A lane's budget: how many sends may go at once and how many each second afterwards. */
export interface Pace {
  burst: number;
  perSecond: number;
}

/** About one message a second and channel, more in short bursts (slack.md *Sending*). */
export const channelPace: Pace = { burst: 10, perSecond: 1 };
/** The workspace's cap has no documented number; 300 a minute is the one we keep to. */
const workspacePace: Pace = { burst: 60, perSecond: 5 };
/** How fast one channel, and the workspace as a whole, are written to. */
export interface Paces {
  channel: Pace;
  workspace: Pace;
}

/** What Slack allows. */
export const slackPaces: Paces = { channel: channelPace, workspace: workspacePace };
/** As fast as it goes: for a stand-in on this machine that counts nothing. */
export const noPaces: Paces = {
  channel: { burst: 1_000_000, perSecond: 1_000_000 },
  workspace: { burst: 1_000_000, perSecond: 1_000_000 },
};

/** Looking for lost posts is never urgent, and some workspaces allow little of it (F-36). */
export const lookPace: Pace = { burst: 5, perSecond: 0.5 };

/** What a lane holds: tokens as of an instant, and until when Slack asked us to be silent. */
export interface Lane {
  tokens: number;
  refilledAt: Date;
  closedUntil?: Date;
}

/** A lane that was never used: full. */
export function freshLane(pace: Pace, now: Date): Lane {
  return { tokens: pace.burst, refilledAt: now };
}

/**
 * The lane with the tokens that time has brought. A clock that went back brings none, and what was left of a silence is left
 * still. (reliability.md P19)
 */
export function refill(lane: Lane, pace: Pace, now: Date): Lane {
  const aheadMs = lane.refilledAt.getTime() - now.getTime();
  const seconds = Math.max(0, now.getTime() - lane.refilledAt.getTime()) / 1000;
  const { closedUntil } = lane;
  return {
    ...(closedUntil === undefined
      ? {}
      : { closedUntil: new Date(closedUntil.getTime() - (aheadMs > leaseMs ? aheadMs : 0)) }),
    tokens: Math.min(pace.burst, lane.tokens + seconds * pace.perSecond),
    refilledAt: now,
  };
}

/** When the next send may go: now, or later. The lane must be refilled. */
export function freeAt(lane: Lane, pace: Pace, now: Date): Date {
  const closedMs = lane.closedUntil === undefined ? 0 : lane.closedUntil.getTime();
  const tokenMs =
    lane.tokens >= 1 ? now.getTime() : now.getTime() + ((1 - lane.tokens) / pace.perSecond) * 1000;
  return new Date(Math.max(closedMs, tokenMs, now.getTime()));
}

/** The lane after one send. */
export function spend(lane: Lane): Lane {
  return { ...lane, tokens: lane.tokens - 1 };
}
