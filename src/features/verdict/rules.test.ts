import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/time.ts';
import type { Reading, Signal } from '../signal/rules.ts';
import { GUARDRAIL_ID, isOnlyNumbers, isRuleMet, type Judged, verdictOf } from './rules.ts';

const proxy: Signal = {
  id: 'sg_proxy',
  kind: 'proxy',
  name: 'Action X in 24 h',
  baseline: { value: 41, unit: 'percent', suffix: '%' },
  continueIf: { kind: 'relative', percent: 10 },
};
const outcome: Signal = {
  id: 'sg_outcome',
  kind: 'outcome',
  name: '14-day activation',
  baseline: { value: 27, unit: 'percent', suffix: '%' },
  continueIf: { kind: 'points', points: 3 },
  maturesOn: '2026-11-28',
};
const bet: Judged = {
  signals: [proxy, outcome],
  guardrail: { limit: { operator: '<=', limit: { value: 0.1, unit: 'percent', suffix: '%' } } },
};
const gateOn = '2026-12-05';

function read(values: { proxy?: number; outcome?: number; n?: number; errors?: number }) {
  const readings = new Map<string, Reading>();
  const n = values.n === undefined ? {} : { denominator: values.n };
  if (values.proxy !== undefined) {
    readings.set(proxy.id, { value: values.proxy, isMissing: false, ...n });
  }
  if (values.outcome !== undefined) {
    readings.set(outcome.id, { value: values.outcome, isMissing: false, ...n });
  }
  if (values.errors !== undefined) {
    readings.set(GUARDRAIL_ID, { value: values.errors, isMissing: false });
  }
  return readings;
}

function says(values: Parameters<typeof read>[0], today: string) {
  return verdictOf(bet, read(values), { today, gateOn }).says;
}

describe('verdictOf, before the gate', () => {
  it('is on track while what can be read goes the right way', () => {
    expect(says({ proxy: 43 }, '2026-11-24')).toBe('on-track');
  });

  it('is behind when what can be read stays flat', () => {
    expect(says({ proxy: 41.2 }, '2026-11-24')).toBe('behind');
  });

  it('has no readings, or cannot read them yet', () => {
    expect(says({}, '2026-11-30')).toBe('missing');
    expect(says({ proxy: 60, n: 12 }, '2026-11-24')).toBe('too-early');
  });
});

describe('verdictOf, from the gate on', () => {
  it('continues when every clause is met', () => {
    const verdict = verdictOf(bet, read({ proxy: 46, outcome: 30.5 }), { today: gateOn, gateOn });
    expect(verdict).toMatchObject({ phase: 'at-gate', says: 'continue', daysToGate: 0 });
  });

  it('does not continue when one clause is not met, and sees that only numbers moved', () => {
    const verdict = verdictOf(bet, read({ proxy: 46, outcome: 27.4 }), { today: gateOn, gateOn });
    expect(verdict.says).toBe('dont-continue');
    expect(isOnlyNumbers(verdict)).toBe(true);
    expect(verdict.clauses.map((clause) => clause.judgement.state)).toEqual(['met', 'not-met']);
    expect(verdict.clauses[1]?.judgement.direction).toBe('flat');
  });

  it('lets a clause that failed decide even while another number is missing', () => {
    expect(says({ outcome: 20 }, gateOn)).toBe('dont-continue');
  });

  it('says missing or too early rather than guess', () => {
    expect(says({ proxy: 46 }, gateOn)).toBe('missing');
    expect(says({ proxy: 46, outcome: 31, n: 29 }, gateOn)).toBe('too-early');
    const late = { ...outcome, maturesOn: '2026-12-20' };
    const immature = { ...bet, signals: [proxy, late] };
    const readings = read({ proxy: 46, outcome: 31 });
    expect(verdictOf(immature, readings, { today: gateOn, gateOn }).says).toBe('too-early');
  });
});

describe('verdictOf, beside the rule', () => {
  it('tells the guardrail', () => {
    const at = { today: gateOn, gateOn };
    expect(verdictOf(bet, read({ errors: 0.06 }), at).guardrail).toBe('safe');
    expect(verdictOf(bet, read({ errors: 0.2 }), at).guardrail).toBe('past');
    expect(verdictOf(bet, read({}), at).guardrail).toBe('unknown');
  });

  it('tells a shrinking denominator, and what it was', () => {
    const at = { today: gateOn, gateOn, before: read({ proxy: 44, n: 520 }) };
    const [first] = verdictOf(bet, read({ proxy: 46, n: 398 }), at).clauses;
    expect(first).toMatchObject({ isShrinking: true, denominatorBefore: 520 });
  });
});

const extended: Judged = {
  ...bet,
  signals: [
    proxy,
    {
      ...outcome,
      orIf: [{ kind: 'threshold', operator: '>=', limit: { ...outcome.baseline, value: 33 } }],
      stopIf: [{ kind: 'threshold', operator: '<=', limit: { ...outcome.baseline, value: 20 } }],
    },
  ],
};

