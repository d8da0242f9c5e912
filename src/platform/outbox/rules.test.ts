import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channelPace,
  freeAt,
  freshLane,
  isShut,
  latestTaken,
  leaseMs,
  lookPace,
  refill,
  retryDelayMs,
  spend,
} from './rules.ts';

const start = new Date('2026-11-21T10:00:00Z');
const later = (ms: number): Date => new Date(start.getTime() + ms);

describe('retryDelayMs', () => {
  it('doubles from a second up to a minute', () => {
    expect([1, 2, 3, 7, 50].map(retryDelayMs)).toEqual([1000, 2000, 4000, 60_000, 60_000]);
  });
});

describe('a message', () => {
  it('was taken by a clock that was put back when that is later than a lease from now', () => {
    expect(latestTaken(start)).toEqual(later(leaseMs));
  });

  it('goes out by itself later where the channel was shut, and nowhere else', () => {
    const errors = ['is_archived', 'not_in_channel', 'channel_not_found', 'shared_outside'];
    expect(errors.filter(isShut)).toEqual(errors);
    expect(['msg_too_long', 'perhaps_posted', ''].filter(isShut)).toEqual([]);
  });
});

describe('a lane', () => {
  it('lets a burst go, then one a second', () => {
    let lane = freshLane(channelPace, start);
    for (let sent = 0; sent < channelPace.burst; sent += 1) {
      expect(freeAt(lane, channelPace, start)).toEqual(start);
      lane = spend(lane);
    }

    expect(freeAt(lane, channelPace, start)).toEqual(later(1000));
  });

  it('stays shut as long as Slack asked, whatever it holds', () => {
    const lane = { ...freshLane(channelPace, start), closedUntil: later(30_000) };

    expect(freeAt(lane, channelPace, start)).toEqual(later(30_000));
  });

  it('fills up again at its own rate, and never over its burst', () => {
    const empty = { tokens: 0, refilledAt: start };

    expect(refill(empty, lookPace, later(3000))).toEqual({ tokens: 1.5, refilledAt: later(3000) });
    expect(refill({ ...empty, tokens: 2 }, lookPace, later(3000)).tokens).toBe(3.5);
    expect(refill(empty, lookPace, later(60_000)).tokens).toBe(lookPace.burst);
  });

  it('is free as soon as it holds a whole token, and says when that is', () => {
    const holding = (tokens: number) => ({ tokens, refilledAt: start });

    expect(freeAt(holding(1), lookPace, start)).toEqual(start);
    expect(freeAt(holding(0.75), lookPace, start)).toEqual(later(500));
    expect(freeAt(holding(-1), lookPace, start)).toEqual(later(4000));
    expect(freeAt(holding(4), lookPace, start)).toEqual(start);
  });

  it('gains nothing from a clock that goes back', () => {
    const empty = { tokens: 0, refilledAt: start };

    expect(refill(empty, channelPace, later(-60_000)).tokens).toBe(0);
  });

  it('has what is left of a silence after a clock was put back, and no more', () => {
    const shut = { tokens: 0, refilledAt: start, closedUntil: later(30_000) };

    expect(refill(shut, channelPace, later(-3_600_000)).closedUntil).toEqual(later(-3_570_000));
    // Machines that agree differ by less than that.
    expect(refill(shut, channelPace, later(-500)).closedUntil).toEqual(later(30_000));
  });

  it('never lets more go in a window than its burst and its rate', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 80 });
    fc.assert(
      fc.property(gaps, (waits) => {
        let now = 0;
        let sent = 0;
        let lane = freshLane(channelPace, start);
        for (const wait of waits) {
          now += wait;
          lane = refill(lane, channelPace, later(now));
          if (freeAt(lane, channelPace, later(now)) > later(now)) continue;
          lane = spend(lane);
          sent += 1;
        }

        expect(sent).toBeLessThanOrEqual(channelPace.burst + now / 1000 + 1e-6);
      }),
    );
  });
});
