import { createTask } from 'node-cron';
import { machineNow } from '../clock.ts';

const everyMs = 10_000;

/**
 * Rings at each full ten seconds, until the answer is called. node-cron says when that is; the waiting is done by a timer, which goes
 * by the steady clock. Left to itself node-cron waits for an hour when the clock goes back by one, and when it goes ahead it goes
 * through every moment that was skipped: five years of them are sixteen million. (reliability.md F-61, P19)
 */
export function startBeat(ring: () => void): () => void {
  const calendar = createTask('*/10 * * * * *', () => undefined);
  let timer = setTimeout(beat, untilNextMs());

  function beat(): void {
    ring();
    timer = setTimeout(beat, untilNextMs());
  }

  function untilNextMs(): number {
    const [next] = calendar.getNextRuns(1);
    const ms = next === undefined ? everyMs : next.getTime() - machineNow().getTime();
    return Math.min(Math.max(ms, 1), everyMs);
  }

  return () => {
    clearTimeout(timer);
    void calendar.destroy();
  };
}
