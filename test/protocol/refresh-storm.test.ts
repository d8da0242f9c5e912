import { expect, it } from 'vitest';
import { refreshStorm } from './refresh-storm.ts';

// `npm run soak -- refresh clicks=12000` does more of the same.

it('twenty clicks a second while Slack renews its connections: none is lost, none counts twice (P04, F-12, P01)', async () => {
  const { clicks, refreshes, lost, doubled, slowestMs } = await refreshStorm({
    clicks: 120,
    perSecond: 20,
  });
  expect({ clicks, lost, doubled }).toEqual({ clicks: 120, lost: 0, doubled: 0 });
  expect(refreshes).toBeGreaterThanOrEqual(3);
  expect(slowestMs).toBeLessThan(3_000);
});
