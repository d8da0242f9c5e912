import { expect, it } from 'vitest';
import { fuzzInbound } from './inbound/fuzz.ts';

// One half of what is delivered, beside fuzz-two; `npm run soak -- fuzz fuzz=1000000` does more of the same.

it('payloads with something wrong in them are each answered, and none does harm (P47, P40)', {
  timeout: 900_000,
}, async () => {
  const seed = Number(process.env.BARBELL_SEED ?? 1);
  const figures = await fuzzInbound({ seed, inputs: 10_000 });
  expect(figures.inputs).toBe(10_000);
  expect(figures.kinds).toBeGreaterThan(200);
  expect(figures.told).toBeGreaterThan(1_000);
});
