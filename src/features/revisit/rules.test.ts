import { describe, expect, it } from 'vitest';
import { answerLine, proposeLater, readAnswer, subjectOf, whoIsAsked } from './rules.ts';

const today = '2026-12-01';

describe('whoIsAsked', () => {
  const candidates = { decider: 'UANA', owner: 'UBEN', leaders: ['UMIA', 'UNOOR'] };

  it('asks who decided, then the owner, then a leader, of those who are still here', () => {
    expect(whoIsAsked(candidates, new Set(['UMIA', 'UBEN', 'UANA']))).toBe('UANA');
    expect(whoIsAsked(candidates, new Set(['UMIA', 'UBEN']))).toBe('UBEN');
    expect(whoIsAsked(candidates, new Set(['UNOOR']))).toBe('UNOOR');
    expect(whoIsAsked(candidates, new Set(['UTHEO']))).toBeUndefined();
    expect(whoIsAsked({ leaders: [] }, new Set(['UANA']))).toBeUndefined();
  });
});

describe('readAnswer', () => {
  it('takes the same as it is, and asks what differs and when later is', () => {
    expect(readAnswer({ answer: 'same', because: '' }, today)).toEqual({
      answer: 'same',
      because: '',
    });
    expect(readAnswer({ answer: 'different', because: '' }, today)).toEqual({
      refused: 'because-missing',
    });
    expect(readAnswer({ answer: 'different', because: 'it broke' }, today)).toEqual({
      answer: 'different',
      because: 'it broke',
    });
    expect(readAnswer({ answer: 'later', because: 'busy' }, today)).toEqual({
      refused: 'day-missing',
    });
    const later = { answer: 'later' as const, because: '' };
    expect(readAnswer({ ...later, askOn: today }, today)).toEqual({ refused: 'day-past' });
    expect(readAnswer({ ...later, askOn: '2026-12-02' }, today)).toEqual({
      answer: 'later',
      askOn: '2026-12-02',
    });
  });

  it('keeps a day beside an answer, for the answer’s own entry', () => {
    const typed = { answer: 'same' as const, because: 'still true', askOn: '2027-03-01' };
    expect(readAnswer(typed, today)).toEqual(typed);
  });
});

describe('the words and days of a question', () => {
  it('name the decision, and propose a month', () => {
    expect(answerLine(12, 'same')).toContain('#12: we would decide the same');
    expect(answerLine(12, 'different')).toContain('differently');
    expect(proposeLater(today)).toBe('2026-12-31');
    expect(subjectOf('dec_1', today)).not.toBe(subjectOf('dec_1', '2026-12-02'));
  });
});
