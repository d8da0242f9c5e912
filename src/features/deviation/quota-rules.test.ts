import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAboveQuota } from './quota-rules.ts';

describe('isAboveQuota', () => {
  it('asks from the second on when one is wanted', () => {
    expect(isAboveQuota({ written: 0, quota: 1 })).toBe(false);
    expect(isAboveQuota({ written: 1, quota: 1 })).toBe(true);
    expect(isAboveQuota({ written: 1, quota: 2 })).toBe(false);
  });

  it('never asks about a first one, and never stops asking once it does', () => {
    const count = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(count, count, (written, quota) => {
        expect(isAboveQuota({ written: 0, quota })).toBe(false);
        if (isAboveQuota({ written, quota })) {
          expect(isAboveQuota({ written: written + 1, quota })).toBe(true);
        }
      }),
    );
  });
});
