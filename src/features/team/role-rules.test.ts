import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askEndsAt,
  isAskOver,
  ROLES_IN_ORDER,
  type RoleHolder,
  refuseAsk,
  refuseRelease,
} from './role-rules.ts';

const askedAt = new Date('2026-11-21T09:00:00.000Z');
const endsAt = new Date('2026-11-28T09:00:00.000Z');
const justBefore = new Date(endsAt.getTime() - 1);
const asked = (role: RoleHolder['role'], userId = 'U2'): RoleHolder => ({
  ...{ userId, role, isAccepted: false, askedBy: 'U1', askedAt },
});
const held = (role: RoleHolder['role'], userId = 'U1'): RoleHolder => ({
  ...{ userId, role, isAccepted: true },
});

describe('isAskOver', () => {
  it('ends a question after exactly seven days', () => {
    expect(askEndsAt(askedAt)).toEqual(endsAt);
    expect(isAskOver(asked('leader'), [asked('leader')], justBefore)).toBe(false);
    expect(isAskOver(asked('leader'), [asked('leader')], endsAt)).toBe(true);
    expect(isAskOver(held('leader'), [held('leader')], endsAt)).toBe(false);
  });

  it('keeps asking who may say stop while nobody else does', () => {
    const question = asked('stop-owner');
    expect(isAskOver(question, [question], endsAt)).toBe(false);
    expect(isAskOver(question, [question, held('stop-owner')], endsAt)).toBe(true);
  });
});

describe('refuseAsk', () => {
  const named = { userId: 'U2', role: 'approver', isFullPerson: true } as const;

  it('asks full members who neither have the role nor can still answer', () => {
    expect(refuseAsk(named, [], askedAt)).toBeUndefined();
    expect(refuseAsk({ ...named, isFullPerson: false }, [], askedAt)).toBe('not-a-full-member');
    expect(refuseAsk(named, [held('approver', 'U2')], askedAt)).toBe('has-it');
    expect(refuseAsk(named, [asked('approver')], justBefore)).toBe('asked-already');
    expect(refuseAsk(named, [asked('approver')], endsAt)).toBeUndefined();
    expect(refuseAsk(named, [held('leader', 'U2')], askedAt)).toBeUndefined();
  });
});

describe('refuseRelease', () => {
  it('keeps a leader and a stop-owner in every team, whoever goes in whatever order', () => {
    const holders = fc.array(
      fc.record({
        userId: fc.constantFrom('U1', 'U2', 'U3'),
        role: fc.constantFrom(...ROLES_IN_ORDER),
        isAccepted: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(holders, (some) => {
        let all: RoleHolder[] = [held('leader'), held('stop-owner')];
        for (const one of some) {
          const isSame = (other: RoleHolder) =>
            other.userId === one.userId && other.role === one.role;
          if (!all.some(isSame)) all.push(one);
        }
        for (const one of [...all]) {
          if (refuseRelease(one, all) === undefined) all = all.filter((other) => other !== one);
        }
        for (const role of ['leader', 'stop-owner']) {
          expect(all.filter((one) => one.role === role && one.isAccepted)).toHaveLength(1);
        }
        expect(all).toHaveLength(2);
      }),
    );
  });

  it('gives nothing back that somebody does not have', () => {
    expect(refuseRelease(held('approver'), [])).toBe('not-theirs');
    expect(refuseRelease(held('leader'), [held('leader')])).toBe('last-leader');
    expect(refuseRelease(held('stop-owner'), [held('stop-owner')])).toBe('last-stop-owner');
    expect(refuseRelease(held('key-holder'), [held('key-holder')])).toBeUndefined();
  });
});
