import { describe, expect, it } from 'vitest';
import { doEach, earliest, nextQuarter } from './due.ts';

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

describe('nextQuarter', () => {
  it('is the next full quarter of an hour, also on one', () => {
    const at = (time: string) => new Date(`2026-11-24T${time}Z`);
    expect(nextQuarter(at('09:00:00.000'))).toEqual(at('09:15:00.000'));
    expect(nextQuarter(at('09:14:59.999'))).toEqual(at('09:15:00.000'));
    expect(nextQuarter(at('23:59:00.000'))).toEqual(new Date('2026-11-25T00:00:00.000Z'));
  });

  it('begins no later than any hour of any zone of today', () => {
    // Whoever looks at every quarter misses no hour at which people begin to work.
    const year = Date.parse('2026-01-01T00:00:00.000Z');
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      for (let month = 0; month < 12; month += 1) {
        const at = year + month * 30 * 24 * 3_600_000;
        const minute = new Intl.DateTimeFormat('en', { timeZone: zone, minute: 'numeric' });
        expect([zone, Number(minute.format(at)) % 15]).toEqual([zone, 0]);
      }
    }
  });
});
