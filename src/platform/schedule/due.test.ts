import { describe, expect, it } from 'vitest';
import { doEach, earliest } from './due.ts';

describe('doEach', () => {
  it('does one row after the other, and none is left out because another failed', async () => {
    const trail: string[] = [];
    const work = async (row: string): Promise<void> => {
      trail.push(`${row} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      if (row === 'b' || row === 'd') throw new Error(`${row} broke`);
      trail.push(`${row} ends`);
    };
    const failed = doEach(['a', 'b', 'c', 'd', 'e'], work);
    await expect(failed).rejects.toMatchObject({
      message: '2 failed',
      errors: [new Error('b broke'), new Error('d broke')],
    });
    const begun = ['a begins', 'a ends', 'b begins', 'c begins', 'c ends'];
    expect(trail).toEqual([...begun, 'd begins', 'e begins', 'e ends']);
  });

  it('is content when nothing fails, and when there is nothing', async () => {
    const done: number[] = [];
    await doEach([1, 2], async (row) => done.push(row));
    await doEach([], async (row) => done.push(row));
    expect(done).toEqual([1, 2]);
  });
});

describe('earliest', () => {
  it('names the first instant by its kind, wherever it stands', () => {
    const [first, second, third] = [1, 2, 3].map((hour) => new Date(hour * 3_600_000));
    const instants = [second, first, third].filter((at) => at !== undefined);
    expect(earliest('review', instants)).toEqual({ review: first });
  });

  it('says nothing of a kind that has nothing due', () => {
    expect(earliest('review', [])).toEqual({});
  });
});
