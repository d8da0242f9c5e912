/*
 * What holds for every signal, rule and reading; the examples stand beside each file. Its
 * generators are shared, which is why the properties of this folder live together.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ContinueIf,
  formatContinueIf,
  parseContinueIf,
  readContinueIf,
  targetFrom,
} from './continue-if.ts';
import { formatLimit, isPastLimit, parseGuardrail, parseLimit } from './guardrail.ts';
import { formatMeasure, type Measure, parseMeasure, valueIn } from './measure.ts';
import { readNumber, writeNumber } from './number.ts';
import { directionOf, judgeClause, type Reading, type Signal } from './rules.ts';

const SUFFIXES = [
  { unit: 'percent', suffix: '%' },
  { unit: 'percent', suffix: '% of requests' },
  { unit: 'points', suffix: ' pts' },
  { unit: 'duration', suffix: ' ms' },
  { unit: 'duration', suffix: ' s' },
  { unit: 'duration', suffix: ' h per week' },
  { unit: 'duration', suffix: ' days' },
  { unit: 'money', suffix: '€' },
  { unit: 'money', suffix: ' USD' },
  { unit: 'money', suffix: '£/seat' },
  { unit: 'count', suffix: ' per 100' },
  { unit: 'count', suffix: ' users' },
  { unit: 'plain', suffix: '' },
] as const;

/** A value with up to three decimals, as a person would type it. */
const arbValue: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom(1, 10, 100, 1000))
  .map(([whole, scale]) => (whole === 0 ? 0 : whole / scale));

/** Any measure. */
const arbMeasure: fc.Arbitrary<Measure> = fc
  .tuple(arbValue, fc.constantFrom(...SUFFIXES))
  .map(([value, unit]) => ({ value, ...unit }));

/** Any rule. An absolute amount is never a percent or points: those are the first two kinds. */
const arbContinueIf: fc.Arbitrary<ContinueIf> = fc.oneof(
  arbValue.map((percent): ContinueIf => ({ kind: 'relative', percent })),
  arbValue.map((points): ContinueIf => ({ kind: 'points', points })),
  arbMeasure
    .filter(({ unit }) => unit !== 'percent' && unit !== 'points')
    .map((amount): ContinueIf => ({ kind: 'absolute', amount })),
  fc
    .tuple(fc.constantFrom('>=', '<=', '>', '<'), arbMeasure)
    .map(([operator, limit]): ContinueIf => ({ kind: 'threshold', operator, limit })),
);

/** A signal whose rule can be held against its baseline. */
const arbSignal: fc.Arbitrary<Signal> = fc
  .tuple(fc.constantFrom('proxy', 'outcome', 'leading', 'counter'), arbMeasure, arbContinueIf)
  .filter(([, baseline, rule]) => targetFrom(rule, baseline) !== undefined)
  .map(([kind, baseline, continueIf]) => ({
    id: 'sg_1',
    kind,
    name: 'Action X in 24 h',
    baseline,
    continueIf,
  }));

const arbOperator = fc.constantFrom('>=', '<=', '>', '<');

const TODAY = '2026-12-05';

function read(value: number, extra: Partial<Reading> = {}): Reading {
  return { value, isMissing: false, ...extra };
}

/**
 * Which way the rule wants the number to go, told from the rule's own text rather than by the code
 * under test.
 */
function wantsFall({ continueIf }: Signal): boolean {
  if (continueIf?.kind === 'threshold') return continueIf.operator.startsWith('<');
  if (continueIf?.kind === 'relative') return continueIf.percent < 0;
  if (continueIf?.kind === 'points') return continueIf.points < 0;
  return continueIf?.kind === 'absolute' && continueIf.amount.value < 0;
}

describe('readNumber', () => {
  it('reads back every number it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (n, digits) => {
        const value = n / 10 ** digits;
        expect(readNumber(writeNumber(value))).toBe(Number(value.toFixed(6)));
      }),
    );
  });
});

