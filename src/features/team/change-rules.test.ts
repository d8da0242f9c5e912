import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clock, weekdays, zones } from '../../../test/harness/any-time.ts';
import { settleChange } from './change-rules.ts';
import { defaultRhythm, firstWeeks, nextReviewWeek, reviewSlot, type Team } from './rules.ts';

const setUpAt = new Date('2026-11-21T09:00:00Z');
const rhythm = defaultRhythm({ zone: 'Europe/Berlin', reviewWeekday: 2, reviewTime: '10:00' });
const team: Team = {
  id: 'tm_1',
  workspaceId: 'T1',
  channelId: 'C1',
  ...rhythm,
  rollupChannelId: 'C1',
  cycleDays: 14,
  isVoteOpen: false,
  quota: 1,
  evidenceMinutes: 30,
  ...firstWeeks(rhythm, setUpAt),
  setUpBy: 'U1',
  setUpAt,
};

describe('settleChange', () => {
  const settle = (after: Partial<Team>, last: string | undefined, now: string) =>
    settleChange(
      { before: { ...team }, after: { ...team, ...after } },
      last === undefined ? {} : { reviewWeekOn: last },
      new Date(now),
    );

  it('keeps the time of a week whose new time is over', () => {
    for (const last of [undefined, '2026-11-16']) {
      const settled = settle({ reviewWeekday: 1, zone: 'UTC' }, last, '2026-11-23T12:00:00Z');
      if ('refused' in settled) throw new Error('refused');
      const { team: kept } = settled;
      const opensAt = (weekOn: string) => reviewSlot(kept, weekOn).opensAt.toISOString();
      expect(kept.firstReviewWeekOn).toBe('2026-11-23');
      expect(opensAt('2026-11-23')).toBe('2026-11-24T09:00:00.000Z'); // Tuesday in Berlin
      expect(opensAt('2026-11-30')).toBe('2026-11-30T10:00:00.000Z'); // Monday in UTC
      expect(settled.skippedReviewsOn).toEqual([]);
      // The next change lets it go, when there is time for it.
      const again = settleChange(
        { before: kept, after: { ...kept, reviewWeekday: 3 } },
        last === undefined ? {} : { reviewWeekOn: last },
        new Date('2026-11-23T13:00:00Z'),
      );
      if ('refused' in again) throw new Error('refused');
      expect(again.team.kept).toBeUndefined();
    }
  });

  it('brings the first review forward, and never puts it off', () => {
    const wednesday = new Date('2026-11-25T12:00:00Z');
    const before = { ...team, ...firstWeeks(team, wednesday) };
    expect(before.firstReviewWeekOn).toBe('2026-11-30');
    const change = { before, after: { ...before, reviewWeekday: 5 } };
    expect(settleChange(change, {}, wednesday)).toMatchObject({
      team: { firstReviewWeekOn: '2026-11-23' },
    });
  });

  it('leaves out a week that could not close before the next one opens, and says so', () => {
    const sunday = { ...rhythm, zone: 'Pacific/Pago_Pago', reviewWeekday: 7, closeAfterDays: 1 };
    const before: Team = { ...team, ...sunday };
    const after: Team = { ...team, zone: 'Pacific/Kiritimati', reviewWeekday: 1 };
    const now = new Date('2026-11-29T09:00:00Z');
    const settled = settleChange({ before, after }, { reviewWeekOn: '2026-11-16' }, now);
    expect(settled).toMatchObject({ skippedReviewsOn: ['2026-11-23'] });
    expect('team' in settled && settled.team.kept?.review).toBeUndefined();
  });

  it('keeps a week that is due and has not opened', () => {
    const settled = settle({ reviewWeekday: 5 }, undefined, '2026-11-24T09:00:30Z');
    expect(settled).toMatchObject({ team: { firstReviewWeekOn: '2026-11-23' } });
  });

  it('skips weeks that only a shorter rhythm would make due', () => {
    const before: Team = { ...team, rhythmDays: 14 };
    const settled = settleChange(
      { before, after: team },
      { reviewWeekOn: '2026-11-23' },
      new Date('2026-12-03T12:00:00Z'),
    );
    expect(settled).toMatchObject({ skippedReviewsOn: ['2026-11-30'] });
  });

  it('refuses a longer rhythm while a review is due', () => {
    expect(settle({ rhythmDays: 14 }, '2026-11-23', '2026-12-01T09:00:01Z')).toEqual({
      refused: 'review-due',
    });
    expect(settle({ rhythmDays: 14 }, '2026-11-23', '2026-12-01T08:59:59Z')).toMatchObject({
      team: { rhythmDays: 14 },
      skippedReviewsOn: [],
    });
  });
});

