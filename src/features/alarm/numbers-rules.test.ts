import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signal } from '../signal/rules.ts';
import { type Readings, verdictOf } from '../verdict/rules.ts';
import {
  findNumbersMove,
  type NumbersFacts,
  type Progress,
  progressOf,
  type ReadReview,
} from './numbers-rules.ts';
import type { Alarm } from './rules.ts';
import { reconcile } from './rules.ts';

const start = new Date('2026-11-21T09:00:00.000Z');
const day = (count: number) => new Date(start.getTime() + count * 24 * 60 * 60 * 1000);

/** `!` the number moved and users did not, `+` users moved too, `-` nothing moved, `?` something cannot be read. */
type Seen = '!' | '+' | '-' | '?';

const progress: Readonly<Record<Seen, readonly { proxy: Progress; outcome: Progress }[]>> = {
  '!': [{ proxy: 'as-intended', outcome: 'not' }],
  '+': [
    { proxy: 'as-intended', outcome: 'as-intended' },
    { proxy: 'not', outcome: 'as-intended' },
  ],
  '-': [{ proxy: 'not', outcome: 'not' }],
  '?': [
    { proxy: 'as-intended', outcome: 'unread' },
    { proxy: 'unread', outcome: 'not' },
    { proxy: 'unread', outcome: 'unread' },
    { proxy: 'not', outcome: 'unread' },
  ],
};

function reviewOf(seen: Seen, week: number, variant = 0): ReadReview {
  const some = progress[seen];
  const shown = some[variant % some.length] ?? { proxy: 'unread', outcome: 'unread' };
  return { closedAt: day(7 * (week + 1)), numbers: `week ${week}`, ...shown };
}

function factsOf(seen: string, over: Partial<NumbersFacts> = {}): NumbersFacts {
  const weeks = [...seen].map((one) => (one === '!' || one === '+' || one === '-' ? one : '?'));
  return {
    ...{ id: 'op_1', number: 12, title: 'Action X first', because: 'people stall at step N' },
    mechanismAt: start,
    reviews: weeks.map((one, week) => reviewOf(one, week)),
    ...over,
  };
}

const from = (week: number) => `from review ${day(7 * (week + 1)).toISOString()}`;

describe('findNumbersMove', () => {
  const histories: [string, string | undefined][] = [
    ['', undefined],
    ['!', undefined],
    ['!!', from(0)],
    ['+!!', from(1)],
    ['-!!', from(1)],
    ['!-!', undefined],
    ['!+!', undefined],
    // What cannot be read neither counts nor breaks.
    ['!?!', from(0)],
    ['!???!', from(0)],
    ['??', undefined],
    ['!?', undefined],
    // It lasts under the same name, and is over with the first review that shows otherwise.
    ['!!!', from(0)],
    ['!!!?', from(0)],
    ['!!!+', undefined],
    ['!!!-', undefined],
    // A later streak is another one.
    ['!!+!!', from(3)],
  ];

  it.each(histories)('of the reviews %j names %j', (seen, facts) => {
    expect(findNumbersMove(factsOf(seen))?.facts).toBe(facts);
  });

  it('says since when, with the numbers of each review', () => {
    const finding = findNumbersMove(factsOf('+!!!'));
    expect(finding?.sinceAt).toEqual(day(21));
    expect(finding?.subject).toBe('op_1');
    expect(finding?.evidence.map(({ said }) => said)).toEqual(['week 1', 'week 2', 'week 3']);
  });

  it('starts anew with a new mechanism, and after it was spoken about', () => {
    expect(findNumbersMove(factsOf('!!!!', { mechanismAt: day(21) }))).toBeUndefined();
    expect(findNumbersMove(factsOf('!!!!!', { mechanismAt: day(21) }))?.facts).toBe(from(3));
    expect(findNumbersMove(factsOf('!!!', { after: day(15) }))).toBeUndefined();
    expect(findNumbersMove(factsOf('!!!!', { after: day(15) }))?.facts).toBe(from(2));
  });

  it('holds at once for something whose because was emptied, until it has one again', () => {
    const emptied = factsOf('', { because: ' \n', mechanismAt: day(3) });
    expect(findNumbersMove(emptied)).toMatchObject({
      facts: `because empty since ${day(3).toISOString()}`,
      sinceAt: day(3),
      evidence: [{ what: 'because-empty', number: 12 }],
    });
    expect(findNumbersMove({ ...emptied, because: 'people stall' })).toBeUndefined();
  });

  const anySeen = fc.constantFrom<Seen>('!', '+', '-', '?');
  const anyHistory = fc.array(fc.tuple(anySeen, fc.nat(3)), { maxLength: 14 });

  /** Word by word what the rule says: strike out what cannot be read, and look at the end. */
  function holds(history: readonly Seen[]): boolean {
    return (
      history
        .filter((one) => one !== '?')
        .slice(-2)
        .join('') === '!!'
    );
  }

  it('fires exactly when the rule holds, in whatever order the reviews are read', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), (history, seed) => {
        const reviews = history.map(([seen, variant], week) => reviewOf(seen, week, variant));
        const facts = factsOf('', { reviews });
        const finding = findNumbersMove(facts);
        expect(finding !== undefined).toBe(holds(history.map(([seen]) => seen)));
        const turned = seed % (reviews.length + 1);
        const mixed = [...reviews.slice(turned), ...reviews.slice(0, turned)].toReversed();
        expect(findNumbersMove({ ...facts, reviews: mixed })).toEqual(finding);
      }),
    );
  });

  it('is told once for one streak, however it grows', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const told = new Set<string>();
        let known: Alarm[] = [];
        let stood = false;
        for (let weeks = 1; weeks <= history.length; weeks += 1) {
          const seen = history.slice(0, weeks);
          const reviews = seen.map(([one, variant], week) => reviewOf(one, week, variant));
          const finding = findNumbersMove(factsOf('', { reviews }));
          const found = finding === undefined ? [] : [finding];
          const changes = reconcile(known, found, ['numbers-move']);
          for (const fresh of changes.fire) {
            expect(told.has(fresh.facts)).toBe(false);
            expect(stood).toBe(false);
            told.add(fresh.facts);
            const place = { workspaceId: 'T1', teamId: 'tm_1' as const, told: 'message' as const };
            known = [
              ...known,
              { ...fresh, ...place, id: `al_${known.length}`, firedAt: day(weeks) },
            ];
          }
          known = known.map((alarm) =>
            changes.clear.includes(alarm) ? { ...alarm, clearedAt: day(7 * weeks + 1) } : alarm,
          );
          stood = known.some(({ clearedAt }) => clearedAt === undefined);
          expect(stood).toBe(holds(seen.map(([one]) => one)));
        }
      }),
    );
  });
});

