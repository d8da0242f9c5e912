import { defineConfig } from 'vitest/config';

const beside = ['src/features/andon/*.test.ts'];
const inProcess = [
  'test/stores/andon*.test.ts',
  'test/stores/answer.test.ts',
  'test/andon/limits.test.ts',
  'test/andon/failure.test.ts',
];

/**
 * What tests the anonymous cord in-process, on one engine. The files with a test beside them need no more than that, so that
 * each change takes a tenth of a second: `BARBELL_MUTATION_TESTS=beside`.
 */
export default defineConfig({
  test: {
    include: process.env.BARBELL_MUTATION_TESTS === 'beside' ? beside : [...beside, ...inProcess],
    env: { BARBELL_TEST_ENGINE: 'sqlite' },
    isolate: false,
    testTimeout: 30_000,
  },
});
