import { describe, expect, it } from 'vitest';
import { orBusy } from './vitals.ts';

describe('whoever asks whether the process lives', () => {
  it('is told what was read, and what went wrong with it', async () => {
    expect(await orBusy(async () => 'read', 60_000)()).toBe('read');
    const broken = orBusy(() => Promise.reject(new Error('no database')), 60_000);
    await expect(broken()).rejects.toThrow('no database');
  });

  it('is told that it lives while the reading goes on for thousands of teams (P06)', async () => {
    const ask = orBusy(() => new Promise<string>(() => {}), 5);
    expect(await ask()).toBe(undefined);
  });

  it('begins no second reading while one goes on that nobody waits for (P06)', async () => {
    let readings = 0;
    let end = (_: string): void => {};
    const ask = orBusy(() => {
      readings += 1;
      return new Promise<string>((resolve) => {
        end = resolve;
      });
    }, 5);
    for (let asked = 0; asked < 3; asked += 1) expect(await ask()).toBe(undefined);
    expect(readings).toBe(1);
    end('at last');
    await new Promise((resolve) => setImmediate(resolve));
    const asking = ask();
    end('read');
    expect([await asking, readings]).toEqual(['read', 2]);
  });
});
