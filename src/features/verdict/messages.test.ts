import { describe, expect, it } from 'vitest';
import type { Reading, Signal } from '../signal/rules.ts';
import { readingsLine, shortVerdict, verdictLine } from './messages.ts';
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