describe('progressOf', () => {
  const signal = (over: Partial<Signal> = {}): Signal => ({
    ...{ id: 'sg_1', kind: 'outcome', name: 'activation' },
    baseline: { value: 20, unit: 'percent', suffix: '%' },
    continueIf: { kind: 'points', points: 4 },
    ...over,
  });
  const guardrail = {
    limit: { operator: '<=', limit: { value: 1, unit: 'percent', suffix: '%' } },
  } as const;
  const today = '2026-12-05';
  const read = (of: Signal, value: number, denominator = 100): Progress => {
    const readings: Readings = new Map([[of.id, { value, denominator, isMissing: false }]]);
    const bet = { signals: [of], guardrail };
    return progressOf(verdictOf(bet, readings, { today, gateOn: '2026-12-20' }), 'outcome');
  };

  const { continueIf: _, ...watched } = signal();
  const cases: [string, Signal, number, number, Progress][] = [
    ['met', signal(), 24, 100, 'as-intended'],
    ['on its way, a quarter of the change', signal(), 21, 100, 'as-intended'],
    ['flat', signal(), 20.9, 100, 'not'],
    ['the other way', signal(), 15, 100, 'not'],
    ['too few', signal(), 15, 29, 'unread'],
    ['too early', signal({ maturesOn: '2026-12-06' }), 15, 100, 'unread'],
    ['watched, nobody says which way is good', watched, 15, 100, 'unread'],
    ['watched, better', { ...watched, good: 'up' }, 21, 100, 'as-intended'],
    ['watched, as before', { ...watched, good: 'up' }, 20, 100, 'not'],
    ['watched, worse', { ...watched, good: 'down' }, 21, 100, 'not'],
    [
      'another way to be met',
      { ...watched, orIf: [{ kind: 'points', points: 4 }] },
      25,
      99,
      'as-intended',
    ],
    [
      'another way that fails',
      { ...watched, orIf: [{ kind: 'points', points: 4 }] },
      20,
      99,
      'not',
    ],
  ];

  it.each(cases)('%s', (_name, of, value, denominator, expected) => {
    expect(read(of, value, denominator)).toBe(expected);
  });

  it('is unread without a number, and for a kind that is not there', () => {
    const bet = { signals: [signal()], guardrail };
    const verdict = verdictOf(bet, new Map(), { today, gateOn: today });
    expect(progressOf(verdict, 'outcome')).toBe('unread');
    expect(progressOf(verdict, 'proxy')).toBe('unread');
  });
});
