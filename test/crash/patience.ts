import { setTimeout as pause } from 'node:timers/promises';
import { askAgainAfterMs } from '../../sandbox/server/asking-again.ts';

/** A slow machine with several worlds at once; whatever is over that is not slowness. */
export const patienceMs = 240_000;

/** Whether it was done; false when it could not be. */
export async function isDone(deed: Promise<unknown>): Promise<boolean> {
  return deed.then(
    () => true,
    () => false,
  );
}

/** Asks again and again until it is so; throws with `what` when patience ends. */
export async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  const since = performance.now();
  while (!(await ask())) {
    const waitedMs = performance.now() - since;
    if (waitedMs > patienceMs) throw new Error(`never: ${what}`);
    await pause(askAgainAfterMs(waitedMs));
  }
}

/** What comes of `work`; throws with `what` when patience ends before. */
export async function inTime<T>(what: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = pause(patienceMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`never: ${what}`);
  });
  const first = await Promise.race([work, late]);
  timer.abort();
  late.catch(() => undefined);
  return first;
}
