import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Approval,
  type ApprovalState,
  chooseAsked,
  findCovering,
  refuseAnswer,
  refuseTakingBack,
} from './approval-rules.ts';

const yes: Answer = { userId: 'UNOOR', isApprover: true, says: 'approved', reason: '' };
const waiting = { state: 'waiting', askedBy: 'UANA' } as const;
const whole: Approval = {
  ...({ id: 'ap_1', workspaceId: 'T1', teamId: 'tm_1', state: 'approved' } as const),
  ...{ area: 'Security', deviation: 'x', because: 'y', benefit: 'b', risk: 'r' },
  ...{ isReversible: true, protects: 'Security', askedBy: 'UANA', reason: '' },
  ...{ askedAt: new Date('2026-11-21T09:00:00.000Z'), askedOf: ['UNOOR'] },
};

describe('chooseAsked', () => {
  it('asks everybody but the author, and says whom it misses', () => {
    expect(chooseAsked(['UANA', 'UNOOR', 'UNOOR'], 'UANA')).toEqual({ asked: ['UNOOR'] });
    expect(chooseAsked([], 'UANA')).toEqual({ refused: 'no-approver' });
    expect(chooseAsked(['UANA'], 'UANA')).toEqual({ refused: 'only-author' });
  });
});

describe('refuseAnswer', () => {
  it('takes the word of an approver who is not the author', () => {
    expect(refuseAnswer(waiting, yes)).toBeUndefined();
    expect(refuseAnswer(waiting, { ...yes, userId: 'UANA' })).toBe('own');
    expect(refuseAnswer(waiting, { ...yes, isApprover: false })).toBe('not-an-approver');
  });

  it('wants a reason for not now', () => {
    expect(refuseAnswer(waiting, { ...yes, says: 'refused', reason: ' \u200b' })).toBe('no-reason');
    expect(refuseAnswer(waiting, { ...yes, says: 'refused', reason: 'audit' })).toBeUndefined();
  });

  it('lets exactly the first answer that counts end it, in whatever order they come', () => {
    const answer = fc.record({
      userId: fc.constantFrom('UANA', 'UBEN', 'UNOOR'),
      isApprover: fc.boolean(),
      says: fc.constantFrom('approved' as const, 'refused' as const),
      reason: fc.constantFrom('', 'audit'),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 10 }), (answers) => {
        let state: ApprovalState = 'waiting';
        const counted: Answer[] = [];
        for (const given of answers) {
          if (refuseAnswer({ state, askedBy: 'UANA' }, given) !== undefined) continue;
          counted.push(given);
          state = given.says;
        }
        expect(counted.length).toBeLessThanOrEqual(1);
        for (const { userId, isApprover, says, reason } of counted) {
          expect([userId === 'UANA', isApprover]).toEqual([false, true]);
          expect(says === 'refused' && reason === '').toBe(false);
        }
      }),
    );
  });
});

describe('refuseTakingBack', () => {
  it('is for the author, while it waits', () => {
    expect(refuseTakingBack(waiting, 'UANA')).toBeUndefined();
    expect(refuseTakingBack(waiting, 'UNOOR')).toBe('not-yours');
    expect(refuseTakingBack({ state: 'approved', askedBy: 'UANA' }, 'UANA')).toBe('over');
  });
});

describe('findCovering', () => {
  it('covers these words only, and nothing that was refused or taken back', () => {
    expect(findCovering([whole], whole)?.id).toBe('ap_1');
    expect(findCovering([whole], { ...whole, risk: 'another' })).toBeUndefined();
    for (const state of ['refused', 'withdrawn'] as const) {
      expect(findCovering([{ ...whole, state }], whole)).toBeUndefined();
    }
    expect(findCovering([whole, { ...whole, id: 'ap_2', state: 'waiting' }], whole)?.id).toBe(
      'ap_2',
    );
  });
});
