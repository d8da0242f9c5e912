import { describe, expect, it } from 'vitest';
import { type EndView, endForm, parseEnd } from './end-form.ts';

const mechanism = { change: 'a checklist', moves: 'completion', because: 'people stall' };
const view: EndView = {
  ...{ freezeId: 'fz_1', number: 12, reason: 'errors doubled', cycleDays: 14 },
  bet: { title: 'Action X first', mechanism, smallestTest: 'one segment' },
  ...{ verdictLine: 'No readings yet.', readingsLine: 'clicks 120 → 90', today: '2026-11-24' },
};
const whole = { line: 'It was the cache', revisitOn: '2026-12-08' };

/** What the fields of a form start with, by their block id. */
function startOf(values: Parameters<typeof endForm>[1]): Map<string, unknown> {
  const { blocks } = endForm(view, values);
  return new Map(
    blocks.flatMap((block) => {
      if (!('element' in block) || block.element === undefined) return [];
      const { element } = block;
      const text = 'initial_value' in element ? element.initial_value : undefined;
      const date = 'initial_date' in element ? element.initial_date : undefined;
      return [[block.block_id ?? '', text ?? date]];
    }),
  );
}

describe('the form that ends a freeze', () => {
  it('proposes the numbers as the line of what is altered or retired, also when it was empty before', () => {
    expect(startOf({}).get('line')).toBeUndefined();
    for (const ending of ['change', 'stop']) {
      expect(startOf({ ending, line: '' }).get('line')).toBe('clicks 120 → 90');
      expect(startOf({ ending, line: 'my own' }).get('line')).toBe('my own');
    }
    // What was only proposed does not become the words of the person who goes on.
    expect(startOf({ ending: 'continue', line: 'clicks 120 → 90' }).get('line')).toBeUndefined();
  });

  it('proposes a day that follows the ending, and keeps one that somebody chose', () => {
    expect(startOf({}).get('revisitOn')).toBe('2026-12-08');
    expect(startOf({ ending: 'stop', revisitOn: '2026-12-08' }).get('revisitOn')).toBe(
      '2027-02-22',
    );
    expect(startOf({ ending: 'continue', revisitOn: '2027-02-22' }).get('revisitOn')).toBe(
      '2026-12-08',
    );
    expect(startOf({ ending: 'stop', revisitOn: '2026-12-24' }).get('revisitOn')).toBe(
      '2026-12-24',
    );
  });
});

describe('parseEnd', () => {
  const altered = { newChange: 'a checklist', newBecause: 'people stall', newTest: 'one segment' };

  it.each([
    ['no day', { ...whole, revisitOn: '' }, 'revisitOn'],
    ['today', { ...whole, revisitOn: '2026-11-24' }, 'revisitOn'],
    ['a blank line', { ...whole, line: ' \u200b ' }, 'line'],
    ['nothing altered', { ...whole, ...altered, ending: 'change' }, 'newTest'],
    ['nothing learned', { ...whole, ending: 'stop', learned: '' }, 'learned'],
    ['harm without the floor', { ...whole, ending: 'stop', learned: 'x', harmed: 'yes' }, 'floor'],
  ])('refuses %s at its field', (_, values, field) => {
    expect(parseEnd(values, view)).toEqual({ errors: { [field]: expect.any(String) } });
  });

  it('takes what the ending asks, and nothing that was typed for another', () => {
    const typed = { ...whole, ...altered, newTest: 'another', learned: 'x', saved: 'a week' };
    expect(parseEnd({ ...typed, ending: 'change' }, view)).toEqual({
      filled: {
        ...{ ...whole, ...altered, ending: 'change', newTest: 'another' },
        ...{ learned: '', saved: '', floor: '' },
      },
    });
    expect(parseEnd({ ...typed, ending: 'stop', harmed: 'no' }, view)).toMatchObject({
      filled: { ending: 'stop', newChange: '', newTest: '', learned: 'x', saved: 'a week' },
    });
    expect(parseEnd(typed, view)).toMatchObject({ filled: { ending: 'continue', learned: '' } });
  });
});
