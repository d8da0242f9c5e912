import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** What each group may take on two cores, in seconds (architecture.md section 7). */
const budgets: Readonly<Record<string, number>> = {
  rules: 30,
  stores: 60,
  house: 60,
  sandbox: 60,
  simulation: 120,
  storm: 180,
  journeys: 180,
  crash: 240,
  andon: 120,
  browser: 120,
  operate: 60,
};

interface Span {
  from: number;
  to: number;
}

/** Prints how long each group took beside its budget, and as the very last line what passed, failed and was skipped. */
export class BudgetReporter implements Reporter {
  private readonly spans = new Map<string, Span>();

  onTestModuleQueued(module: TestModule): void {
    this.extend(module);
  }

  onTestModuleEnd(module: TestModule): void {
    this.extend(module);
  }

  onTestRunEnd(modules: readonly TestModule[], stray: readonly SerializedError[]): void {
    // An error outside of every test fails the run as a test does.
    const counts = { passed: 0, failed: stray.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      // What fails before or after the tests, as a hook, or a file that cannot be loaded: no test says so, but it is a failure.
      const [red] = module.children.allTests('failed');
      if (module.state() === 'failed' && red === undefined) counts.failed += 1;
    }
    const lines = [...this.spans].map(([group, { from, to }]) => {
      const seconds = (to - from) / 1000;
      const budget = budgets[group] ?? 60;
      const verdict = seconds > budget ? '  OVER BUDGET' : '';
      return `${group.padEnd(10)}${seconds.toFixed(1).padStart(6)} s of ${budget} s${verdict}`;
    });
    const skipped = counts.skipped + counts.pending;
    lines.push(`${counts.passed} passed, ${counts.failed} failed, ${skipped} skipped`);
    process.once('exit', () => {
      // Other reporters go on printing; these lines come after them.
      writeSync(1, `${lines.join('\n')}\n`);
      // What stops PostgreSQL at the end leaves with 0, whatever was found before.
      if (counts.failed > 0) process.exitCode = 1;
    });
  }

  private extend(module: TestModule): void {
    const now = performance.now();
    const span = this.spans.get(module.project.name);
    if (span === undefined) this.spans.set(module.project.name, { from: now, to: now });
    else span.to = now;
  }
}
