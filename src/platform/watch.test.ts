import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { machineNow } from './clock.ts';
import type { Db } from './db/open.ts';
import { openWatch } from './watch.ts';

const startedAt = new Date('2026-11-20T08:00:00.000Z');

describe('the watch', () => {
  beforeEach(() => void vi.useFakeTimers({ now: startedAt }));
  afterEach(() => void vi.useRealTimers());

  it('writes into the log which part stopped working, and when it works again, once each', async () => {
    const lines: string[] = [];
    const write =
      (level: string) =>
      (facts: Record<string, unknown>, words: string): void =>
        void lines.push(`${level} ${words}: ${facts.part ?? facts.error}`);
    const log = {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    };
    let [isConnected, others, freeBytes] = [true, 0, 1e9];
    const watch = openWatch({
      // Nothing can be asked of it.
      db: {} as Db,
      slack: {
        authTest: () =>
          Promise.resolve({
            workspaceId: 'T1',
            workspaceName: 'One',
            botUserId: 'U1',
            botId: 'B1',
          }),
      },
      ...{ workspaceId: 'T1', processId: 'pr_1' },
      listening: { isConnected: () => isConnected, countOthers: () => others, countLinks: () => 2 },
      sender: { passedAt: machineNow },
      ticker: { tickedAt: machineNow, movedAt: machineNow },
      readFreeBytes: () => freeBytes,
      log,
      machineNow,
    });
    const pass = async (): Promise<string[]> => {
      await vi.advanceTimersByTimeAsync(30_000);
      return lines.splice(0);
    };
    expect(await pass()).toEqual([
      'error the database takes no writes: no answer',
      'error a part does not work: database',
    ]);
    isConnected = false;
    expect(await pass()).toEqual(['error a part does not work: transport']);
    [isConnected, others] = [true, 1];
    expect(await pass()).toEqual(['warn a part wants a look: transport']);
    expect(await pass()).toEqual([]);
    others = 0;
    expect(await pass()).toEqual(['info a part works again: transport']);
    freeBytes = 5e8;
    expect(await pass()).toEqual(['warn a part wants a look: disk']);
    await watch.stop();
  });
});