// A model of the review's life: a bell every few minutes, and people who change settings at any moment, often within a
// minute of the due time. Promise P18: no week opens twice, none is left out without a reason.
describe('a team whose settings change at random', () => {
  const edits = fc.array(
    fc.record({
      atMinutes: fc.integer({ min: 0, max: 60 * 24 * 70 }),
      /** Near the due time of that moment, in seconds; undefined: at `atMinutes`. */
      nearDueSeconds: fc.option(fc.integer({ min: -60, max: 60 }), { nil: undefined }),
      after: fc.record(
        {
          zone: zones,
          reviewWeekday: weekdays,
          reviewTime: clock,
          rhythmDays: fc.constantFrom<7 | 14>(7, 14),
        },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 8 },
  );
  const endAt = new Date(setUpAt.getTime() + 80 * 24 * 60 * 60_000);

  /** Plays it and answers, by week in order of recording, what became of the week and under which rhythm. */
  function play(plan: Parameters<Parameters<typeof edits.map>[0]>[0]) {
    let current = team;
    let longest = team.rhythmDays;
    const record: { weekOn: string; outcome: 'opened' | 'skipped'; reach: number }[] = [];
    const next = () => nextReviewWeek(current, record.at(-1)?.weekOn);
    const ring = (now: Date) => {
      while (reviewSlot(current, next()).opensAt <= now) {
        record.push({ weekOn: next(), outcome: 'opened', reach: longest });
        longest = current.rhythmDays;
      }
    };
    const ordered = plan.toSorted((one, other) => one.atMinutes - other.atMinutes);
    let now = setUpAt;
    for (const edit of ordered) {
      let at = new Date(setUpAt.getTime() + edit.atMinutes * 60_000);
      if (at < now) at = now;
      ring(new Date(at.getTime() - 61_000));
      if (edit.nearDueSeconds !== undefined) {
        at = new Date(reviewSlot(current, next()).opensAt.getTime() + edit.nearDueSeconds * 1000);
      }
      now = at > now ? at : now;
      const reviewWeekOn = record.at(-1)?.weekOn;
      const settled = settleChange(
        { before: current, after: { ...current, ...edit.after } },
        reviewWeekOn === undefined ? {} : { reviewWeekOn },
        now,
      );
      if ('refused' in settled) continue;
      current = settled.team;
      longest = current.rhythmDays > longest ? current.rhythmDays : longest;
      for (const weekOn of settled.skippedReviewsOn) {
        record.push({ weekOn, outcome: 'skipped', reach: longest });
      }
    }
    ring(now > endAt ? now : endAt);
    return { record, current, end: now > endAt ? now : endAt };
  }

  it('opens no week twice and leaves none out without a reason (P18)', () => {
    fc.assert(
      fc.property(edits, (plan) => {
        const { record, current, end } = play(plan);
        for (const [index, week] of record.entries()) {
          const before = record[index - 1];
          if (before === undefined) continue;
          const gap = (Date.parse(week.weekOn) - Date.parse(before.weekOn)) / 86_400_000;
          expect(gap).toBeGreaterThanOrEqual(7);
          expect(gap).toBeLessThanOrEqual(week.reach);
        }
        const last = record.at(-1)?.weekOn;
        expect(reviewSlot(current, nextReviewWeek(current, last)).opensAt > end).toBe(true);
      }),
      { numRuns: 800 },
    );
  });
});
