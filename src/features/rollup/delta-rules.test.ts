import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OnePagerState } from '../onepager/rules.ts';
import { diffWeeks, keepPages, type PageFacts, type WeekDelta } from './delta-rules.ts';
import { deltaLines } from './message-delta.ts';

const since = new Date('2026-11-26T14:00:00.000Z');
const before = new Date('2026-11-20T10:00:00.000Z');
const after = new Date('2026-11-30T10:00:00.000Z');

const page: PageFacts & { startedAt: Date } = {
  ...{ id: 'op_1', number: 12, title: 'Action X', state: 'running', ownerId: 'U1' },
  ...{ stopOwnerId: 'U3', gateOn: '2026-12-05', version: 1, startedAt: before },
  signals: [{ id: 'sg_1', name: 'activation', value: 27, text: '27%' }],
};
const nothing = { amendments: new Map(), since };

function diff(was: readonly PageFacts[], ...pages: (PageFacts & { startedAt: Date })[]) {
  return diffWeeks(was, { ...nothing, pages });
}

const isSameWeek = (delta: WeekDelta) =>
  Object.values(delta).every((lines: readonly unknown[]) => lines.length === 0);

describe('diffWeeks', () => {
  it('says nothing of what is the same', () => {
    expect(isSameWeek(diff([page], page))).toBe(true);
    expect(deltaLines(diff([page], page))).toEqual([]);
  });

  it('tells what started, and that it ended when it did so in the same week', () => {
    const young = { ...page, startedAt: after };
    expect(diff([], young)).toMatchObject({ started: [{ number: 12 }], ended: [] });
    expect(diff([], { ...young, state: 'stopped' })).toMatchObject({
      ...{ started: [{ number: 12 }], ended: [{ number: 12, how: 'stopped' }] },
    });
    // It ended before last week, and is no news.
    expect(isSameWeek(diff([], { ...page, state: 'stopped' }))).toBe(true);
    // Its stop was reversed.
    expect(diff([], page)).toMatchObject({ started: [], returned: [{ number: 12 }] });
  });

  it.each([
    ['running', 'frozen', 'frozen'],
    ['frozen', 'running', 'thawed'],
    ['running', 'parked', 'parked'],
    ['parked', 'running', 'returned'],
    ['parked', 'frozen', 'frozen'],
    ['frozen', 'parked', 'parked'],
  ] as const)('tells that what was %s is %s now', (was, now, told) => {
    const delta = diff([{ ...page, state: was }], { ...page, state: now });
    expect(delta[told]).toEqual([{ number: 12, title: 'Action X' }]);
    expect(deltaLines(delta)).toHaveLength(1);
  });

  it('tells gates, amendments, readings, owners and stop-owners, from what to what', () => {
    const now = {
      ...{ ...page, gateOn: '2026-12-19', version: 2, ownerId: 'U2', stopOwnerId: 'U4' },
      signals: [
        { id: 'sg_1', name: 'activation', value: 31, text: '31%' },
        { id: 'sg_2', name: 'errors', value: 1, text: '1' },
      ],
    };
    const amendments = new Map([[page.id, ['activation: continue if +3 pts → +2 pts']]]);
    const delta = diffWeeks([page], { ...nothing, amendments, pages: [now] });
    expect(deltaLines(delta)).toEqual([
      '• Gate moved: #12 *Action X* 5 Dec → 19 Dec',
      '• Amended: #12 *Action X* activation: continue if +3 pts → +2 pts',
      '• Reading: #12 activation 27% → 31%',
      '• New owner: #12 *Action X* <@U2>',
      '• May say stop now: #12 *Action X* <@U4>',
    ]);
  });

  it('tells of what ended nothing but that', () => {
    const ended = { ...page, state: 'promoted' as const, gateOn: '2027-01-01', ownerId: 'U9' };
    expect(deltaLines(diff([page], ended))).toEqual(['• Ended: #12 *Action X* promoted']);
  });

  it('counts what is too much for a line', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...{ ...page, number: index + 1, startedAt: after },
      id: `op_${index + 1}` as const,
    }));
    const [line, ...others] = deltaLines(diff([], ...many));
    expect(others).toEqual([]);
    expect(line).toMatch(/^• Started: #1 \*Action X\*, .* and 192 more$/);
  });
});

const states: readonly OnePagerState[] = ['running', 'frozen', 'parked', 'stopped', 'promoted'];
const anyPage = fc.record({
  ...{ state: fc.constantFrom(...states), version: fc.integer({ min: 1, max: 3 }) },
  ...{ ownerId: fc.constantFrom('U1', 'U2'), stopOwnerId: fc.constantFrom('U3', 'U4') },
  gateOn: fc.constantFrom('2026-12-05', '2026-12-19'),
  value: fc.constantFrom(27, 31),
  startedAt: fc.constantFrom(before, after),
});

describe('any two weeks', () => {
  it('are told completely: what is kept and laid beside itself is the same, and each difference is one line', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyPage, anyPage), { maxLength: 6 }), (pairs) => {
        const week = (which: 0 | 1) =>
          pairs.map((pair, index) => {
            const { value, ...rest } = pair[which];
            return {
              ...{ ...page, ...rest, id: `op_${index}` as const, number: index + 1 },
              signals: [{ id: 'sg_1', name: 'activation', value, text: `${value}%` }],
            };
          });
        const [was, now] = [keepPages(week(0)), week(1)];
        expect(was.every(({ state }) => state !== 'stopped' && state !== 'promoted')).toBe(true);
        const delta = diff(was, ...now);
        expect(
          isSameWeek(diff(keepPages(now), ...now.map((one) => ({ ...one, startedAt: before })))),
        ).toBe(true);
        const moves = [delta.ended, delta.frozen, delta.thawed, delta.parked].flat();
        const expected = was.filter((one) => {
          const { state } = now.find(({ id }) => id === one.id) ?? one;
          return state !== one.state && !(state === 'running' && one.state === 'parked');
        });
        const known = moves.filter(({ number }) => was.some((one) => one.number === number));
        expect(known).toHaveLength(expected.length);
        for (const key of ['gates', 'readings', 'owners', 'stopOwners'] as const) {
          const numbers = delta[key].map(({ number }) => number);
          expect(new Set(numbers).size).toBe(numbers.length);
        }
        const moved = was.filter((one) => {
          const is = now.find(({ id }) => id === one.id);
          const isOn = is !== undefined && is.state !== 'stopped' && is.state !== 'promoted';
          return isOn && is.signals[0]?.value !== one.signals[0]?.value;
        });
        expect(delta.readings).toHaveLength(moved.length);
      }),
      { numRuns: 200 },
    );
  });
});
