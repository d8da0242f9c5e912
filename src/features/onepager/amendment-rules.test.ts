import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedFields } from '../../../test/harness/typed-text.ts';
import { type BetFields, EMPTY_FIELDS } from '../quality/rules.ts';
import { describeAmendment, isRuleChange, mergeEdits, showField } from './amendment-rules.ts';

const base: BetFields = {
  ...EMPTY_FIELDS,
  proxyName: 'Action X',
  proxyNow: '41%',
  proxyContinueIf: '+10%',
  because: 'people stall',
  gateOn: '2026-12-05',
  stopOwnerId: 'UMIA',
};

describe('describeAmendment', () => {
  it('names the signal and both values', () => {
    expect(describeAmendment(base, { ...base, proxyContinueIf: '+5%' })).toEqual([
      'Action X: continue if +10% → +5%',
    ]);
  });

  it('tells of signals that come and go as one change', () => {
    const counter = { counterName: 'Tickets', counterNow: '12', counterContinueIf: '<=14' };
    expect(describeAmendment(base, { ...base, ...counter })).toEqual([
      'Counter signal added: Tickets, now 12, continue if ≤14',
    ]);
    expect(describeAmendment({ ...base, ...counter }, base)).toEqual([
      'Counter signal removed: Tickets',
    ]);
  });

  it('tells dates, assumptions and people in plain words', () => {
    const after = {
      ...base,
      gateOn: '2026-12-19',
      assumptions: 'X matters',
      stopOwnerId: 'UBEN',
    };
    expect(describeAmendment(base, after)).toEqual([
      'Assumption added: X matters',
      'Gate: 5 Dec → 19 Dec',
      'Who may say stop: changed',
    ]);
  });

  it('is empty for equal fields, and for blank space, whatever is typed', () => {
    expect(describeAmendment(base, { ...base, because: ' people  stall ' })).toEqual([]);
    fc.assert(
      fc.property(typedFields(), (fields) => {
        expect(describeAmendment(fields, { ...fields })).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('isRuleChange', () => {
  it('is about signals, gate and limit', () => {
    expect(isRuleChange(base, { ...base, proxyContinueIf: '+5%' })).toBe(true);
    expect(isRuleChange(base, { ...base, gateOn: '2026-12-19' })).toBe(true);
    expect(isRuleChange(base, { ...base, guardrail: 'errors <= 1%' })).toBe(true);
    expect(isRuleChange(base, { ...base, because: 'other', assumptions: 'x' })).toBe(false);
  });
});

describe('mergeEdits', () => {
  it('takes theirs where I changed nothing, and asks where both did', () => {
    const mine = { ...base, because: 'mine', gateOn: '2026-12-19' };
    const theirs = { ...base, because: 'theirs', proxyContinueIf: '+5%', gateOn: '2026-12-19' };
    const merge = mergeEdits(base, mine, theirs);
    expect(merge.conflicts).toEqual(['because']);
    expect(merge.fields).toEqual({ ...theirs, because: 'mine' });
  });

  it('never loses what I typed, and takes all of theirs when I typed nothing', () => {
    fc.assert(
      fc.property(typedFields(), typedFields(), (mine, theirs) => {
        expect(mergeEdits(base, base, theirs)).toEqual({ fields: theirs, conflicts: [] });
        expect(mergeEdits(theirs, mine, theirs)).toEqual({ fields: mine, conflicts: [] });
      }),
      { numRuns: 30 },
    );
  });
});

describe('showField', () => {
  it('shows one short line', () => {
    expect(showField({ ...base, because: `a\n${'b'.repeat(200)}` }, 'because')).toHaveLength(80);
    expect(showField({ ...base, habit: 'send-more' }, 'habit')).toBe('Send more');
    expect(showField(base, 'gateOn')).toBe('5 Dec');
    expect(showField(base, 'rollout')).toBe('empty');
  });
});
