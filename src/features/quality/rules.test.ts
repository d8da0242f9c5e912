import { describe, expect, it } from 'vitest';
import { isTargetAtNow, parseTarget, sayTarget } from './aim.ts';
import { type BetFields, definitionOfDone, EMPTY_FIELDS, kindOf } from './rules.ts';
import { isSameName, shareRepeated } from './words.ts';

const READY = { hasOwner: true, hasNextReview: true };

const DONE: BetFields = {
  ...EMPTY_FIELDS,
  behaviour: 'New signups finish Action X',
  change: 'a checklist',
  because: 'people stall',
  outcomeContinueIf: '+3 pts',
  gateOn: '2026-12-05',
  guardrail: 'errors <= 0.1%',
  rollout: '10%',
  rollback: 'flag off',
};

function boxes(patch: Partial<BetFields>, facts = READY): boolean[] {
  return definitionOfDone({ ...DONE, ...patch }, facts).map((box) => box.isDone);
}

describe('kindOf', () => {
  it('is a probe up to fourteen days and a bet from then on', () => {
    expect(kindOf('2026-11-21', '2026-12-05')).toBe('probe');
    expect(kindOf('2026-11-21', '2026-12-06')).toBe('bet');
    expect(kindOf('2026-11-21', '')).toBe('bet');
  });
});

describe('definitionOfDone', () => {
  it('has five boxes, ticked by what is typed', () => {
    expect(boxes({})).toEqual([true, true, true, true, true]);
    expect(definitionOfDone(EMPTY_FIELDS, READY).map((box) => box.isDone)).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it.each<[Partial<BetFields>, number[]]>([
    [{ behaviour: '\u200b' }, [0, 4]],
    [{ guardrail: 'no errors' }, [1]],
    [{ rollback: '' }, [2]],
    [{ isReversible: 'no' }, [2]],
    [{ because: '' }, [4]],
    [{ outcomeContinueIf: 'more' }, [4]],
    [{ gateOn: '' }, [4]],
  ])('without %j, unticks %j', (patch, unticked) => {
    expect(boxes(patch)).toEqual([0, 1, 2, 3, 4].map((index) => !unticked.includes(index)));
  });

  it('needs an owner and a next review', () => {
    expect(boxes({}, { hasOwner: false, hasNextReview: true })[3]).toBe(false);
    expect(boxes({}, { hasOwner: true, hasNextReview: false })[3]).toBe(false);
  });
});

describe('parseTarget', () => {
  it.each(['27% -> 35%', '27% → 35%', '27 to 35%', '27%=>35%', '27 % --> 35 %'])(
    'reads %s',
    (text) => {
      expect(parseTarget(text)).toEqual({
        from: { value: 27, unit: 'percent', suffix: '%' },
        to: { value: 35, unit: 'percent', suffix: '%' },
      });
    },
  );

  it.each(['', '27%', 'more', '1 -> 2 -> 3', '27% -> more'])('leaves %j unread', (text) => {
    expect(parseTarget(text)).toBeUndefined();
  });

  it('sees a target that is now, across units of time', () => {
    const target = parseTarget('0.5 s -> 500 ms');
    expect(target && isTargetAtNow(target)).toBe(true);
  });
});

describe('sayTarget', () => {
  it.each([
    ['27% -> 35%', '27% → 35%'],
    ['6 -> 12 per 100', '6 → 12 per 100'],
    ['half => most', 'half → most'],
    ['', ''],
  ])('shows %j as %j', (typed, shown) => {
    expect(sayTarget(typed)).toBe(shown);
  });
});

describe('shareRepeated', () => {
  it('counts what a text says again, whatever the endings', () => {
    expect(shareRepeated('it opens the checklists', 'a checklist that opens')).toBe(1);
    expect(shareRepeated('people stall', 'a checklist that opens')).toBe(0);
    expect(shareRepeated('it is so', 'a checklist')).toBe(1);
  });
});

describe('isSameName', () => {
  it('looks through case, punctuation, order and how accents are typed', () => {
    expect(isSameName('Action X, in 24 h', 'in 24 h action x')).toBe(true);
    expect(isSameName('Café visits', 'Cafe\u0301 visits')).toBe(true);
    expect(isSameName('🚀', '🎉')).toBe(false);
    expect(isSameName('14-day activation', '7-day activation')).toBe(false);
  });
});
