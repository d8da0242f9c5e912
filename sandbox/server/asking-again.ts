const soonestMs = 20;
const latestMs = 250;
/** Who has waited so long asks again after one part of it in so many. */
const partOfWait = 8;

/**
 * How long to wait before asking again for what has not come yet: what comes soon is seen soon, and whoever waits long asks less
 * often. Each answer is work for the one who is waited for.
 */
export function askAgainAfterMs(waitedMs: number): number {
  return Math.min(latestMs, Math.max(soonestMs, waitedMs / partOfWait));
}
