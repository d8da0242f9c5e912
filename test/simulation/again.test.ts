import { expect, it } from 'vitest';
import { deliverAgain } from './inbound/again.ts';

it('whatever Slack delivers up to six times, shuffled and across restarts, is done once (P03, F-06)', async () => {
  const { once, often, deliveries } = await deliverAgain({ seed: 11, acts: 400 });
  expect(often).toBe(once);
  expect(deliveries).toBeGreaterThan(1_000);
  expect(once.length).toBeGreaterThan(10_000);
});
