import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the event loop stood still. */
export interface Stalls {
  /** The longest stall of the last one to two windows, in milliseconds. */
  longestMs(): number;
  stop(): void;
}

/**
 * Watches the event loop. Each stall is told for one window at least and for two at most. Two histograms run half a life
 * apart, and none is ever emptied: emptying one forgets the stall in which it happens. (reliability.md P06)
 */
export function watchStalls(windowMs: number): Stalls {
  let older = openHistogram();
  let younger = openHistogram();
  const timer = setInterval(() => {
    older.disable();
    older = younger;
    younger = openHistogram();
  }, windowMs);
  timer.unref();
  return {
    longestMs: () => older.max / 1e6,
    stop: () => {
      clearInterval(timer);
      older.disable();
      younger.disable();
    },
  };
}

type Histogram = ReturnType<typeof monitorEventLoopDelay>;

function openHistogram(): Histogram {
  const histogram = monitorEventLoopDelay({ resolution: 50 });
  histogram.enable();
  return histogram;
}
