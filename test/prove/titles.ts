import { listFiles, readText } from '../house/repository.ts';
import { findTitles, parseSource } from '../house/syntax.ts';
import { idPattern, type PlantedFault } from './planted.ts';

/** A test by its file, with its own title; what a table or a template fills in is `…`. */
export interface TitledTest {
  file: string;
  title: string;
  ids: readonly string[];
}

/** Every test of the tree that says which rows it shows. */
export function listTitledTests(): TitledTest[] {
  return listFiles(['src', 'test'], ['.test.ts']).flatMap((file) => {
    const text = readText(file);
    if (text.search(idPattern) < 0) return [];
    return findTitles(parseSource(file, text)).flatMap((title) => {
      const ids = [...title.matchAll(idPattern)].map(([id]) => id);
      return ids.length === 0 ? [] : [{ file, title, ids }];
    });
  });
}

/** The test that a fault is planted for; what is wrong with the entry, as a sentence, when there is none. */
export function findTest(
  fault: PlantedFault,
  tests: readonly TitledTest[],
): TitledTest | { wrong: string } {
  const { test, title, ids } = fault;
  const found = tests.filter((one) => one.file === test && one.title.includes(title));
  const [first] = found;
  if (first === undefined || found.length > 1)
    return { wrong: `${found.length} tests of ${test} with ids are called “${title}”` };
  const missing = ids.filter((id) => !first.ids.includes(id));
  if (missing.length > 0) return { wrong: `“${title}” does not name ${missing.join(', ')}` };
  return first;
}

/** What is wrong with where a fault is planted, as a sentence. */
export function findMisplaced({ file, find, put }: PlantedFault): string | undefined {
  if (find === put) return `${file}: nothing would change`;
  const times = readText(file).split(find).length - 1;
  return times === 1 ? undefined : `${file} has “${find}” ${times} times`;
}
