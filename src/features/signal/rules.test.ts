import { describe, expect, it } from 'vitest';
import { parseContinueIf } from './continue-if.ts';
import { parseMeasure } from './measure.ts';
import {
  directionOf,
  isAlreadyMet,
  isAtBaseline,
  isShrinking,
  judgeClause,
  type Reading,
  type Signal,
  targetOf,
  valueOf,
} from './rules.ts';

const TODAY = '2026-12-05';

function signal(now: string, continueIf: string, extra: Partial<Signal> = {}): Signal {
  const baseline = parseMeasure(now);
  const rule = parseContinueIf(continueIf);
  if (baseline === undefined) throw new Error(`unreadable: ${now}`);
  return {
    id: 'sg_1',
    kind: 'outcome',
    name: '14-day activation',
    baseline,
    ...(rule === undefined ? {} : { continueIf: rule }),
    ...extra,
  };
}

function read(value: number, extra: Partial<Reading> = {}): Reading {
  return { value, isMissing: false, ...extra };
}

describe('judgeClause', () => {
  it('shows the numbers of the card in the mock', () => {
    const proxy = signal('41%', '+10%', { kind: 'proxy' });
    expect(judgeClause(proxy, read(46, { denominator: 412 }), TODAY)).toEqual({
      state: 'met',
      direction: 'toward',
      value: 46,
      target: 45.1,
      denominator: 412,
    });
    const outcome = signal('27%', '+3 pts');
    expect(judgeClause(outcome, read(27.4, { denominator: 398 }), TODAY)).toMatchObject({
      state: 'not-met',
      direction: 'flat',
    });
  });

  it('is met at the target itself, in spite of binary fractions', () => {
    expect(judgeClause(signal('41%', '+10%'), read(45.1), TODAY).state).toBe('met');
    expect(judgeClause(signal('0.1', '+0.2'), read(0.3), TODAY).state).toBe('met');
  });

  it('keeps percent relative and points absolute', () => {
    expect(judgeClause(signal('27%', '+10%'), read(30), TODAY).state).toBe('met');
    expect(judgeClause(signal('27%', '+10 pts'), read(30), TODAY).state).toBe('not-met');
  });

  it('judges a fall and a strict level', () => {
    expect(judgeClause(signal('450 ms', '-25%'), read(337.5), TODAY).state).toBe('met');
    expect(judgeClause(signal('450 ms', '-25%'), read(340), TODAY).state).toBe('not-met');
    expect(judgeClause(signal('41%', '>80%'), read(80), TODAY).state).toBe('not-met');
    expect(judgeClause(signal('41%', '>=80%'), read(80), TODAY).state).toBe('met');
  });
});

describe('directionOf', () => {
  const direction = (now: string, rule: string, value: number): string =>
    directionOf(signal(now, rule), read(value), TODAY);

  it.each([
    [101.9, 'flat'],
    [102, 'toward'],
    [108, 'toward'],
    [98, 'flat'],
    [97.9, 'opposite'],
    [100, 'flat'],
  ])('from 100, wanting 108, reads %d as %s', (value, expected) => {
    expect(direction('100', '+8', value)).toBe(expected);
  });

  it.each([
    [98.1, 'flat'],
    [98, 'toward'],
    [102, 'flat'],
    [102.1, 'opposite'],
  ])('from 100, wanting 92, reads %d as %s', (value, expected) => {
    expect(direction('100', '-8', value)).toBe(expected);
  });

  it('a limit that is kept today is flat while kept and opposite once broken', () => {
    expect(direction('0.4%', '<=0.5%', 0.5)).toBe('flat');
    expect(direction('0.4%', '<=0.5%', 0.1)).toBe('flat');
    expect(direction('0.4%', '<=0.5%', 0.51)).toBe('opposite');
  });

  it('a rule that promises nothing goes nowhere by standing still', () => {
    expect(direction('41%', '>41%', 41)).toBe('flat');
    expect(direction('41%', '>41%', 42)).toBe('toward');
  });

  it('has no side without a rule', () => {
    expect(direction('27%', '', 30)).toBe('no-rule');
  });

  it('is readable from the day it matures on, and not by a reading from before', () => {
    const outcome = signal('27%', '+3 pts', { maturesOn: TODAY });
    expect(directionOf(outcome, read(31), '2026-12-04')).toBe('too-early');
    expect(directionOf(outcome, read(31), TODAY)).toBe('toward');
    expect(directionOf(outcome, read(31, { takenOn: '2026-12-04' }), TODAY)).toBe('too-early');
  });

  it('tells from thirty counted on', () => {
    const outcome = signal('27%', '+3 pts');
    expect(directionOf(outcome, read(31, { denominator: 29 }), TODAY)).toBe('too-few');
    expect(directionOf(outcome, read(31, { denominator: 30 }), TODAY)).toBe('toward');
  });
});

describe('valueOf', () => {
  const baseline = { value: 41, unit: 'percent', suffix: '%' } as const;

  it('makes a rate of numerator and denominator', () => {
    expect(valueOf({ numerator: 190, denominator: 412, isMissing: false }, baseline)).toBe(
      46.116505,
    );
    const per = { value: 6, unit: 'count', suffix: ' per 100' } as const;
    expect(valueOf({ numerator: 24, denominator: 240, isMissing: false }, per)).toBe(10);
  });

  it('makes nothing of a denominator of zero', () => {
    expect(valueOf({ numerator: 1, denominator: 0, isMissing: false }, baseline)).toBeUndefined();
  });
});

describe('isAtBaseline', () => {
  it.each([
    ['41%', '+0%', true],
    ['0', '+10%', true],
    ['41%', '>41%', true],
    ['41%', '>=41%', true],
    ['41%', '+10%', false],
    ['0.5 s', '<=500 ms', true],
  ])('from %s, %s: %s', (now, rule, isAt) => {
    expect(isAtBaseline(signal(now, rule))).toBe(isAt);
  });

  it('lets a counter signal ask that a kept limit stays kept', () => {
    expect(isAtBaseline(signal('0.4%', '<=0.4%', { kind: 'counter' }))).toBe(false);
    expect(isAtBaseline(signal('0.4%', '+0%', { kind: 'counter' }))).toBe(true);
  });
});

describe('isAlreadyMet', () => {
  it('sees a level that is reached before any work, and only a level', () => {
    expect(isAlreadyMet(signal('85%', '>=80%'))).toBe(true);
    expect(isAlreadyMet(signal('41%', '>=80%'))).toBe(false);
    expect(isAlreadyMet(signal('41%', '+0%'))).toBe(false);
  });
});

describe('targetOf', () => {
  it('is undefined without a rule', () => {
    expect(targetOf(signal('41%', ''))).toBeUndefined();
  });
});

describe('isShrinking', () => {
  it('sees fewer counted than before', () => {
    expect(isShrinking(read(1, { denominator: 400 }), read(2, { denominator: 300 }))).toBe(true);
    expect(isShrinking(read(1, { denominator: 300 }), read(2, { denominator: 300 }))).toBe(false);
    expect(isShrinking(read(1), read(2, { denominator: 300 }))).toBe(false);
  });
});
