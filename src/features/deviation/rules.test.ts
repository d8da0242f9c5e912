import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviationState, Settlement } from './rules.ts';
import { listStatesBefore, settle } from './rules.ts';

const lesson = 'people read the second line only';

describe('settle', () => {
  it('settles an open deviation', () => {
    expect(settle('open', { state: 'retired', lesson })).toEqual({ state: 'retired' });
    expect(settle('open', { state: 'promoted', lesson })).toEqual({ state: 'promoted' });
  });

  it('lets a candidate wait without a lesson, and be promoted later', () => {
    expect(settle('open', { state: 'candidate', lesson: '' })).toEqual({ state: 'candidate' });
    expect(settle('candidate', { state: 'promoted', lesson })).toEqual({ state: 'promoted' });
  });

  it('refuses to settle without a lesson', () => {
    expect(settle('open', { state: 'retired', lesson: '  \n' })).toEqual({ refused: 'no-lesson' });
    expect(settle('open', { state: 'retired', lesson: '\u3164' })).toEqual({
      refused: 'no-lesson',
    });
  });

  it('refuses to settle twice', () => {
    expect(settle('retired', { state: 'promoted', lesson })).toEqual({
      refused: 'already-settled',
    });
    expect(settle('candidate', { state: 'candidate', lesson })).toEqual({
      refused: 'already-settled',
    });
  });

  it('never leaves a final state, whatever is asked in whatever order', () => {
    const asked = fc.constantFrom<Settlement>('candidate', 'promoted', 'retired');
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 12 }), (wishes) => {
        let state: DeviationState = 'open';
        let finals = 0;
        for (const wish of wishes) {
          const answer = settle(state, { state: wish, lesson });
          if ('refused' in answer) continue;
          state = answer.state;
          if (state !== 'candidate') finals += 1;
        }
        expect(finals).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('listStatesBefore', () => {
  it('agrees with settle', () => {
    for (const to of ['candidate', 'promoted', 'retired'] as const) {
      for (const from of ['open', 'candidate', 'promoted', 'retired'] as const) {
        const isAllowed = !('refused' in settle(from, { state: to, lesson }));
        expect(listStatesBefore(to).includes(from)).toBe(isAllowed);
      }
    }
  });
});
