import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { readArguments } from '../../bench/arguments.ts';
import { rowIds } from '../../bench/ids.ts';
import { groupRows, measureBeside } from '../../bench/measure/beside.ts';
import { judge, median, quantile, spreadOf, toLine } from '../../bench/measure/figures.ts';
import { beginFixture, make, takeMadeMs } from '../../bench/measure/fixtures.ts';
import { plans, takeTurns } from '../../bench/measure/rounds.ts';
import { drawPage, drawTable, listBroken, sayLine } from '../../bench/measure/table.ts';
import type { Row } from '../../bench/row.ts';
import { readText } from './repository.ts';

// The bench's arithmetic. Nothing in here takes time.

const figures = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 30 });

describe('the median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
    expect(() => median([])).toThrow('nothing');
  });

  it('has as many figures below it as above it, in whatever order they come', () => {
    fc.assert(
      fc.property(figures, (some) => {
        const middle = median(some);
        const below = some.filter((one) => one < middle).length;
        const above = some.filter((one) => one > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(some.length / 2);
        expect(median(some.toReversed())).toBe(middle);
      }),
    );
  });
});

describe('the slowest hundredth', () => {
  it('begins at the 99th of a hundred, and is the slowest of a few', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile(hundred, 0.5)).toBe(50);
    expect(quantile([3, 1, 2], 0.99)).toBe(3);
    expect(() => quantile([], 0.5)).toThrow('nothing');
  });
});

describe('the spread', () => {
  it('is how far apart the figures lie, as a part of their median', () => {
    expect(spreadOf([90, 100, 130])).toBeCloseTo(0.4);
    expect(spreadOf([7])).toBe(0);
    expect(spreadOf([0, 0])).toBe(0);
  });
});

describe('the verdict', () => {
  it('says by how much a bound is broken', () => {
    expect(judge(0.8, { atLeast: 0.8 })).toEqual({ says: 'holds' });
    expect(judge(0.6, { atLeast: 0.8 })).toEqual({ says: 'broken', by: expect.closeTo(0.25) });
    expect(judge(1.5, { atMost: 1.5 })).toEqual({ says: 'holds' });
    expect(judge(3, { atMost: 1.5 })).toEqual({ says: 'broken', by: 1 });
    expect(judge(3, undefined)).toEqual({ says: 'told' });
  });

  it('is never good about what is no number', () => {
    expect(judge(Number.NaN, { atLeast: 0 }).says).toBe('broken');
    expect(judge(Number.NaN, { atMost: 9 }).says).toBe('broken');
  });
});

describe('a line', () => {
  const row = { id: 'ACK', what: 'votes', unit: '/s' };

  it('compares each round with its own baseline, since a slow moment falls on both', () => {
    const line = toLine({ ...row, ours: [80, 40, 90], baseline: [100, 50, 100] });
    expect(line).toMatchObject({ ours: 80, baseline: 100, ratio: 0.8, verdict: { says: 'told' } });
    expect(line.spread).toBeCloseTo(0.125);
  });

  it('without a baseline holds the figure itself against its bound', () => {
    const line = toLine({ ...row, ours: [11, 13, 12], bound: { atMost: 12 } });
    expect(line).toMatchObject({ ours: 12, verdict: { says: 'holds' } });
    expect(line).not.toHaveProperty('ratio');
  });

  it('of which one side lacks a round is no line', () => {
    expect(() => toLine({ ...row, ours: [1], baseline: [1, 2] })).toThrow('both halves');
  });
});

describe('the table', () => {
  const good = toLine({ id: 'IDLE', what: 'a tick', unit: 'ms', ours: [2], baseline: [1] });
  const bad = toLine({
    ...{ id: 'ACK', what: 'votes', unit: '/s', ours: [1300], baseline: [2600] },
    ...{ bound: { atLeast: 0.8 }, note: 'a note' },
  });

  it('has a line for each row, its bound, and by how much it is broken', () => {
    const [head = '', idle = '', ack = '', , note = ''] = drawTable([good, bad]).split('\n');
    expect(head.split(/ {2,}/)).toEqual([
      'id',
      'what',
      'ours',
      'baseline',
      'ratio',
      'spread',
      'bound',
      'verdict',
    ]);
    expect(idle.split(/ {2,}/)).toEqual([
      'IDLE',
      'a tick',
      '2.00 ms',
      '1.00 ms',
      '2.00',
      '0 %',
      'told',
    ]);
    expect(ack).toMatch(/1,300 \/s +2,600 \/s +0\.50 +0 % +≥ 0\.8 +broken by 3[78] %$/);
    expect(note).toBe('ACK: a note');
  });

  it('is written as the page has it, with what is broken in bold', () => {
    const [, , idle = '', ack = ''] = drawPage([good, bad]).split('\n');
    expect(idle).toBe('| IDLE: a tick | 2.00 ms | 1.00 ms | 2.00 | 0 % |  | told |');
    expect(ack).toMatch(/^\| ACK: votes \| .* \| ≥ 0\.8 \| \*\*broken by 3[78] %\*\* \|$/);
  });

  it('is told line by line while the rest is measured', () => {
    expect(sayLine(good)).toBe('a tick, 2.00 ms, 1.00 ms, 2.00, 0 %, told');
  });

  it('names what is broken, and nothing else', () => {
    expect(listBroken([good, bad])).toEqual([
      expect.stringMatching(/^ACK \(votes\): 0\.50, must be ≥ 0\.8, broken by 3[78] %$/),
    ]);
  });
});

