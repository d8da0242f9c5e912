import { join } from 'node:path';
import type { TestCase, TestModule } from 'vitest/node';
import { createVitest, type Vitest } from 'vitest/node';

/** What came of the tests of a file: titles of those that failed; undefined when the file could not be read at all. */
export type Red = readonly string[] | undefined;

/**
 * One vitest for all planted faults: it reads a source file once, until a fault changes it, and starts one PostgreSQL,
 * where a vitest for each fault would do both anew.
 */
export class TestsRunner {
  private readonly vitest: Vitest;
  private readonly folder: string;

  private constructor(vitest: Vitest, folder: string) {
    this.vitest = vitest;
    this.folder = folder;
  }

  static async open(folder: string): Promise<TestsRunner> {
    const config = join(folder, 'vitest.config.ts');
    const vitest = await createVitest('test', {
      root: folder,
      config,
      watch: false,
      reporters: [{}],
      // A process that lingers after its tests is not waited for.
      teardownTimeout: 500,
    });
    await vitest.standalone();
    return new TestsRunner(vitest, folder);
  }

  /** Says that a file of the program has other words now. */
  forget(file: string): void {
    this.vitest.invalidateFile(join(this.folder, file));
  }

  /** Runs the tests of a file, all of them: some go on where others ended. */
  async run(test: string): Promise<Red> {
    const path = join(this.folder, test);
    const found = await this.vitest.globTestSpecifications([path]);
    const { testModules } = await this.vitest.runTestSpecifications(found);
    // Files that failed in an earlier run are told again.
    const module = testModules.find(({ moduleId }) => moduleId === path);
    return module === undefined || cannotRun(module) ? undefined : listRed(module);
  }

  async close(): Promise<void> {
    await this.vitest.close();
  }
}

function listRed(module: TestModule): string[] {
  return [...module.children.allTests('failed')].map(({ name }: TestCase) => name);
}

function cannotRun(module: TestModule): boolean {
  return module.state() === 'failed' && [...module.children.allTests()].length === 0;
}
