import { expect, it } from 'vitest';
import { leaveBeforeEachAct } from './inbound/gone.ts';

it('whoever became a guest, was deactivated or left between the form and its sending changes nothing (P35, F-49)', async () => {
  const { kinds, tried, odd } = await leaveBeforeEachAct({ seed: 11, days: 3 });
  expect(odd).toEqual([]);
  // What changed something as soon as its person was back.
  expect(kinds.length).toBeGreaterThanOrEqual(12);
  expect(tried).toBeGreaterThan(40);
});
