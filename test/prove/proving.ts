import { execFileSync, spawnSync } from 'node:child_process';
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
import { z } from 'zod';
import { root } from '../house/repository.ts';
import type { PlantedFault } from './planted.ts';

/** What came of one planted fault, and which other tests of the file fell. */
export interface Outcome {
  verdict: 'noticed' | 'not noticed' | 'others fall too' | 'does not build';
  others: readonly string[];
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
});

/** Groups whose tests run the built program. */
const built = /^test\/(protocol|journeys|crash|andon|browser|sandbox|house)\//;

/** A copy of the tree in which faults are planted one after another; the tree itself is never touched. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'barbell-prove-'));
  private isBuilt = false;

  constructor() {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root });
    for (const file of files.toString().trim().split('\n')) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      cpSync(join(root, file), join(this.folder, file));
    }
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'));
    // Some tests of the house ask git what there is.
    execFileSync('git', ['init', '--quiet'], { cwd: this.folder });
    writeFileSync(join(this.folder, '.git/info/exclude'), 'node_modules\n');
  }

  /** The titles of the tests of a file that fail on the tree as it is; undefined when they cannot run. */
  listRed(test: string): string[] | undefined {
    return this.run(test);
  }

  /** Plants one fault, runs the file of its test, takes the fault out again; what was red before says nothing. */
  plant(fault: PlantedFault, before: readonly string[] = []): Outcome {
    const path = join(this.folder, fault.file);
    const sound = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      sound.replace(fault.find, () => fault.put),
    );
    this.isBuilt = false;
    const red = this.run(fault.test);
    writeFileSync(path, sound);
    this.isBuilt = false;
    return judge(
      fault,
      red?.filter((title) => !before.includes(title)),
    );
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(test: string): string[] | undefined {
    if (built.test(test) && !this.build()) return undefined;
    const out = join(this.folder, 'report.json');
    rmSync(out, { force: true });
    const words = ['vitest', 'run', test, '--reporter=json', `--outputFile=${out}`];
    spawnSync('npx', words, { cwd: this.folder, stdio: 'ignore' });
    const report = reportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    const results = report.testResults.flatMap((file) => file.assertionResults);
    return results.filter(({ status }) => status === 'failed').map(({ title }) => title);
  }

  private build(): boolean {
    if (this.isBuilt) return true;
    const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: this.folder });
    this.isBuilt = status === 0;
    return this.isBuilt;
  }
}

/** The named test must be among the red ones, and alone there unless the entry says that it cannot be. */
function judge(fault: PlantedFault, red: readonly string[] | undefined): Outcome {
  if (red === undefined) return { verdict: 'does not build', others: [] };
  const others = red.filter((title) => !title.includes(fault.title));
  if (others.length === red.length) return { verdict: 'not noticed', others };
  if (others.length > 0 && fault.also !== true) return { verdict: 'others fall too', others };
  return { verdict: 'noticed', others };
}
