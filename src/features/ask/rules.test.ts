import { describe, expect, it } from 'vitest';
import { refuseNewAsk } from './rules.ts';

describe('refuseNewAsk', () => {
  const typed = { whom: 'Data', what: 'A cohort export' };

  it('takes what is new and says something', () => {
    expect(refuseNewAsk(typed, [])).toEqual([]);
    expect(refuseNewAsk(typed, [{ ...typed, whom: 'Design' }])).toEqual([]);
    expect(refuseNewAsk(typed, [{ ...typed, what: 'A survey' }])).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['spaces', ' \u00a0\n'],
    ['what nobody can see', '\u200b\u3164\u2800'],
  ])('refuses %s at its field', (_name, blank) => {
    expect(refuseNewAsk({ ...typed, whom: blank }, [])).toEqual([
      { field: 'whom', refused: 'empty' },
    ]);
    expect(refuseNewAsk({ whom: blank, what: blank }, [])).toEqual([
      { field: 'whom', refused: 'empty' },
      { field: 'what', refused: 'empty' },
    ]);
  });

  it('refuses the same question while it is open, however it is capitalised and spaced', () => {
    const open = [{ whom: ' DATA ', what: 'a  cohort\nexport' }];
    expect(refuseNewAsk(typed, open)).toEqual([{ field: 'what', refused: 'same' }]);
  });
});
