import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchStalls } from './stalls.ts';

const windowMs = 60_000;

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The windows end when a test says so; the loop is the real one. */
async function openStalls() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const stalls = watchStalls(windowMs);
  onTestFinished(() => {
    stalls.stop();
    vi.useRealTimers();
  });
  // What is measured is the time since the beat before: the first one has none.
  await pause(100);
  return { longestMs: () => stalls.longestMs(), endWindow: () => vi.advanceTimersByTime(windowMs) };
}

describe('a stall of the event loop', () => {
  it('is told though the window ends while the loop stands still (P06)', async () => {
    const { longestMs, endWindow } = await openStalls();
    standStill(600);
    // Nothing could be measured yet.
    endWindow();
    await expect.poll(longestMs).toBeGreaterThan(500);
  });

  it('is forgotten after two windows', async () => {
    const { longestMs, endWindow } = await openStalls();
    standStill(900);
    await expect.poll(longestMs).toBeGreaterThan(800);
    endWindow();
    expect(longestMs()).toBeGreaterThan(800);
    endWindow();
    expect(longestMs()).toBeLessThan(800);
  });
});
