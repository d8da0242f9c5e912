import { expect, it } from 'vitest';
import { refreshStorm } from './refresh-storm.ts';

// `npm run soak -- refresh clicks=12000` does more of the same.

it('twenty clicks a second while Slack renews its connections: none is lost, none counts twice (P04, F-12, P01)', async () => {
  const { refreshes, slowestMs, ...figures } = await refreshStorm({
    ...{ clicks: 160, perSecond: 20 },
    ...{ refreshEveryMs: 1_500, closesAfterMs: 2_500 },
  });
  const none = { lost: 0, undelivered: 0, unheard: 0, unacked: 0, doubled: 0 };
  expect(figures).toEqual({ clicks: 160, ...none });
  expect(refreshes).toBeGreaterThanOrEqual(3);
  expect(slowestMs).toBeLessThan(3_000);
});
