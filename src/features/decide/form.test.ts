import { describe, expect, it } from 'vitest';
import type { Choice, Vote } from '../review/rules.ts';
import { type DecideView, decideForm, parseDecision } from './form.ts';
import type { Weighed } from './rules.ts';

const at = new Date('2026-12-05T10:00:00.000Z');

function vote(userId: string, choice: Choice): Vote {
  return { userId, choice, reason: '', at };
}

function viewOf(votes: readonly Vote[], isSplitShown: boolean): DecideView {
  const verdict: Weighed['verdict'] = { phase: 'at-gate', says: 'continue' };
  return {
    ...{ cardId: 'cd_1', number: 1, title: 'Action X', verdict, votes, isSplitShown },
    ...{ deciderId: 'UANA', verdictLine: 'Rule says: CONTINUE.', voteLine: '1 of 5 voted' },
    ...{ readingsLine: 'clicks 120 → 160', why: '', mechanism: { change: 'x', because: 'y' } },
    ...{ smallestTest: 'z', gateOn: '2026-12-05', today: '2026-12-05', cycleDays: 14 },
    ...{ isBet: false, isRuleMet: true, isPastLimit: false },
  };
}

const drawn = (view: DecideView, choice?: string) =>
  JSON.stringify(decideForm(view, choice === undefined ? {} : { choice }).blocks);

describe('the decision form, while the votes are hidden from whoever opens it', () => {
  const stop = [vote('UBEN', 'stop')];

  it('is the same however the others voted, for each choice', () => {
    for (const choice of [undefined, 'continue', 'change', 'stop', 'promote']) {
      const unvoted = drawn(viewOf([], false), choice);
      expect(drawn(viewOf(stop, false), choice)).toBe(unvoted);
      expect(drawn(viewOf([vote('UBEN', 'change')], false), choice)).toBe(unvoted);
    }
    expect(drawn(viewOf(stop, false), 'continue')).not.toContain('majority');
  });

  it('asks why somebody goes against the majority only once Log decision is pressed', () => {
    const values = {
      ...{ choice: 'continue', newGateOn: '2026-12-19', line: 'so', confidence: 'low' },
      major: [],
    };
    expect(parseDecision(values, viewOf(stop, false))).toEqual({ isOutdated: true });
    const asking = JSON.stringify(decideForm(viewOf(stop, false), values, true).blocks);
    expect(asking).toContain('Against the majority, because');
    const answered = parseDecision({ ...values, because: 'one ad' }, viewOf(stop, false));
    expect(answered).toHaveProperty('errors.choice');
  });

  it('proposes the majority’s choice to whoever may see it', () => {
    expect(drawn(viewOf(stop, true))).toContain('What was learned?');
    expect(drawn(viewOf(stop, true), 'continue')).toContain('Against the majority, because');
  });
});
