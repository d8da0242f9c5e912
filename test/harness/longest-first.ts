import { existsSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The test files that take longest, within each group the longest first. On a machine that has never run them Vitest goes by the
 * size of a file instead, and a few lines that sweep everything would come last, with every other core at rest.
 */
const longest: readonly string[] = [
  'test/simulation/half-year.test.ts',
  'test/simulation/fuzz-one.test.ts',
  'test/simulation/fuzz-two.test.ts',
  'test/simulation/again.test.ts',
  'test/simulation/notices.test.ts',
  'test/simulation/storm-more.test.ts',
  'test/simulation/storm-postgres.test.ts',
  'test/simulation/storm.test.ts',
  'test/simulation/storm-notices.test.ts',
  'test/simulation/storm-again.test.ts',
  'test/journeys/a-team-decides-over-signed-http-on-postgresql.test.ts',
  'test/journeys/ten-situations.test.ts',
  'test/journeys/a-team-decides-over-socket-mode-on-sqlite.test.ts',
  'test/journeys/starting.test.ts',
  'test/journeys/six-weeks.test.ts',
  'test/crash/points.test.ts',
  'test/crash/failing-calls.test.ts',
  'test/crash/kill.test.ts',
  'test/crash/sick-disk.test.ts',
  'test/crash/failing-writes.test.ts',
  'test/crash/full-disk.test.ts',
  'test/andon/canary.test.ts',
  'test/andon/crash.test.ts',
  'test/andon/levels.test.ts',
  'test/operate/deaf.test.ts',
  'test/operate/nightly.test.ts',
  'test/operate/tools.test.ts',
];

/** Begins with the files that take longest, so that no core waits for the last one alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = longest.find((name) => !existsSync(name));
    if (gone !== undefined) throw new Error(`${gone} is not there: test/harness/longest-first.ts`);
    const turnOf = ({ moduleId }: TestSpecification): number => {
      const turn = longest.findIndex((name) => moduleId.endsWith(name));
      return turn < 0 ? longest.length : turn;
    };
    const sorted = await super.sort(files);
    // The groups keep their order: it is made of these afterwards.
    return sorted.toSorted((one, other) => turnOf(one) - turnOf(other));
  }
}
