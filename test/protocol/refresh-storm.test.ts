import { expect, it } from 'vitest';
import { refreshStorm } from './refresh-storm.ts';

// `npm run soak -- refresh clicks=12000` does more of the same.

it('twenty clicks a second while Slack renews its connections: none is lost, none counts twice (P04, F-12, P01)', async () => {
  const {
    refreshes,
    slowestMs: _slowestMs,
    ...figures
  } = await refreshStorm({
    ...{ clicks: 200, perSecond: 20, ackWithinMs: 30_000 },
    ...{ refreshEveryMs: 1_500, closesAfterMs: 4_000 },
  });
  const none = { late: 0, lost: 0, undelivered: 0, unheard: 0, unacked: 0, doubled: 0 };
  expect(figures).toEqual({ clicks: 200, ...none });
  expect(refreshes).toBeGreaterThanOrEqual(3);
});
