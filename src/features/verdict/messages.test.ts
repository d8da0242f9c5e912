import { describe, expect, it } from 'vitest';
import type { Reading, Signal } from '../signal/rules.ts';
import { readingsLine, shortVerdict, verdictLine, verdictLines } from './messages.ts';
import { GUARDRAIL_ID, verdictOf } from './rules.ts';

const clicks: Signal = {
  id: 'sg_clicks',
  kind: 'proxy',
  name: 'clicks',
  baseline: { value: 120, unit: 'plain', suffix: '' },
  continueIf: {
    kind: 'threshold',
    operator: '>=',
    limit: { value: 150, unit: 'plain', suffix: '' },
  },
};
const bet = {
  signals: [clicks],
  guardrail: {
    indicator: 'errors',
    limit: { operator: '<=', limit: { value: 0.1, unit: 'percent', suffix: '%' } },
  },
} as const;

function judge(errors: number) {
  const readings = new Map<string, Reading>([
    [clicks.id, { value: 160, isMissing: false }],
    [GUARDRAIL_ID, { value: errors, isMissing: false }],
  ]);
  return verdictOf(bet, readings, { today: '2026-12-05', gateOn: '2026-12-05' });
}

describe('a guardrail past its limit', () => {
  it('is said beside the verdict and in the line for the log', () => {
    expect(verdictLine(judge(0.3), bet)).toBe(
      'Rule says: CONTINUE. Guardrail past its limit: 0.3%, limit ≤ 0.1%.',
    );
    expect(readingsLine(judge(0.3), bet)).toBe(
      'clicks 120 → 160, wanted ≥150; guardrail past its limit: 0.3%, limit ≤ 0.1%',
    );
  });

  it('stands in lists beside what is missing, not beside no readings at all', () => {
    const readings = new Map<string, Reading>([[GUARDRAIL_ID, { value: 0.3, isMissing: false }]]);
    const verdict = verdictOf(bet, readings, { today: '2026-12-05', gateOn: '2026-12-05' });
    expect(shortVerdict(verdict)).toBe('guardrail past its limit · other numbers missing');
  });

  it('is not mentioned while the limit is kept', () => {
    expect(verdictLine(judge(0.1), bet)).toBe('Rule says: CONTINUE.');
    expect(readingsLine(judge(0.1), bet)).toBe('clicks 120 → 160, wanted ≥150');
  });
});

describe('what has no number at this review', () => {
  const at = { today: '2026-12-05', gateOn: '2026-12-08' } as const;
  const before = new Map<string, Reading>([
    [clicks.id, { value: 140, isMissing: false, takenOn: '2026-11-24' }],
    [GUARDRAIL_ID, { value: 0.06, isMissing: false, takenOn: '2026-11-24' }],
  ]);

  it('shows the last one with its day, which judges nothing', () => {
    const verdict = verdictOf(bet, new Map(), { ...at, before });
    expect(verdict).toMatchObject({ says: 'missing', guardrail: 'unknown' });
    expect(verdictLines(verdict, bet, 'Mia may say stop')).toEqual([
      '*No new number*  clicks 120 → 140 on 24 Nov, wanted ≥150',
      '*No new number*  errors 0.06% on 24 Nov, limit ≤ 0.1% · Mia may say stop',
    ]);
  });

  it('is where it began, or not read, when there never was one', () => {
    expect(verdictLines(verdictOf(bet, new Map(), at), bet, 'Mia may say stop')).toEqual([
      '*No number yet*  clicks 120 at the start, wanted ≥150',
      '*Not read*  errors, limit ≤ 0.1% · Mia may say stop',
    ]);
  });

  it('keeps a name that ends in a digit apart from its number', () => {
    const calls: Signal = { ...clicks, name: 'calls on day 2' };
    const dated = { ...bet, signals: [calls], guardrail: { ...bet.guardrail, indicator: 'P1' } };
    const verdict = verdictOf(dated, new Map(), { ...at, before });
    expect(readingsLine(verdict, dated)).toBe('calls on day 2: 120 → 140 on 24 Nov, wanted ≥150');
    expect(verdictLines(verdict, dated, 'Mia may say stop')[1]).toContain('P1: 0.06% on 24 Nov');
  });

  it('is not called no readings beside a number that is there', () => {
    const other: Signal = { ...clicks, id: 'sg_other', name: 'orders' };
    const two = { ...bet, signals: [{ ...clicks, maturesOn: '2026-12-31' }, other] };
    const given = new Map<string, Reading>([[clicks.id, { value: 130, isMissing: false }]]);
    const verdict = verdictOf(two, given, at);
    expect(shortVerdict(verdict)).toBe('a number is missing · gate in 3 days');
    expect(verdictLine(verdict, two)).toBe('No number yet for orders, gate in 3 days.');
    expect(shortVerdict(verdictOf(two, new Map(), at))).toBe('no readings yet · gate in 3 days');
  });
});
