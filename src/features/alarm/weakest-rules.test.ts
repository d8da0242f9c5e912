import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signal } from '../signal/rules.ts';
import { type Judged, verdictOf } from '../verdict/rules.ts';
import { findWeakest } from './weakest-rules.ts';

const gateOn = '2026-12-05';
const today = '2026-12-05';
const signal: Signal = {
  id: 'sg_1',
  kind: 'proxy',
  name: 'Action X in 24 h',
  baseline: { value: 40, unit: 'percent', suffix: '%' },
  continueIf: { kind: 'points', points: 10 },
};
const limit = {
  operator: '<=' as const,
  limit: { value: 0.1, unit: 'percent' as const, suffix: '%' },
};
const bet: Judged = { signals: [signal], guardrail: { limit } };

function runner(number: number, value?: number, over: Partial<Signal> = {}) {
  const judged = { ...bet, signals: [{ ...signal, ...over }] };
  const readings = new Map(value === undefined ? [] : [[signal.id, { value, isMissing: false }]]);
  return { number, verdict: verdictOf(judged, readings, { today, gateOn }) };
}

describe('findWeakest', () => {
  it('is the one that has got the least of what its rule promised', () => {
    const weakest = findWeakest([runner(1, 50), runner(2, 42), runner(3, 48)]);
    expect(weakest?.number).toBe(2);
  });

  it('takes the wrong way for further than standing still, and no number for standing still', () => {
    expect(findWeakest([runner(1, 40), runner(2, 38)])?.number).toBe(2);
    expect(findWeakest([runner(1, 41), runner(2)])?.number).toBe(2);
    expect(findWeakest([runner(1), runner(2, 38)])?.number).toBe(2);
  });

  it('puts a rule that says stop outright first', () => {
    const stopIf = [
      {
        kind: 'threshold' as const,
        operator: '<=' as const,
        limit: { ...signal.baseline, value: 45 },
      },
    ];
    expect(findWeakest([runner(1, 10), runner(2, 44, { stopIf })])?.number).toBe(2);
  });

  it('is nothing when nothing runs, and the same in whatever order they are read', () => {
    expect(findWeakest([])).toBeUndefined();
    const values = fc.uniqueArray(
      fc.record({ number: fc.nat(99), value: fc.integer({ min: 30, max: 60 }) }),
      {
        minLength: 1,
        selector: ({ number }) => number,
      },
    );
    fc.assert(
      fc.property(values, (all) => {
        const runners = all.map(({ number, value }) => runner(number, value));
        const weakest = findWeakest(runners);
        expect(findWeakest(runners.toReversed())).toEqual(weakest);
        const lowest = Math.min(50, ...all.map(({ value }) => value));
        const candidates = all.filter(({ value }) => Math.min(50, value) === lowest);
        expect(weakest?.number).toBe(Math.min(...candidates.map(({ number }) => number)));
      }),
    );
  });
});
