import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBell } from './bell.ts';

/** A bell with a clock that is moved by hand; `rung` are the instants, in milliseconds, at which it rang. */
function openRoom() {
  let nowMs = 0;
  const rung: number[] = [];
  let waiting: { atMs: number; run: () => void }[] = [];
  const bell = openBell(
    () => rung.push(nowMs),
    (ms, run) => {
      const one = { atMs: nowMs + ms, run };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
  );
  function move(ms: number): void {
    const untilMs = nowMs + ms;
    for (;;) {
      const [next] = waiting.toSorted((one, other) => one.atMs - other.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      waiting = waiting.filter((one) => one !== next);
      nowMs = next.atMs;
      next.run();
    }
    nowMs = untilMs;
  }
  return { bell, rung, move, isIdle: () => waiting.length === 0 };
}

describe('openBell', () => {
  it('rings a second after a touch, once for all who touch it meanwhile', () => {
    const { bell, rung, move } = openRoom();
    bell.touch();
    move(600);
    bell.touch();
    move(399);
    expect(rung).toEqual([]);
    move(1);
    expect(rung).toEqual([1000]);
    move(60_000);
    expect(rung).toEqual([1000]);
  });

  it('rests for five seconds, and then rings for those who came meanwhile', () => {
    const { bell, rung, move } = openRoom();
    bell.touch();
    move(1500);
    bell.touch();
    bell.touch();
    move(60_000);
    expect(rung).toEqual([1000, 6000]);
    bell.touch();
    move(1000);
    expect(rung).toHaveLength(3);
  });

  it('rings no more once it is stopped', () => {
    const { bell, rung, move, isIdle } = openRoom();
    bell.touch();
    bell.stop();
    bell.touch();
    move(60_000);
    expect(rung).toEqual([]);
    expect(isIdle()).toBe(true);
  });

  it('answers every touch within six seconds and never rings twice within five, however busy people are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 60 }), (gaps) => {
        const { bell, rung, move } = openRoom();
        let nowMs = 0;
        const touches: number[] = [];
        for (const gap of gaps) {
          move(gap);
          nowMs += gap;
          touches.push(nowMs);
          bell.touch();
        }
        move(10_000);
        for (const at of touches) {
          expect(rung.some((ring) => ring >= at && ring <= at + 6000)).toBe(true);
        }
        for (const [index, ring] of rung.entries()) {
          expect(ring - (rung[index - 1] ?? -5000)).toBeGreaterThanOrEqual(5000);
        }
      }),
    );
  });
});
