import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startBeat } from './beat.ts';

const start = Date.parse('2026-11-24T09:00:00.000Z');
const dayMs = 24 * 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

it('rings at each full ten seconds, until it is stopped', async () => {
  const rung: string[] = [];
  const stop = startBeat(() => rung.push(new Date(vi.getMockedSystemTime() ?? 0).toISOString()));
  await vi.advanceTimersByTimeAsync(35_000);
  expect(rung.map((at) => at.slice(17, 19))).toEqual(['10', '20', '30']);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rung).toHaveLength(3);
});

it.each([-3_600_000, -dayMs, 3_600_000, dayMs, 5 * 365 * dayMs, -start])(
  'rings on every ten seconds when the clock leaps by %i ms',
  async (jumpMs) => {
    let rung = 0;
    const stop = startBeat(() => {
      rung += 1;
    });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(rung).toBe(2);
    vi.setSystemTime(start + 20_000 + jumpMs);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rung).toBe(8);
    stop();
  },
);
