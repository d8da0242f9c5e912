import { expect, it } from 'vitest';
import { listFiles, readText } from './repository.ts';
import { type Calls, findCalls, parseSource } from './syntax.ts';

/** What only other files of the same store call; their callers are tested. */
const inner = new Set([
  'writeFacts',
  'loadTexts',
  'toDecisions',
  'toDeviation',
  'parseJson',
  'writeSearchRow',
  'removeSearchRow',
  'toCard',
]);

const stores = listFiles(['src'], ['.ts']).filter((file) =>
  /\/store(-[a-z-]+)?\.ts$|platform\/slack\/once\.ts$|platform\/db\/workspace\.ts$/.test(file),
);
const tests = listFiles(['test/stores'], ['.ts']).map((file) =>
  findCalls(parseSource(file, readText(file))),
);

/** What the tests call, themselves or through the functions of test/stores that they call. */
function listCalled(files: readonly Calls[]): Set<string> {
  const called = new Set<string>();
  const waiting = files.flatMap(({ inTests }) => [...inTests]);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (called.has(name)) continue;
    called.add(name);
    for (const { byFunction } of files) waiting.push(...(byFunction.get(name) ?? []));
  }
  return called;
}

it('every function of every store is called by a test on both engines', () => {
  expect(stores.length).toBeGreaterThan(10);
  const called = listCalled(tests);
  const untested = stores.flatMap((file) =>
    [...readText(file).matchAll(/^export (?:async )?function (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => !inner.has(name) && !called.has(name))
      .map((name) => `${file} ${name}`),
  );
  expect(untested).toEqual([]);
});

it('a name in an import, a comment or a function that no test calls is no test', () => {
  const planted = `
    import { saveTeam } from './store.ts'; // insertTeam(
    function unused() { deleteTeam(); }
    function helper() { return keepTeam(); }
    it.each([1])('works', async () => { await transact(db, (tx) => findTeam(tx)); helper(); });
  `;
  const called = listCalled([findCalls(parseSource('planted.test.ts', planted))]);
  expect([...called].toSorted()).toEqual(['findTeam', 'helper', 'keepTeam', 'transact']);
});

/** What only one of the engines has: a file, and connections to a server. */
const ofOneEngine = /(sqlite-file|postgres-pause|postgres-names|postgres-flights)\.test\.ts$/;

it('every store test runs on both engines', () => {
  const single = listFiles(['test/stores'], ['.test.ts']).filter(
    (file) => !/describeStores\(/.test(readText(file)) && !ofOneEngine.test(file),
  );
  expect(single).toEqual([]);
});