describe('verdictOf, with more clauses', () => {
  const judge = (values: Parameters<typeof read>[0], today = gateOn) =>
    verdictOf(extended, read(values), { today, gateOn });

  it('takes one “or” that is met for the whole rule', () => {
    const verdict = judge({ proxy: 20, outcome: 33 });
    expect(verdict.says).toBe('continue');
    expect(isRuleMet(verdict)).toBe(true);
    expect(judge({ outcome: 33 }).says).toBe('continue');
    expect(judge({ proxy: 20, outcome: 33 }, '2026-11-30').says).toBe('on-track');
  });

  it('keeps “don’t continue” back while an “or” cannot be read yet', () => {
    expect(judge({ proxy: 41 }).says).toBe('missing');
    expect(judge({ proxy: 41, outcome: 40, n: 10 }).says).toBe('too-early');
    expect(judge({ proxy: 41, outcome: 31 }).says).toBe('dont-continue');
  });

  it('says stop at any review once a “stop outright” is met, and never on a number that says nothing', () => {
    expect(judge({ proxy: 60, outcome: 20 }, '2026-11-30').says).toBe('stop');
    expect(judge({ proxy: 60, outcome: 20 }).says).toBe('stop');
    expect(isRuleMet(judge({ proxy: 60, outcome: 20 }))).toBe(false);
    // Before the outcome is ready to be read, and of too few, it is no number yet.
    expect(judge({ proxy: 60, outcome: 20 }, '2026-11-27').says).toBe('on-track');
    expect(judge({ proxy: 60, outcome: 20, n: 10 }).says).toBe('too-early');
  });

  it('never gets worse when a number gets better', () => {
    const rank = { stop: 0, 'dont-continue': 1, behind: 1, 'on-track': 2, continue: 2 };
    const isRanked = (said: string): said is keyof typeof rank => said in rank;
    const number = fc.integer({ min: -200, max: 400 }).map((value) => value / 4);
    const better = fc.integer({ min: 0, max: 200 }).map((value) => value / 4);
    fc.assert(
      fc.property(
        fc.tuple(number, better, number, better),
        fc.constantFrom('2026-11-30', gateOn, '2026-12-20'),
        ([proxyNow, proxyMore, outcomeNow, outcomeMore], today) => {
          const before = judge({ proxy: proxyNow, outcome: outcomeNow }, today).says;
          const after = judge(
            { proxy: proxyNow + proxyMore, outcome: outcomeNow + outcomeMore },
            today,
          ).says;
          if (!isRanked(before) || !isRanked(after)) throw new Error(`${before}, ${after}`);
          expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
        },
      ),
    );
  });
});

describe('verdictOf, what is only watched', () => {
  it('tells better from worse where somebody said which way is good', () => {
    const { continueIf: _, ...tickets } = {
      ...proxy,
      kind: 'counter' as const,
      good: 'down' as const,
    };
    const watching = { ...bet, signals: [tickets, outcome] };
    const drift = (value: number, n = 40) =>
      verdictOf(watching, read({ proxy: value, n }), { today: gateOn, gateOn }).watched[0]?.drift;
    expect([drift(40), drift(42), drift(41), drift(40, 10)]).toEqual([
      'better',
      'worse',
      'as-before',
      undefined,
    ]);
  });

  it('knows that a review before had a number', () => {
    const at = { today: gateOn, gateOn };
    expect(verdictOf(bet, read({}), at).hasEarlier).toBe(false);
    expect(verdictOf(bet, read({}), { ...at, before: read({ proxy: 44 }) }).hasEarlier).toBe(true);
  });
});

const anyReading = fc.option(
  fc.record({
    value: fc.double({ min: -1000, max: 1000, noNaN: true }),
    denominator: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    isMissing: fc.boolean(),
  }),
  { nil: undefined },
);
const anyReadings = fc.record({ proxy: anyReading, outcome: anyReading }).map((given) => {
  const readings = new Map<string, Reading>();
  for (const [id, reading] of [
    [proxy.id, given.proxy],
    [outcome.id, given.outcome],
  ] as const) {
    if (reading === undefined) continue;
    const { denominator, value, isMissing } = reading;
    readings.set(id, {
      isMissing,
      ...(isMissing ? {} : { value }),
      ...(denominator === undefined ? {} : { denominator }),
    });
  }
  return readings;
});
const anyToday = fc.integer({ min: -30, max: 30 }).map((days) => addDays(gateOn, days));

describe('verdictOf, whatever the readings', () => {
  it('continues only when every clause is met', () => {
    fc.assert(
      fc.property(anyReadings, anyToday, (readings, today) => {
        const verdict = verdictOf(bet, readings, { today, gateOn });
        if (verdict.says !== 'continue') return;
        expect(verdict.clauses.every((clause) => clause.judgement.state === 'met')).toBe(true);
      }),
    );
  });

  it('never takes a missing, early or thin number for met', () => {
    fc.assert(
      fc.property(anyReadings, anyToday, (readings, today) => {
        for (const { signal, judgement } of verdictOf(bet, readings, { today, gateOn }).clauses) {
          const reading = readings.get(signal.id);
          const isThin = (reading?.denominator ?? 30) < 30;
          const isEarly = signal.maturesOn !== undefined && today < signal.maturesOn;
          if (reading === undefined || reading.isMissing || isThin || isEarly) {
            expect(['met', 'not-met']).not.toContain(judgement.state);
          }
        }
      }),
    );
  });

  it('asks nothing of anybody before the gate, and judges from it on', () => {
    fc.assert(
      fc.property(anyReadings, anyToday, (readings, today) => {
        const verdict = verdictOf(bet, readings, { today, gateOn });
        expect(verdict.phase).toBe(today < gateOn ? 'before-gate' : 'at-gate');
        const judging = ['continue', 'dont-continue'];
        const watching = ['on-track', 'behind'];
        expect(verdict.phase === 'at-gate' ? watching : judging).not.toContain(verdict.says);
      }),
    );
  });
});
