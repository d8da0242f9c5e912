import { expect, it } from 'vitest';
import { listFiles, readText } from './repository.ts';

/** What only other files of the same store call; their callers are tested. */
const inner = new Set([
  'writeFacts',
  'loadTexts',
  'toDecisions',
  'parseJson',
  'writeSearchRow',
  'removeSearchRow',
]);

const stores = listFiles(['src'], ['.ts']).filter((file) =>
  /\/store(-[a-z-]+)?\.ts$|platform\/slack\/once\.ts$|platform\/db\/workspace\.ts$/.test(file),
);
const tests = listFiles(['test/stores'], ['.test.ts']).map(readText).join('\n');

it('every function of every store is tested on both engines', () => {
  expect(stores.length).toBeGreaterThan(10);
  const untested = stores.flatMap((file) =>
    [...readText(file).matchAll(/^export (?:async )?function (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => !inner.has(name) && !new RegExp(`\\b${name}\\b`).test(tests))
      .map((name) => `${file} ${name}`),
  );
  expect(untested).toEqual([]);
});

it('every store test runs on both engines', () => {
  const single = listFiles(['test/stores'], ['.test.ts']).filter(
    (file) => !/describeStores\(/.test(readText(file)) && !file.endsWith('sqlite-file.test.ts'),
  );
  expect(single).toEqual([]);
});