describe('the rounds', () => {
  it('take turns', async () => {
    const order: string[] = [];
    const measure = (name: string) => async () => order.push(name);
    expect(await takeTurns(3, [measure('A'), measure('B')])).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect(order.join('')).toBe('ABABAB');
  });

  it('are five or more; in a quick run, whose figures are not quoted, enough for a median', () => {
    expect(plans.whole.rounds).toBeGreaterThanOrEqual(5);
    expect(plans.quick.rounds).toBeGreaterThanOrEqual(3);
  });
});

describe('rows', () => {
  const rowOf = (id: Row['id'], run: Row['run'] = async () => []): Row => ({ id, run });

  it('that time something are alone, each is there once; in a quick run what has no bound goes beside the others', () => {
    const rows = rowIds.map((id) => rowOf(id));
    const grouped = (isQuick: boolean) =>
      groupRows(rows, { isQuick }).map((group) => group.map(({ id }) => id).join(' '));
    expect(grouped(false)).toEqual(
      'ACK,ACK-0,ACK-S,STORM,GROW,IDLE,START,PG,YEAR,DRAIN COALESCE MEM'.split(','),
    );
    expect(grouped(true)).toEqual(
      'ACK,ACK-0,ACK-S,STORM,GROW,IDLE,START,PG,DRAIN COALESCE MEM YEAR'.split(','),
    );
    expect(groupRows([rowOf('ACK')], plans.whole).map((group) => group.length)).toEqual([1]);
  });

  it('side by side end what they have started, also when one of them cannot be measured', async () => {
    const ended: string[] = [];
    let goOn = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow = rowOf('MEM', async (_, atEnd) => {
      atEnd(() => void ended.push('MEM'));
      await waiting;
      return [];
    });
    const broken = rowOf('COALESCE', async (_, atEnd) => {
      atEnd(() => {
        ended.push('COALESCE');
        setImmediate(goOn);
      });
      throw new Error('not every vote was acknowledged');
    });
    await expect(measureBeside([slow, broken], plans.whole)).rejects.toThrow('not every vote');
    expect(ended).toEqual(['COALESCE', 'MEM']);
  });
});

describe('a fixture', () => {
  it('that is made beside another takes its time once', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const made = ['one', 'other'].map((what) => {
      let end = (): void => {};
      const work = new Promise<void>((resolve) => {
        end = resolve;
      });
      return { done: make(what, () => work), end };
    });
    vi.advanceTimersByTime(2_000);
    for (const { end } of made) end();
    await Promise.all(made.map(({ done }) => done));
    vi.useRealTimers();
    vi.restoreAllMocks();
    expect([takeMadeMs(), takeMadeMs()]).toEqual([2_000, 0]);
  });

  it('is begun anew where a run was ended while it was made', () => {
    const folder = mkdtempSync(join(tmpdir(), 'barbell-bench-'));
    const left = ['', '-wal', '-shm'].map((end) => join(folder, 'fresh', `town.db.new${end}`));
    expect(beginFixture(join(folder, 'fresh', 'town.db'))).toBe(left[0]);
    for (const file of left) writeFileSync(file, 'half of it');
    beginFixture(join(folder, 'fresh', 'town.db'));
    expect(left.filter((file) => existsSync(file))).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe('the words behind npm run bench --', () => {
  const known = ['ACK', 'ACK-0', 'GROW'];

  it('name rows, in the order of the table; without any it is all of them', () => {
    expect(readArguments(['grow', 'ACK'], known)).toEqual({
      ids: ['ACK', 'GROW'],
      plan: plans.whole,
    });
    expect(readArguments(['--quick'], known)).toEqual({ ids: known, plan: plans.quick });
  });

  it('are checked before anything is built', () => {
    const [asks, builds] = ['bench/check.ts', 'build.mjs'].map((name) =>
      readText('scripts/bench.mjs').indexOf(name),
    );
    expect(asks).toBeGreaterThan(0);
    expect(builds).toBeGreaterThan(asks ?? 0);
  });

  it('are every row that there is', () => {
    const table = readText('docs/performance.md').split('## What was measured')[0] ?? '';
    const told = [...table.matchAll(/^\| ([A-Z][A-Z0-9-]+) \|/gm)].map(([, id]) => id);
    expect([...new Set(told)].toSorted()).toEqual([...rowIds].toSorted());
  });

  it('that nobody knows end with a sentence', () => {
    expect(readArguments(['ACKS'], known)).toEqual({ wrong: expect.stringContaining('ACKS') });
    expect(readArguments(['--fast'], known)).toEqual({ wrong: expect.stringContaining('--fast') });
  });
});
