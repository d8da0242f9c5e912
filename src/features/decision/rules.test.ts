import { describe, expect, it } from 'vitest';
import { listMinorityLines } from './rules.ts';

describe('listMinorityLines', () => {
  it('gives the losing lines without blanks', () => {
    const texts = { minority: 'Stop: no user gained\n\n  Change: wrong segment ' };
    expect(listMinorityLines({ texts })).toEqual(['Stop: no user gained', 'Change: wrong segment']);
    expect(listMinorityLines({ texts: {} })).toEqual([]);
  });
});
