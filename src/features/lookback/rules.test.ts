import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionId } from '../../lib/ids.ts';
import type { DecisionKind } from '../decision/rules.ts';
import {
  choosePast,
  type Hindsight,
  hindsights,
  isHindsight,
  pastBefore,
  tallyHindsights,
} from './rules.ts';

const before = new Date('2026-12-10T14:00:00.000Z');

function entry(seq: number, kind: DecisionKind = 'stop', over: object = {}) {
  const at = new Date(before.getTime() - (100 - seq) * 3_600_000);
  return { id: `dec_${seq}` as const, kind, seq, at, ...over };
}

describe('choosePast', () => {
  it('brings back the oldest call before the cycle, and nothing that is no call', () => {
    const log = [entry(1, 'opened'), entry(2, 'other'), entry(4, 'continue'), entry(3, 'stop')];
    expect(choosePast(log, new Set(), before)?.seq).toBe(3);
    expect(choosePast(log, new Set(['dec_3']), before)?.seq).toBe(4);
    expect(choosePast(log, new Set(['dec_3', 'dec_4']), before)).toBeUndefined();
  });

  it('leaves out what was corrected, and what the cycle itself decided', () => {
    const log = [entry(1, 'stop', { supersededByNumber: 9 }), entry(2, 'stop', { at: before })];
    expect(choosePast(log, new Set(), before)).toBeUndefined();
  });

  it('asked cycle after cycle, brings each call back once and in order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8]), (seqs) => {
        const log = seqs.map((seq) => entry(seq, seq % 3 === 0 ? 'opened' : 'promote'));
        const returned = new Set<DecisionId>();
        const order: number[] = [];
        for (let cycle = 0; cycle < 10; cycle += 1) {
          const past = choosePast(log, returned, before);
          if (past === undefined) break;
          returned.add(past.id);
          order.push(past.seq);
        }
        expect(order).toEqual(seqs.filter((seq) => seq % 3 !== 0).toSorted());
      }),
    );
  });
});

describe('pastBefore', () => {
  it('is the start of the closed cycle, or of what the roll-up tells when that is earlier', () => {
    const cycle = new Date('2026-12-10T14:00:00.000Z');
    const weekLater = new Date('2026-12-17T14:00:00.000Z');
    const longBefore = new Date('2026-11-26T14:00:00.000Z');
    expect(pastBefore(weekLater, cycle)).toEqual(cycle);
    expect(pastBefore(longBefore, cycle)).toEqual(longBefore);
  });
});

describe('tallyHindsights', () => {
  it('counts each answer once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Hindsight>(...hindsights)), (answers) => {
        const tally = tallyHindsights(answers);
        for (const one of hindsights) {
          expect(tally[one]).toBe(answers.filter((answer) => answer === one).length);
        }
      }),
    );
    expect(isHindsight('too-early')).toBe(true);
    expect(isHindsight('maybe')).toBe(false);
  });
});
