import { defineConfig } from 'vitest/config';

/** The tests beside the rules, and those of the sealed room in-process, as the mutation run wants them: one project, one engine. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/stores/andon*.test.ts', 'test/andon/limits.test.ts'],
    env: { BARBELL_TEST_ENGINE: 'sqlite' },
    isolate: false,
    testTimeout: 30_000,
  },
});
