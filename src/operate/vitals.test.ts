import { describe, expect, it } from 'vitest';
import { orElse } from './vitals.ts';

describe('whoever asks whether the process lives', () => {
  it('is told what was read, and what went wrong with it', async () => {
    expect(await orElse(Promise.resolve('read'), () => 'busy', 60_000)).toBe('read');
    const broken = orElse(Promise.reject(new Error('no database')), () => 'busy', 60_000);
    await expect(broken).rejects.toThrow('no database');
  });

  it('is told that it lives while the reading goes on for thousands of teams (P06)', async () => {
    const endless = new Promise<string>(() => {});
    expect(await orElse(endless, () => 'busy', 5)).toBe('busy');
  });
});
