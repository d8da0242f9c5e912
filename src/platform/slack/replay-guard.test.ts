import { describe, expect, it } from 'vitest';
import { ReplayGuard } from './replay-guard.ts';

const at = (seconds: number) => new Date(seconds * 1000);

describe('ReplayGuard', () => {
  it('tells who comes second how the first went, also while it is under way', async () => {
    const guard = new ReplayGuard(600_000);
    expect(guard.enter('a', at(0))).toBeUndefined();
    const second = guard.enter('a', at(1));
    guard.leave('a', 200);
    expect(await second).toBe(200);
    expect(await guard.enter('a', at(600))).toBe(200);
    expect(guard.enter('b', at(1))).toBeUndefined();
  });

  it('lets in again what was not done', async () => {
    const guard = new ReplayGuard(600_000);
    void guard.enter('a', at(0));
    const second = guard.enter('a', at(1));
    guard.leave('a', 503);
    expect(await second).toBe(503);
    expect(guard.enter('a', at(2))).toBeUndefined();
  });

  it('forgets in time, and the oldest when there are too many', () => {
    const guard = new ReplayGuard(600_000);
    void guard.enter('a', at(0));
    void guard.enter('b', at(300));
    expect(guard.enter('a', at(601))).toBeUndefined();
    expect(guard.enter('b', at(601))).toBeInstanceOf(Promise);
    for (let count = 0; count < 20_001; count += 1) void guard.enter(`c${count}`, at(602));
    expect(guard.enter('c20000', at(603))).toBeInstanceOf(Promise);
    expect(guard.enter('b', at(603))).toBeUndefined();
  });
});
