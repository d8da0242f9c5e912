import usual from '../../../stryker.config.mjs';

// `npm run mutate -- test/mutation/andon/stryker.config.mjs [--mutate <files>]`: the sealed room alone, with the tests that
// reach it in-process, one after another.
export default {
  ...usual,
  vitest: { configFile: 'test/mutation/andon/vitest.config.ts' },
  mutate: ['src/features/andon/*.ts', '!src/features/andon/feature.ts', '!src/**/*.test.ts'],
  concurrency: 1,
  jsonReporter: { fileName: 'dist/mutation/andon.json' },
};
