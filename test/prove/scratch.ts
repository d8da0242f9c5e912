import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../house/repository.ts';
import type { PlantedFault } from './planted.ts';
import { type Red, TestsRunner } from './tests-runner.ts';

/** What came of one planted fault, and which other tests of the file fell. */
export interface Outcome {
  verdict: 'noticed' | 'not noticed' | 'others fall too' | 'cannot be read';
  others: readonly string[];
}

/** Groups whose tests run the built program. */
const built = /^test\/(protocol|journeys|crash|andon|browser|sandbox|house|operate)\//;

/** A copy of the tree in which faults are planted one after another; the tree itself is never touched. */
export class Scratch {
  private readonly folder: string;
  private readonly runner: TestsRunner;
  private isBuilt = false;

  private constructor(folder: string, runner: TestsRunner) {
    this.folder = folder;
    this.runner = runner;
  }

  static async open(): Promise<Scratch> {
    const folder = mkdtempSync(join(tmpdir(), 'barbell-prove-'));
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root });
    for (const file of files.toString().trim().split('\n')) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(root, file), join(folder, file));
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    // Some tests of the house ask git what there is.
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    writeFileSync(join(folder, '.git/info/exclude'), 'node_modules\n');
    // Programs that tests start look for themselves where they are started.
    process.chdir(folder);
    return new Scratch(folder, await TestsRunner.open(folder));
  }

  /** The titles of the tests of a file that fail on the tree as it is. */
  async listRed(test: string): Promise<Red> {
    return this.run(test);
  }

  /** Plants one fault, runs its test, takes the fault out again; what was red before says nothing. */
  async plant(fault: PlantedFault, before: readonly string[]): Promise<Outcome> {
    const sound = readFileSync(join(this.folder, fault.file), 'utf8');
    this.write(
      fault.file,
      sound.replace(fault.find, () => fault.put),
    );
    const red = await this.run(fault.test);
    this.write(fault.file, sound);
    return judge(
      fault,
      red?.filter((title) => !before.includes(title)),
    );
  }

  async close(): Promise<void> {
    await this.runner.close();
    process.chdir(root);
    this.remove();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(test: string): Promise<Red> {
    if (built.test(test) && !this.isBuilt) {
      execFileSync('node', ['scripts/build.mjs'], { cwd: this.folder });
      this.isBuilt = true;
    }
    return this.runner.run(test);
  }

  private write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
    this.runner.forget(file);
    this.isBuilt = false;
  }
}

/** The named test must be among the red ones, and alone there unless the entry says that it cannot be. */
function judge(fault: PlantedFault, red: Red): Outcome {
  if (red === undefined) return { verdict: 'cannot be read', others: [] };
  const others = red.filter((title) => !title.includes(fault.title));
  if (others.length === red.length) return { verdict: 'not noticed', others };
  if (others.length > 0 && fault.also !== true) return { verdict: 'others fall too', others };
  return { verdict: 'noticed', others };
}
