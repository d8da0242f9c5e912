import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { watchStalls } from './stalls.ts';

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a stall of the event loop', () => {
  it('is told though the window ends while the loop stands still (P06)', async () => {
    const stalls = watchStalls(600);
    await pause(300);
    // A timer that is due first makes Node run the window's end before anything could be measured.
    setTimeout(() => {}, 1);
    standStill(600);
    await pause(100);
    expect(stalls.longestMs()).toBeGreaterThan(500);
    stalls.stop();
  });

  it('is forgotten after two windows', async () => {
    const stalls = watchStalls(1_500);
    await pause(100);
    standStill(900);
    await expect.poll(() => stalls.longestMs(), { timeout: 1_500 }).toBeGreaterThan(800);
    await expect.poll(() => stalls.longestMs(), { timeout: 10_000 }).toBeLessThan(800);
    stalls.stop();
  });
});
