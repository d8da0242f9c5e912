import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFreeSlot, maySpeak, mostForPerson, mostInChannel } from './rules.ts';

describe('maySpeak', () => {
  it('leaves room for what is still to come this week', () => {
    expect(maySpeak({ said: 0, due: 0 })).toBe(true);
    expect(maySpeak({ said: 1, due: 1 })).toBe(true);
    expect(maySpeak({ said: 2, due: 1 })).toBe(false);
    expect(maySpeak({ said: 3, due: 0 })).toBe(false);
  });

  it('never lets more than three be said in a week, however many ask', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(20), (due, asked) => {
        let said = 0;
        for (let count = 0; count < asked; count += 1) if (maySpeak({ said, due })) said += 1;
        expect(said + due).toBeLessThanOrEqual(Math.max(mostInChannel, due));
      }),
    );
  });
});

describe('findFreeSlot', () => {
  it('gives the first free place of a week, and none when all are taken', () => {
    expect(findFreeSlot([])).toBe(1);
    expect(findFreeSlot([1])).toBe(2);
    expect(findFreeSlot([2])).toBe(1);
    expect(findFreeSlot([1, 2])).toBeUndefined();
  });

  it('never gives one place twice, nor more places than there are', () => {
    fc.assert(
      fc.property(fc.nat(9), (asked) => {
        const taken: number[] = [];
        for (let count = 0; count < asked; count += 1) {
          const slot = findFreeSlot(taken);
          if (slot !== undefined) taken.push(slot);
        }
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken).toHaveLength(Math.min(asked, mostForPerson));
      }),
    );
  });
});
