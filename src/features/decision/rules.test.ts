import { describe, expect, it } from 'vitest';
import { listMinorityLines, tellingLine } from './rules.ts';

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
    expect(
      tellingLine({ kind: 'promote', texts: { line, default: 'Ask first', segment: 'Sales' } }),
    ).toBe('New default: Ask first (for Sales)');
  });

  it('keeps the own line of every other entry, and where those words were erased', () => {
    const texts = { line: 'On track', learned: 'not yet' };
    expect(tellingLine({ kind: 'continue', texts })).toBe('On track');
    expect(tellingLine({ kind: 'stop', texts: { line: 'It was a fair try' } })).toBe(
      'It was a fair try',
    );
    expect(tellingLine({ kind: 'promote', texts: {} })).toBe('');
  });
});
