import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkSettle,
  cutAsked,
  findProven,
  findSame,
  isCandidate,
  isRipe,
  isSettleChoice,
  settleChoices,
} from './rules.ts';

const at = (day: number) => new Date(Date.UTC(2026, 11, day, 14));
const cycle = { id: 'cy_1' as const, startsAt: at(1), closedAt: at(15) };

describe('findProven', () => {
  const candidate = { area: 'Outreach', segment: 'Recruiting', statement: 'a' };
  const standing = { ...candidate, provenAt: at(1) };
  it('finds the oldest candidate of the same area and segment, however it is typed', () => {
    const floor = [standing, candidate, { ...candidate, statement: 'b' }];
    const promoted = { area: ' outreach', segment: 'recruiting ' };
    expect(findProven(floor, promoted)).toBe(candidate);
    expect(findProven(floor, { ...promoted, segment: 'sales' })).toBeUndefined();
    expect(findProven([standing], promoted)).toBeUndefined();
    expect([isCandidate({}), isCandidate(standing)]).toEqual([true, false]);
  });

  it('finds the line that says the same, candidate or not', () => {
    expect(findSame([standing], { ...candidate, statement: ' A ' })).toBe(standing);
    expect(findSame([standing], { ...candidate, statement: 'b' })).toBeUndefined();
  });
});

describe('isRipe', () => {
  it('asks about a candidate that the team has lived with for half of the cycle', () => {
    expect(isRipe({ sinceAt: at(1) }, cycle)).toBe(true);
    expect(isRipe({ sinceAt: at(8) }, cycle)).toBe(true);
    expect(isRipe({ sinceAt: at(9) }, cycle)).toBe(false);
  });

  it('asks about each candidate at a later close, at the latest at the one after the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 13 }), fc.constantFrom(7, 14), (offset, length) => {
        const sinceAt = new Date(at(1).getTime() + (offset % length) * 86_400_000);
        const closes = [1, 2].map((number) => ({
          ...cycle,
          startsAt: new Date(at(1).getTime() + (number - 1) * length * 86_400_000),
          closedAt: new Date(at(1).getTime() + number * length * 86_400_000),
        }));
        expect(closes.some((one) => isRipe({ sinceAt }, one))).toBe(true);
      }),
    );
  });
});

describe('cutAsked', () => {
  it('asks about twelve at most, the first in front', () => {
    const waiting = Array.from({ length: 15 }, (_, index) => index);
    expect(cutAsked(waiting)).toEqual(waiting.slice(0, 12));
    expect(cutAsked([1])).toEqual([1]);
  });
});

describe('checkSettle', () => {
  const words = {
    lesson: 'why',
    isHarmed: false,
    statement: 'how',
    segment: 'who',
    harm: '',
    floor: '',
  };
  it('wants a lesson for everything, and a statement and a segment to promote', () => {
    for (const choice of settleChoices) {
      expect(checkSettle(choice, words)).toEqual({});
      expect(checkSettle(choice, { ...words, lesson: ' ' })).toEqual({ lesson: 'blank' });
      expect(checkSettle(choice, { ...words, lesson: '\u200b\u3164' })).toEqual({
        lesson: 'blank',
      });
    }
    const bare = { ...words, statement: '', segment: '' };
    expect(checkSettle('promote', bare)).toEqual({ statement: 'blank', segment: 'blank' });
    expect(checkSettle('confirm', bare)).toEqual({});
    expect([isSettleChoice('retire'), isSettleChoice('freeze')]).toEqual([true, false]);
  });

  it('never keeps what harmed users, and never lets it go without what the floor learns', () => {
    const text = fc.constantFrom('', ' ', 'words');
    const any = fc.record({
      ...{ lesson: text, statement: text, segment: text, floor: text, harm: text },
      isHarmed: fc.constant(true),
    });
    fc.assert(
      fc.property(fc.constantFrom(...settleChoices), any, (choice, typed) => {
        const errors = checkSettle(choice, typed);
        const isKeeping = choice === 'promote' || choice === 'confirm';
        expect(errors.harmed).toBe(isKeeping ? 'harmed' : undefined);
        expect(errors.harm).toBe(!isKeeping && typed.harm.trim() === '' ? 'blank' : undefined);
        expect(errors.floor).toBe(!isKeeping && typed.floor.trim() === '' ? 'blank' : undefined);
      }),
    );
  });
});
