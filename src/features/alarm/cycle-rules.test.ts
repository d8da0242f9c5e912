import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CycleFacts, findNothingDared, findNothingKilled } from './cycle-rules.ts';

const closedAt = (number: number) => new Date(Date.UTC(2026, 0, 1 + 14 * number));

/** A closed cycle in a few letters: `r` something ran, `g` a gate was due, `d` a deviation, `s` a stop, `h` a hat, `o` all off. */
function cycle(letters: string, number: number): CycleFacts {
  const has = (letter: string) => (letters.includes(letter) ? 1 : 0);
  return {
    number,
    closedAt: closedAt(number),
    deviations: has('d'),
    hats: has('h'),
    stopped: has('s'),
    gatesDue: has('g'),
    running: has('r'),
    decided: 0,
    isSilent: letters.includes('o'),
    gates: [],
  };
}

const cycles = (letters: readonly string[]) => letters.map((one, index) => cycle(one, index + 1));
const nothing = { deviations: 0, hats: 0, stopped: 0 };

describe('findNothingDared', () => {
  it.each<[string, string[], string | undefined]>([
    ['one empty cycle is not enough', ['r'], undefined],
    ['two in a row', ['r', 'r'], 'from cycle 1'],
    ['a third goes on with the same streak', ['r', 'r', 'r'], 'from cycle 1'],
    ['a deviation in the first', ['rd', 'r'], undefined],
    ['a deviation in the last', ['r', 'rd'], undefined],
    ['a deviation before two empty ones', ['rd', 'r', 'r'], 'from cycle 2'],
    ['a cycle in which nothing ran neither counts nor breaks', ['r', '', 'r'], 'from cycle 1'],
    ['nothing ran at all', ['', '', ''], undefined],
    ['all holidays neither counts nor breaks', ['r', 'ro', 'r'], 'from cycle 1'],
    ['all holidays makes none', ['r', 'ro'], undefined],
    ['a hat is no deviation', ['rh', 'rh'], 'from cycle 1'],
    ['stops and gates are another matter', ['rgs', 'rgs'], 'from cycle 1'],
  ])('%s', (_, letters, facts) => {
    expect(findNothingDared({ closed: cycles(letters), open: nothing })?.facts).toBe(facts);
  });

  it('is cleared at once by a deviation in the open cycle, and not by a hat, which it mentions', () => {
    const closed = cycles(['r', 'r']);
    expect(findNothingDared({ closed, open: { ...nothing, deviations: 1 } })).toBeUndefined();
    const open = { ...nothing, hats: 1 };
    expect(findNothingDared({ closed, open })?.evidence.at(-1)).toEqual({
      what: 'open-hats',
      counts: { hats: 1 },
    });
  });

  it('is since the cycle that made it true, with each cycle as evidence', () => {
    const finding = findNothingDared({ closed: cycles(['r', 'r', 'r']), open: nothing });
    expect(finding?.sinceAt).toEqual(closedAt(2));
    expect(finding?.evidence.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('counts two further cycles after an answer', () => {
    const closed = cycles(['r', 'r', 'r', 'r']);
    const answeredAt = (number: number) =>
      findNothingDared({ closed, open: nothing, after: closedAt(number) })?.facts;
    expect([answeredAt(2), answeredAt(3)]).toEqual(['from cycle 3', undefined]);
  });
});

describe('findNothingKilled', () => {
  it.each<[string, string[], string | undefined]>([
    ['one gate is not enough', ['rg'], undefined],
    ['two gates in a row', ['rg', 'rg'], 'from cycle 1'],
    ['a stop in the first', ['rgs', 'rg'], undefined],
    ['a stop in the last', ['rg', 'rgs'], undefined],
    ['cycles without a gate neither count nor break', ['rg', 'r', 'r', 'rg'], 'from cycle 1'],
    ['not even one in which something was stopped', ['rg', 'rs', 'rg'], 'from cycle 1'],
    ['no gate was ever due', ['r', 'r', 'r'], undefined],
    ['all holidays neither counts nor breaks', ['rg', 'rgo', 'rg'], 'from cycle 1'],
    ['deviations are another matter', ['rgd', 'rgd'], 'from cycle 1'],
    ['a stop at a gate and two gates after it', ['rgs', 'rg', 'r', 'rg'], 'from cycle 2'],
  ])('%s', (_, letters, facts) => {
    expect(findNothingKilled({ closed: cycles(letters), open: nothing })?.facts).toBe(facts);
  });

  it('is cleared at once by a stop in the open cycle', () => {
    const closed = cycles(['rg', 'rg']);
    expect(findNothingKilled({ closed, open: { ...nothing, stopped: 1 } })).toBeUndefined();
  });

  it('shows what came of each gate, and what is furthest from its own rule', () => {
    const gates = [{ what: 'gate-undecided', at: closedAt(1), number: 12 }];
    const weakest = { what: 'weakest', number: 9 };
    const [one, two] = cycles(['rg', 'rg']);
    const closed = [one, two].flatMap((each) => each ?? []).map((each) => ({ ...each, gates }));
    const finding = findNothingKilled({ closed, open: nothing, weakest });
    expect(finding?.evidence).toEqual([...gates, weakest]);
  });

  it('lists a gate that waits over several cycles once, and anew once something came of it', () => {
    const told = (...whats: string[]) => {
      const closed = cycles(whats.map(() => 'rg')).map((cycle, index) => ({
        ...cycle,
        gates: [{ what: whats[index] ?? '', at: cycle.closedAt, number: 12 }],
      }));
      return findNothingKilled({ closed, open: nothing })?.evidence.map(({ what, at }) => [
        what,
        at,
      ]);
    };
    const waits = 'gate-undecided';
    expect(told(waits, waits, waits)).toEqual([[waits, closedAt(1)]]);
    const on = 'gate-against-rule';
    expect(told(on, waits, waits)).toEqual([
      [on, closedAt(1)],
      [waits, closedAt(2)],
    ]);
    expect(told(on, on)).toHaveLength(2);
  });
});

const letters = fc.subarray(['r', 'g', 'd', 's', 'h', 'o']).map((chosen) => chosen.join(''));
const history = fc.record({
  closed: fc.array(letters, { maxLength: 12 }),
  deviations: fc.nat({ max: 1 }),
  stopped: fc.nat({ max: 1 }),
  after: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
});

/** Said as a person would check it: strike out what does not count, then look at the last two. */
function isTrueOf(
  asked: { counts: string; ends: string },
  { closed, after }: { closed: readonly string[]; after?: number | undefined },
): boolean {
  const left = closed
    .slice(after ?? 0)
    .filter((one) => !one.includes('o') && one.includes(asked.counts));
  const lastTwo = left.slice(-2);
  return lastTwo.length === 2 && lastTwo.every((one) => !one.includes(asked.ends));
}

describe('the halves of THRASH-1', () => {
  it('fire exactly when the condition holds, in whatever order the cycles are read', () => {
    fc.assert(
      fc.property(history, fc.integer(), ({ closed, deviations, stopped, after }, seed) => {
        const read = cycles(closed).toSorted(
          (one, other) => ((one.number * seed) % 7) - ((other.number * seed) % 7),
        );
        const asked = {
          closed: read,
          open: { ...nothing, deviations, stopped },
          ...(after === undefined ? {} : { after: closedAt(after) }),
        };
        const dared = isTrueOf({ counts: 'r', ends: 'd' }, { closed, after });
        expect(findNothingDared(asked) !== undefined).toBe(dared && deviations === 0);
        const killed = isTrueOf({ counts: 'g', ends: 's' }, { closed, after });
        expect(findNothingKilled(asked) !== undefined).toBe(killed && stopped === 0);
      }),
      { numRuns: 500 },
    );
  });

  it('keep their name while the streak grows', () => {
    fc.assert(
      fc.property(fc.array(letters, { minLength: 3, maxLength: 12 }), (all) => {
        for (const rule of [findNothingDared, findNothingKilled]) {
          const before = rule({ closed: cycles(all.slice(0, -1)), open: nothing });
          const after = rule({ closed: cycles(all), open: nothing });
          if (before === undefined || after === undefined) continue;
          expect(after.facts).toBe(before.facts);
          expect(after.sinceAt).toEqual(before.sinceAt);
        }
      }),
    );
  });
});
