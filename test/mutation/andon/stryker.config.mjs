import usual from '../../../stryker.config.mjs';

// The sealed room alone, in two runs of some minutes on two quiet cores. What has a test beside it needs no more than that
// (a third of a second a change); the rest needs a whole room each time (a second a change):
//   BARBELL_MUTATION_TESTS=beside npm run mutate -- test/mutation/andon/stryker.config.mjs
//   npm run mutate -- test/mutation/andon/stryker.config.mjs [--mutate <files>]

const beside = ['form', 'messages', 'receipt-form', 'rules'];
const rest = ['handlers', 'receipt-handlers', 'jobs', 'store', 'store-addition', 'store-slot'];
const isBeside = process.env.BARBELL_MUTATION_TESTS === 'beside';

export default {
  ...usual,
  vitest: { configFile: 'test/mutation/andon/vitest.config.ts' },
  mutate: (isBeside ? beside : rest).map((name) => `src/features/andon/${name}.ts`),
  // A change that never ends is one that a test notices; one that is slow on a busy machine is not.
  timeoutMS: 30_000,
  jsonReporter: { fileName: `dist/mutation/andon-${isBeside ? 'beside' : 'rest'}.json` },
};
