import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartBlock } from '../../../sandbox/server/validate/chart.ts';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { addDays } from '../../lib/time.ts';
import { clean } from '../../platform/slack/text.ts';
import type { Signal } from '../signal/rules.ts';
import { trendAnswer, trendLines } from './messages.ts';
import { maxPoints, type ReviewReading, trendsOf } from './rules.ts';

const proxy: Signal = {
  ...{ id: 'sg_1', kind: 'proxy', name: 'Action X in 24 h' },
  baseline: { value: 41, unit: 'percent', suffix: '%' },
  continueIf: { kind: 'relative', percent: 10 },
};
const watched: Signal = {
  ...{ id: 'sg_2', kind: 'counter', name: 'Unsubscribes' },
  baseline: { value: 4, unit: 'plain', suffix: '' },
};

describe('the trend', () => {
  it('goes from the start over every number to the newest, with what is wanted', () => {
    const readings: ReviewReading[] = [
      { signalId: 'sg_1', reviewOn: '2026-12-01', value: 46, denominator: 412 },
      { signalId: 'sg_1', reviewOn: '2026-11-24', value: 43 },
      { signalId: 'sg_1', reviewOn: '2026-12-08' },
    ];
    const answer = trendAnswer('*#1*', trendsOf([proxy, watched], readings));
    const said = JSON.stringify(answer.blocks);
    expect(said).toContain('41% (start) → 43% (24 Nov) → 46% (1 Dec, n 412) · wanted 45.1%');
    expect(said).toContain('4 (start) · no readings yet');
    const later = [...readings, { signalId: 'sg_1', reviewOn: '2026-12-15', value: 47 } as const];
    expect(trendLines(trendsOf([proxy], later))).toEqual([
      '*Action X in 24 h*\n41% (start) → … → 46% (1 Dec, n 412) → 47% (15 Dec) · wanted 45.1%',
    ]);
    expect(answer.charts).toHaveLength(1);
    expect(answer.charts[0]?.chart.series).toEqual([
      {
        name: 'reading',
        data: [
          { label: 'start', value: 41 },
          { label: '24 Nov', value: 43 },
          { label: '1 Dec', value: 46 },
        ],
      },
      expect.objectContaining({ name: 'wanted' }),
    ]);
  });

  it('is taken by Slack, whatever was typed and however long it runs, and keeps the newest', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(typedText().map(clean), values, (name, numbers) => {
        const readings = numbers.map((value, week) => ({
          ...{ signalId: 'sg_1', value, denominator: 10 ** 9 },
          reviewOn: addDays('2024-01-02', week * 7),
        }));
        const signals = [
          { ...proxy, name },
          { ...watched, id: 'sg_1', name },
          { ...proxy, id: 'sg_3', name },
        ] satisfies Signal[];
        const trends = trendsOf(signals, readings);
        const answer = trendAnswer('*#1*', trends);
        const { text, blocks } = answer;
        expect(findLimitBreaks({ text, blocks })).toEqual([]);
        for (const chart of answer.charts) {
          expect(chartBlock.safeParse(chart).error).toBeUndefined();
          const [line] = chart.chart.series;
          expect(new Set(line?.data.map(({ label }) => label)).size).toBe(line?.data.length);
        }
        const [first] = trends;
        expect(first?.points.length).toBe(Math.min(numbers.length + 1, maxPoints));
        if (numbers.length > 0) expect(first?.points.at(-1)?.value).toBe(numbers.at(-1));
      }),
      { numRuns: 50 },
    );
  });
});
