import { expect, it } from 'vitest';
import { chooseFaults } from '../prove/arguments.ts';
import { plantedFaults } from '../prove/faults.ts';
import { listStale, listUnsaid, rows, writeTable } from '../prove/table.ts';
import { findMisplaced, findTest, listTitledTests } from '../prove/titles.ts';
import { readText } from './repository.ts';
import { findTitles, parseSource } from './syntax.ts';

const tests = listTitledTests();

it('every planted fault has its place in the program and its one test, which names its rows', () => {
  const wrong = plantedFaults.flatMap((fault) => {
    const found = findTest(fault, tests);
    return [findMisplaced(fault), 'wrong' in found ? found.wrong : undefined].filter(
      (why) => why !== undefined,
    );
  });
  expect(wrong).toEqual([]);
});

it('a word behind `npm run prove` that names no planted fault is told, not passed over', () => {
  const known = plantedFaults[0]?.ids[0] ?? '';
  expect(chooseFaults([], plantedFaults)).toBe(plantedFaults);
  const chosen = chooseFaults([known], plantedFaults);
  expect(chosen).toContain(plantedFaults[0]);
  expect(chosen).not.toHaveLength(plantedFaults.length);
  expect(chooseFaults([known, 'nonsense'], plantedFaults)).toEqual({
    wrong: expect.stringMatching(/^No fault is planted for nonsense\. Name rows/),
  });
});

it('docs/promises.md says of every row which test shows it, or why none does', () => {
  expect(readText('docs/promises.md')).toBe(writeTable(tests));
  expect(
    listStale(),
    'these are shown by now: take their reason out of test/prove/not-yet.ts',
  ).toEqual([]);
  expect(
    listUnsaid(),
    'plant a fault for these, or say in test/prove/not-yet.ts why none shows them',
  ).toEqual([]);
});

it('a test names no row that is not in the table', () => {
  const known = new Set(Object.keys(rows));
  const named = tests.flatMap(({ ids, file }) =>
    file === 'test/house/promises.test.ts' ? [] : ids.map((id) => `${id} in ${file}`),
  );
  expect(named.filter((one) => !known.has(one.split(' ')[0] ?? ''))).toEqual([]);
});

it('titles are read wherever a test stands, and nothing else is taken for one', () => {
  const planted = `
    it('one (P01)', () => {}); it.each([1])(\`two \${1} (F-02)\`, () => {});
    describe('three (P03)', () => { test('four (B-04)', () => expect('five (P05)')); });
    const it2 = (name) => name; it2('six (P06)');
  `;
  expect(findTitles(parseSource('planted.test.ts', planted))).toEqual([
    'one (P01)',
    'two … (F-02)',
    'four (B-04)',
  ]);
});
