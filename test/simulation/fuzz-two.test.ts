import { expect, it } from 'vitest';
import { fuzzInbound } from './inbound/fuzz.ts';

// The other half of what is delivered, beside fuzz-one: another life, other chances.

it('more payloads with something wrong in them are each answered, and none does harm', {
  timeout: 900_000,
}, async () => {
  const seed = Number(process.env.BARBELL_SEED ?? 2);
  const figures = await fuzzInbound({ seed, inputs: 10_000 });
  expect(figures.inputs).toBe(10_000);
  expect(figures.kinds).toBeGreaterThan(200);
  expect(figures.told).toBeGreaterThan(1_000);
});
