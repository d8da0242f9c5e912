import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Random } from '../../lib/random.ts';
import { addDays, toLocalDate, toLocalTime, weekdayOf } from '../../lib/time.ts';
import type { WorkDays } from '../opening/day-rules.ts';
import {
  chooseFromBag,
  closeBag,
  crowdOf,
  drawCode,
  drawSlot,
  dueAtOf,
  noiseEndsAt,
  noiseRoundOf,
  readCode,
  showCode,
  stepOf,
  teamCap,
  workspaceCap,
} from './rules.ts';

const zone = 'Europe/Berlin';
/** All of Advent off, and the weekends. */
const work: WorkDays = {
  zone,
  off: new Map(
    Array.from({ length: 28 }, (_, day) => [
      addDays('2026-11-29', day),
      { why: 'holiday', name: 'Advent' },
    ]),
  ),
};
const minute = 60_000;
const anyInstant = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2027-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const anyRandom: fc.Arbitrary<Random> = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 8, maxLength: 64 })
  .map((bytes) => {
    let place = 0;
    return (count) =>
      Uint8Array.from({ length: count }, () => {
        place += 1;
        return bytes[place % bytes.length] ?? 0;
      });
  });
const anySlots = fc.constantFrom(1 as const, 2 as const, 3 as const);

describe('drawSlot', () => {
  it('closes a bag later, on a working day in working hours, and opens it 5 to 25 minutes after', () => {
    fc.assert(
      fc.property(anyInstant, anySlots, anyRandom, (after, slots, random) => {
        const slot = drawSlot(after, { ...work, slots }, random);
        expect(slot.bagsAt.getTime()).toBeGreaterThan(after.getTime());
        expect(weekdayOf(toLocalDate(slot.bagsAt, zone))).toBeLessThanOrEqual(5);
        expect([...work.off.keys()]).not.toContain(toLocalDate(slot.bagsAt, zone));
        expect(toLocalTime(slot.bagsAt, zone) >= '10:00').toBe(true);
        expect(toLocalTime(slot.bagsAt, zone) <= '16:00').toBe(true);
        const delay = slot.releasesAt.getTime() - slot.bagsAt.getTime();
        expect(delay).toBeGreaterThanOrEqual(5 * minute);
        expect(delay).toBeLessThan(25 * minute);
      }),
    );
  });
});

describe('stepOf', () => {
  it('closes, then opens, and never opens what it has just closed, however late it is', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 0, max: 59 }), anyRandom, (after, late, random) => {
        const slot = drawSlot(after, { ...work, slots: 3 }, random);
        const now = new Date(slot.bagsAt.getTime() + late * minute);
        expect(stepOf(slot, new Date(slot.bagsAt.getTime() - 1), work)).toBe('wait');
        expect(stepOf(slot, now, work)).toBe('bag');
        const closed = closeBag(slot, now, random);
        expect(stepOf(closed, new Date(now.getTime() + 5 * minute - 1), work)).toBe('wait');
        expect(stepOf(closed, dueAtOf(closed), work)).toBe('release');
      }),
    );
  });

  it('leaves what nobody could do within the hour to the next slot', () => {
    const slot = drawSlot(new Date('2026-11-24T05:00:00Z'), { ...work, slots: 3 }, () =>
      Uint8Array.of(0, 0, 0, 0),
    );
    expect(stepOf(slot, new Date(slot.bagsAt.getTime() + 60 * minute), work)).toBe('missed');
  });
});

describe('chooseFromBag', () => {
  it('takes at most two, never one twice, and an older week before a newer one', () => {
    const anyBag = fc.array(
      fc.record({ key: fc.uuid(), weekOn: fc.constantFrom('2026-11-16', '2026-11-23') }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(anyBag, anyRandom, (bag, random) => {
        const chosen = chooseFromBag(bag, random);
        expect(chosen).toHaveLength(Math.min(2, bag.length));
        expect(new Set(chosen).size).toBe(chosen.length);
        const old = bag.filter(({ weekOn }) => weekOn === '2026-11-16').length;
        const oldChosen = chosen.filter(({ weekOn }) => weekOn === '2026-11-16').length;
        expect(oldChosen).toBe(Math.min(2, old));
      }),
    );
  });
});

describe('a code', () => {
  it('is read however it is written down', () => {
    fc.assert(
      fc.property(anyRandom, (random) => {
        const code = drawCode(random);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
        expect(readCode(showCode(code))).toBe(code);
        const spoken = ` ${showCode(code).toLowerCase().replaceAll('-', '  ')}`;
        expect(readCode(spoken.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(code);
      }),
    );
  });

  it.each([
    '',
    'A',
    'U'.repeat(26),
    '0'.repeat(25),
    '0'.repeat(27),
    'ü'.repeat(26),
    `${'0'.repeat(25)}U`,
  ])('is not %j', (typed) => {
    expect(readCode(typed)).toBeUndefined();
  });
});

describe('small groups', () => {
  it.each([
    [8, 'many'],
    [7, 'few'],
    [5, 'few'],
    [4, 'very-few'],
    [1, 'very-few'],
  ] as const)('%i people are %s', (people, crowd) => {
    expect(crowdOf(people)).toBe(crowd);
  });

  it('take five a week, large ones half as many as they are', () => {
    expect([teamCap(2), teamCap(10), teamCap(30)]).toEqual([5, 5, 15]);
  });

  it('leave a workspace ten a week, large ones as many as they are', () => {
    expect([workspaceCap(2), workspaceCap(10), workspaceCap(30)]).toEqual([10, 10, 30]);
  });
});

describe('the noise', () => {
  it('has rounds of ten minutes, of which the next begins where one ends', () => {
    const now = new Date('2026-11-24T09:34:56.789Z');
    const round = noiseRoundOf(now);
    expect(noiseEndsAt(round)).toEqual(new Date('2026-11-24T09:40:00.000Z'));
    expect(noiseRoundOf(noiseEndsAt(round))).toBe(round + 1);
  });
});
