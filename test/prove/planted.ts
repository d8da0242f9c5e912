/** A promise (`P08`), a fault (`F-26`) or a bad input (`B-46`) of reliability.md. */
export type RowId = `P${string}` | `F-${string}` | `B-${string}`;

/**
 * A change of the program that breaks what a row promises, and the one test that must notice. A row counts as carried
 * only with one; `npm run prove` plants them all. (issue: traceability; reliability.md P46, P48)
 */
export interface PlantedFault {
  ids: readonly RowId[];
  /** Where it is planted: a path from the root. */
  file: string;
  /** What is there now, exactly once in the file. */
  find: string;
  /** What stands there instead. */
  put: string;
  /** The test's file, a path from the root. */
  test: string;
  /** A part of exactly one test's title in that file; the title carries the ids. */
  title: string;
  /** The other tests of that file cannot be kept apart from it, and may fall with it. */
  also?: true;
  /** When `npm test` does less than the row's number: *here / of the table*. */
  sizes?: string;
}

/** Ids as they stand in a test's title. */
export const idPattern = /\b(?:P\d{2}|[FB]-\d{2,3})\b/g;
