import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLocalDate, toLocalTime, weekdayOf } from '../../lib/time.ts';
import { weekdaysIn } from '../opening/day-rules.ts';
import { isTimeForVotes, readingsAskedFrom, readingsNudgeAt, votesNudgeAt } from './rules.ts';

const berlin = weekdaysIn('Europe/Berlin');
const at = (text: string) => new Date(`${text}+01:00`);
/** Tuesday 24 November 2026 at 10:00 in Berlin, closing on Wednesday at 17:00. */
const review = { openedAt: at('2026-11-24T10:00:00'), closesAt: at('2026-11-25T17:00:00') };

const zones = fc.constantFrom(
  ...['Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland'],
  ...['Pacific/Honolulu', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC'],
);
const instants = fc.date({
  min: new Date('2025-01-01T00:00:00Z'),
  max: new Date('2028-01-01T00:00:00Z'),
  noInvalidDate: true,
});

/** A second opinion on working hours, by the zone's clock alone. */
function isAtWork(instant: Date, zone: string): boolean {
  const time = toLocalTime(instant, zone);
  return weekdayOf(toLocalDate(instant, zone)) <= 5 && time >= '09:00' && time < '17:00';
}

describe('readingsNudgeAt', () => {
  it('leaves an hour to bring numbers unasked', () => {
    expect(readingsAskedFrom(review.openedAt, berlin)).toEqual(at('2026-11-23T15:00:00'));
  });

  it('asks at once the afternoon before, and in the morning before an opening far enough away', () => {
    const afternoon = at('2026-11-23T14:00:00');
    expect(readingsNudgeAt(review.openedAt, berlin, afternoon)).toEqual(afternoon);
    const evening = at('2026-11-23T19:00:00');
    expect(readingsNudgeAt(review.openedAt, berlin, evening)).toBeUndefined();
    const mumbai = weekdaysIn('Asia/Kolkata');
    // 14:00 in Berlin is 18:30 there; their morning comes before the team's.
    expect(readingsNudgeAt(review.openedAt, mumbai, afternoon)).toEqual(at('2026-11-24T04:30:00'));
  });

  it('asks two hours before the opening at the latest, to the millisecond', () => {
    const opensAt = at('2026-11-24T12:00:00');
    const latest = at('2026-11-24T10:00:00');
    expect(readingsNudgeAt(opensAt, berlin, latest)).toEqual(latest);
    const tooLate = new Date(latest.getTime() + 1);
    expect(readingsNudgeAt(opensAt, berlin, tooLate)).toBeUndefined();
  });

  it('is never outside working hours nor within two hours of the opening', () => {
    fc.assert(
      fc.property(instants, fc.nat(4 * 24 * 60), zones, (from, minutes, zone) => {
        const opensAt = new Date(from.getTime() + minutes * 60_000);
        const found = readingsNudgeAt(opensAt, weekdaysIn(zone), from);
        if (found === undefined) return;
        expect(found >= from && found.getTime() <= opensAt.getTime() - 7_200_000).toBe(true);
        expect(isAtWork(found, zone)).toBe(true);
      }),
    );
  });
});

describe('votesNudgeAt', () => {
  it('is two hours before the close for people at work then', () => {
    expect(votesNudgeAt(review, berlin)).toEqual(at('2026-11-25T15:00:00'));
  });

  it('waits for the morning, or comes the working day before, where people sleep then', () => {
    // 15:00 in Berlin is 06:00 in Los Angeles, and their 09:00 is after the close.
    const west = weekdaysIn('America/Los_Angeles');
    expect(votesNudgeAt(review, west)).toEqual(at('2026-11-25T01:00:00'));
    // 15:00 in Berlin is 09:00 in New York; an hour earlier it is not, but their morning still comes in time.
    const east = weekdaysIn('America/New_York');
    const early = { ...review, closesAt: at('2026-11-25T16:00:00') };
    expect(votesNudgeAt(early, east)).toEqual(at('2026-11-25T15:00:00'));
  });

  it('skips days off, and asks nobody whose working day has not come while the review was open', () => {
    const off = new Map([['2026-11-24', { why: 'everyone-off' as const }]]);
    const west = { ...weekdaysIn('America/Los_Angeles'), off };
    expect(votesNudgeAt(review, west)).toBeUndefined();
  });

  it('is always at work, while the review is open, and never in its last half hour', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 30, max: 9 * 24 * 60 }),
        zones,
        (from, minutes, zone) => {
          const closesAt = new Date(from.getTime() + minutes * 60_000);
          const work = weekdaysIn(zone);
          const found = votesNudgeAt({ openedAt: from, closesAt }, work);
          if (found === undefined) return;
          expect(found >= from).toBe(true);
          expect(isAtWork(found, zone)).toBe(true);
          expect(isTimeForVotes(closesAt, work, found)).toBe(true);
          // Whoever works two hours before the close is asked exactly then.
          const due = new Date(closesAt.getTime() - 7_200_000);
          if (isAtWork(due, zone)) expect(found).toEqual(due);
        },
      ),
    );
  });
});

describe('isTimeForVotes', () => {
  it('is no time in the evening, nor just before the close', () => {
    expect(isTimeForVotes(review.closesAt, berlin, at('2026-11-25T16:29:00'))).toBe(true);
    expect(isTimeForVotes(review.closesAt, berlin, at('2026-11-25T16:31:00'))).toBe(false);
    expect(isTimeForVotes(review.closesAt, berlin, at('2026-11-24T17:00:00'))).toBe(false);
  });
});
