import { defineConfig } from 'vitest/config';
import { BudgetReporter } from '../../harness/budget-reporter.ts';

/** A run beside a real PostgreSQL in which something fails. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['failing*.planted.ts'],
    globalSetup: ['../../stores/postgres-server.ts'],
    reporters: [new BudgetReporter()],
  },
});
