import { defineConfig } from 'vitest/config';
import { BudgetReporter } from './test/harness/budget-reporter.ts';
import { LongestFirst } from './test/harness/longest-first.ts';

// One group after another, so that each group's time is its own; inside a group as many files at once as two cores bear.
// Where `isolate` is off the files share their processes: loading the program anew for each takes longer than many of them.
const groups = [
  { name: 'rules', include: ['src/**/*.test.ts'], isolate: false, testTimeout: 30_000 },
  {
    name: 'stores',
    include: ['test/stores/**/*.test.ts'],
    globalSetup: ['test/stores/postgres-server.ts'],
    isolate: false,
    testTimeout: 20_000,
  },
  { name: 'house', include: ['test/house/**/*.test.ts'], isolate: false, testTimeout: 120_000 },
  { name: 'sandbox', include: ['test/sandbox/**/*.test.ts'], isolate: false, testTimeout: 30_000 },
  {
    name: 'protocol',
    include: ['test/protocol/**/*.test.ts'],
    isolate: false,
    // They wait for what comes late, a third of the time.
    maxWorkers: 3,
    testTimeout: 60_000,
  },
  {
    name: 'simulation',
    include: ['test/simulation/**/*.test.ts'],
    exclude: ['test/simulation/storm*.test.ts'],
    isolate: false,
    testTimeout: 240_000,
  },
  {
    name: 'storm',
    include: ['test/simulation/storm*.test.ts'],
    globalSetup: ['test/stores/postgres-server.ts'],
    isolate: false,
    testTimeout: 240_000,
  },
  {
    name: 'journeys',
    include: ['test/journeys/**/*.test.ts'],
    isolate: false,
    maxWorkers: 4,
    testTimeout: 120_000,
  },
  {
    name: 'crash',
    include: ['test/crash/**/*.test.ts'],
    globalSetup: ['test/stores/postgres-server.ts'],
    isolate: false,
    // As those of operate: they wait for processes that die and begin again.
    maxWorkers: 4,
    testTimeout: 240_000,
  },
  {
    name: 'andon',
    include: ['test/andon/**/*.test.ts'],
    globalSetup: ['test/stores/postgres-server.ts'],
    isolate: false,
    maxWorkers: 3,
    testTimeout: 120_000,
  },
  {
    name: 'operate',
    include: ['test/operate/**/*.test.ts'],
    isolate: false,
    // They wait for processes most of the time.
    maxWorkers: 4,
    testTimeout: 90_000,
  },
  {
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    isolate: false,
    testTimeout: 240_000,
  },
];

export default defineConfig({
  test: {
    reporters: ['default', new BudgetReporter()],
    sequence: { sequencer: LongestFirst },
    projects: groups.map((group, groupOrder) => ({
      test: {
        pool: 'forks',
        maxWorkers: 2,
        hookTimeout: 60_000,
        // A fact that is waited for comes when it comes: only what never comes is a failure, on a slow machine too.
        expect: { poll: { timeout: 15_000 } },
        sequence: { groupOrder },
        ...group,
      },
    })),
  },
});
