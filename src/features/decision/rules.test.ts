import { describe, expect, it } from 'vitest';
import { type Decision, listMinorityLines, tellingLine, withReversed } from './rules.ts';

describe('listMinorityLines', () => {
  it('gives the losing lines without blanks', () => {
    const texts = { minority: 'Stop: no user gained\n\n  Change: wrong segment ' };
    expect(listMinorityLines({ texts })).toEqual(['Stop: no user gained', 'Change: wrong segment']);
    expect(listMinorityLines({ texts: {} })).toEqual([]);
  });
});

describe('tellingLine', () => {
  it('leads with what a stop taught and what a promotion made the default', () => {
    const line = 'p95 fell, nobody waited less';
    const learned = 'the query is slow';
    expect(tellingLine({ kind: 'stop', texts: { line, learned } })).toBe(`Learned: ${learned}`);
    const promoted = (texts: Record<string, string>) =>
      tellingLine({ kind: 'promote', texts: { line, default: 'Ask first', ...texts } });
    expect(promoted({ segment: 'Sales' })).toBe('New default: Ask first (for Sales)');
    expect(promoted({})).toBe('New default: Ask first');
    expect(promoted({ candidate: 'yes' })).toBe('Candidate for a default: Ask first');
  });

  it('leads with what a change makes different', () => {
    const texts = { line: '12 calls', change: 'Gate: 6 Dec → 9 Feb\nSmallest test: ten → twenty' };
    expect(tellingLine({ kind: 'change', texts })).toBe(
      'Gate: 6 Dec → 9 Feb; Smallest test: ten → twenty · 12 calls',
    );
    expect(tellingLine({ kind: 'continue', texts })).toBe('12 calls');
    expect(tellingLine({ kind: 'change', texts: { line: '12 calls' } })).toBe('12 calls');
  });

  it('keeps the own line of every other entry, and where those words were erased', () => {
    const texts = { line: 'On track', learned: 'not yet', default: 'nor this' };
    expect(tellingLine({ kind: 'continue', texts })).toBe('On track');
    expect(tellingLine({ kind: 'stop', texts: { line: 'It was a fair try' } })).toBe(
      'It was a fair try',
    );
    expect(tellingLine({ kind: 'promote', texts: {} })).toBe('');
  });
});

type Entry = Pick<Decision, 'id' | 'number' | 'isReversal' | 'supersedesId'>;

describe('withReversed', () => {
  const first: Entry = { id: 'dec_first', number: 7 };
  const corrected: Entry = { id: 'dec_second', number: 8, supersedesId: first.id };
  const reversed: Entry = { ...corrected, id: 'dec_third', number: 9, isReversal: true };

  it('gives a reversal the number of what it reverses, and nobody else one', () => {
    expect(withReversed([first, corrected, reversed])).toEqual([
      first,
      corrected,
      { ...reversed, reversesNumber: 7 },
    ]);
  });

  it('leaves a reversal as it is when what it reverses is not among them', () => {
    expect(withReversed([corrected, reversed])).toEqual([corrected, reversed]);
    const lost: Entry = { id: 'dec_fourth', number: 10, isReversal: true };
    expect(withReversed([first, lost])).toEqual([first, lost]);
  });
});
