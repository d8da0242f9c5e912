import { expect, it } from 'vitest';
import { plantedFaults } from '../prove/faults.ts';
import { findMisplaced, findTest, listTitledTests } from '../prove/titles.ts';
import { findTitles, parseSource } from './syntax.ts';

it('every planted fault has its place in the program and its one test, which names its rows', () => {
  const tests = listTitledTests();
  const wrong = plantedFaults.flatMap((fault) => {
    const found = findTest(fault, tests);
    return [findMisplaced(fault), 'wrong' in found ? found.wrong : undefined].filter(
      (why) => why !== undefined,
    );
  });
  expect(wrong).toEqual([]);
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
