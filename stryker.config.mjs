// `npm run mutate [-- --mutate <files>]`: changes the rules in small ways and counts which changes no test beside them notices.
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  mutate: [
    'src/platform/outbox/rules.ts',
    'src/platform/schedule/*.ts',
    'src/features/{review,decide,decision,alarm}/*rules.ts',
    'src/features/andon/*.ts',
    '!src/features/andon/feature.ts',
    '!src/**/*.test.ts',
  ],
  disableTypeChecks: false,
  // Its rewriting of TypeScript's settings needs an older TypeScript; a copy of the whole tree needs none.
  tsconfigFile: 'no-tsconfig.json',
  ignorePatterns: ['dist', 'docs/images', 'bench'],
  concurrency: 2,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  jsonReporter: { fileName: 'dist/mutation/mutation.json' },
  tempDirName: 'dist/mutation/sandbox',
  cleanTempDir: 'always',
};
