import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedText } from '../../../test/harness/typed-text.ts';
import { EMPTY_FIELDS } from '../quality/rules.ts';
import { findScene } from '../scene/rules.ts';
import {
  type DeviationWords,
  deviationOf,
  followHabit,
  isSameDeviation,
  isSameWords,
} from './habit-rules.ts';

const scene = { ...EMPTY_FIELDS, ...findScene('product')?.fields('2026-11-21') };
const words: DeviationWords = {
  area: 'Send more',
  deviation: 'One line on their work',
  because: 'people see why them',
  benefit: 'screens 6 → 9',
  risk: 'slower writing',
  isReversible: true,
};

describe('deviationOf', () => {
  it('is written for any habit but none, with every field', () => {
    expect(deviationOf({ ...scene, habit: 'none' }, 'None')).toBeUndefined();
    expect(deviationOf({ ...scene, habit: '' }, 'None')).toBeUndefined();
    expect(deviationOf(scene, 'Send more')).toEqual({
      area: 'Send more',
      deviation: 'a checklist that opens on Action X',
      because: 'people stall at step N not knowing what is next',
      benefit: 'the share finishing it in 24 h: 27% -> 35%',
      risk: 'errors <= 0.1%; Flag off, within five minutes',
      isReversible: true,
    });
  });

  it('takes the person’s own words for another habit', () => {
    const fields = { ...scene, habit: 'other', habitOther: ' kick-offs ' };
    expect(deviationOf(fields, 'Other…')?.area).toBe('kick-offs');
    expect(deviationOf({ ...fields, habitOther: '' }, 'Other…')?.area).toBe('Other…');
  });
});

describe('isSameDeviation', () => {
  it('does not mind case, stops and hyphens', () => {
    const loud = { area: 'SEND-MORE', deviation: 'one line, on their work!' };
    expect(isSameDeviation(words, loud)).toBe(true);
    expect(isSameDeviation(words, { ...loud, deviation: 'two lines on their work' })).toBe(false);
    expect(isSameDeviation(words, { ...loud, area: 'Rewrite' })).toBe(false);
    expect(isSameDeviation({ area: '!', deviation: '🚀' }, { area: '!', deviation: '🎯' })).toBe(
      false,
    );
  });

  it('knows itself, and goes both ways', () => {
    fc.assert(
      fc.property(typedText(), typedText(), (one, other) => {
        const a = { area: one, deviation: other };
        const b = { area: other, deviation: one };
        expect(isSameDeviation(a, a)).toBe(true);
        expect(isSameDeviation(a, b)).toBe(isSameDeviation(b, a));
      }),
    );
  });
});

describe('isSameWords', () => {
  it('sees every field', () => {
    expect(isSameWords(words, { ...words, because: ' people  see why them' })).toBe(true);
    for (const name of ['area', 'deviation', 'because', 'benefit', 'risk'] as const) {
      expect(isSameWords(words, { ...words, [name]: 'else' })).toBe(false);
    }
    expect(isSameWords(words, { ...words, isReversible: false })).toBe(false);
  });
});

describe('followHabit', () => {
  const open = { ...words, state: 'open' };
  it.each([
    [undefined, undefined, 'leave'],
    [undefined, words, 'write'],
    [open, words, 'leave'],
    [open, { ...words, area: 'Rewrite' }, 'follow'],
    [open, undefined, 'end'],
    [{ ...words, state: 'candidate' }, { ...words, area: 'Rewrite' }, 'leave'],
    [{ ...words, state: 'candidate' }, undefined, 'leave'],
  ] as const)('%#: %s', (standing, now, following) => {
    expect(followHabit(standing, now)).toBe(following);
  });

  it('leaves things alone once they were followed', () => {
    const said = fc.record({ area: typedText(), deviation: typedText(), because: typedText() });
    fc.assert(
      fc.property(said, (now) => {
        const after = { ...words, ...now, state: 'open' };
        expect(followHabit(after, { ...words, ...now })).toBe('leave');
      }),
    );
  });
});