describe('parseMeasure', () => {
  it('reads back every measure it writes', () => {
    fc.assert(
      fc.property(arbMeasure, (measure) => {
        expect(parseMeasure(formatMeasure(measure))).toEqual(measure);
      }),
    );
  });

  it('is total and stable: what it reads, it writes and reads the same', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[-0-9., €%kmsh/a-z]{0,20}$/),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const measure = parseMeasure(typed);
        if (measure !== undefined) expect(parseMeasure(formatMeasure(measure))).toEqual(measure);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('valueIn', () => {
  it('gives a measure its own value in its own unit, and never mixes two units', () => {
    fc.assert(
      fc.property(arbMeasure, arbMeasure, (one, other) => {
        expect(valueIn(one, one)).toBe(one.value);
        const isCounted = (unit: string): boolean => unit === 'count' || unit === 'plain';
        const mayMix = one.unit === other.unit || (isCounted(one.unit) && isCounted(other.unit));
        if (!mayMix) expect(valueIn(one, other)).toBeUndefined();
      }),
    );
  });
});

describe('parseContinueIf', () => {
  it('reads back every rule it writes', () => {
    fc.assert(
      fc.property(arbContinueIf, (any) => {
        expect(parseContinueIf(formatContinueIf(any))).toEqual(any);
      }),
    );
  });

  it('never throws, and what it reads it writes and reads the same', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[-+<>=]{0,2} ?[0-9.,]{1,6} ?[%a-z/ ]{0,8}$/),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const read = parseContinueIf(text);
        if (read !== undefined) expect(parseContinueIf(formatContinueIf(read))).toEqual(read);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readContinueIf', () => {
  it('reads exactly the rules that have a target on the baseline', () => {
    fc.assert(
      fc.property(arbContinueIf, arbMeasure, (any, baseline) => {
        const isRead = 'rule' in readContinueIf(formatContinueIf(any), baseline);
        expect(isRead).toBe(targetFrom(any, baseline) !== undefined);
      }),
    );
  });
});

describe('targetFrom', () => {
  it('takes percent of the baseline and adds points to it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 1000 }),
        (now, by) => {
          const baseline = { value: now, unit: 'percent', suffix: '%' } as const;
          expect(targetFrom({ kind: 'relative', percent: by }, baseline)).toBeCloseTo(
            now * (1 + by / 100),
            6,
          );
          expect(targetFrom({ kind: 'points', points: by }, baseline)).toBe(now + by);
        },
      ),
    );
  });
});

describe('parseGuardrail', () => {
  it('answers at once for anything pasted', () => {
    expect(parseGuardrail('over 5 '.repeat(100_000))).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const guardrail = parseGuardrail(text);
        if (guardrail !== undefined) expect(guardrail.indicator).not.toBe('');
      }),
    );
  });
});

describe('parseLimit', () => {
  it('reads back every limit it writes', () => {
    fc.assert(
      fc.property(arbOperator, arbMeasure, (operator, limit) => {
        expect(parseLimit(formatLimit({ operator, limit }))).toEqual({ operator, limit });
      }),
    );
  });
});

describe('isPastLimit', () => {
  it('once past an upper limit, stays past for every higher reading', () => {
    fc.assert(
      fc.property(arbMeasure, arbValue, arbValue, (limit, one, other) => {
        const low = Math.min(one, other);
        const high = Math.max(one, other);
        const upper = { operator: '<=', limit } as const;
        if (isPastLimit(upper, low)) expect(isPastLimit(upper, high)).toBe(true);
      }),
    );
  });
});

describe('judgeClause', () => {
  it('a better reading never turns met into not met', () => {
    fc.assert(
      fc.property(arbSignal, arbValue, arbValue, (any, one, other) => {
        const [worse, better] = wantsFall(any)
          ? [Math.max(one, other), Math.min(one, other)]
          : [Math.min(one, other), Math.max(one, other)];
        if (judgeClause(any, read(worse), TODAY).state === 'met') {
          expect(judgeClause(any, read(better), TODAY).state).toBe('met');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('missing, too early and too few are never judged', () => {
    const arbSilent = fc.oneof(
      fc.constant<[Reading | undefined, string]>([undefined, 'missing']),
      arbValue.map((value): [Reading, string] => [{ value, isMissing: true }, 'missing']),
      fc.constantFrom(Number.NaN, Infinity).map((v): [Reading, string] => [read(v), 'missing']),
      fc
        .tuple(arbValue, fc.integer({ min: 0, max: 29 }))
        .map(([value, denominator]): [Reading, string] => [
          read(value, { denominator }),
          'too-few',
        ]),
    );
    fc.assert(
      fc.property(arbSignal, arbSilent, fc.boolean(), (any, [reading, silence], isEarly) => {
        const judged = judgeClause(
          isEarly ? { ...any, maturesOn: '2026-12-06' } : any,
          reading,
          TODAY,
        );
        const expected = isEarly ? 'too-early' : silence;
        expect([judged.state, judged.direction]).toEqual([expected, expected]);
      }),
    );
  });
});

describe('directionOf', () => {
  it('never goes backwards as readings get better', () => {
    const order = ['opposite', 'flat', 'toward'];
    fc.assert(
      fc.property(arbSignal, arbValue, arbValue, (any, one, other) => {
        const [worse, better] = wantsFall(any)
          ? [Math.max(one, other), Math.min(one, other)]
          : [Math.min(one, other), Math.max(one, other)];
        const before = order.indexOf(directionOf(any, read(worse), TODAY));
        const after = order.indexOf(directionOf(any, read(better), TODAY));
        expect(before).toBeGreaterThanOrEqual(0);
        expect(after).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  it('a met clause is never opposite', () => {
    fc.assert(
      fc.property(arbSignal, arbValue, (any, value) => {
        const judged = judgeClause(any, read(value), TODAY);
        if (judged.state === 'met') expect(judged.direction).not.toBe('opposite');
      }),
      { numRuns: 1000 },
    );
  });
});
