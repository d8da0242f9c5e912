import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clock, weekdays, zones } from '../../../test/harness/any-time.ts';
import { addDays, mondayOf, toLocalDate, weekdayOf } from '../../lib/time.ts';
import {
  type Action,
  checkRhythm,
  defaultRhythm,
  firstWeeks,
  may,
  nextReviewWeek,
  nextRollupWeek,
  noStanding,
  type Rhythm,
  reviewSlot,
  rollupSlot,
  type Standing,
  type Team,
  weeksPassed,
} from './rules.ts';

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

describe('defaultRhythm', () => {
  it('closes on Wednesday 17:00 and reports on Thursday 15:00 for a review on Tuesday', () => {
    expect(rhythm).toMatchObject({
      ...{ closeAfterDays: 1, closeTime: '17:00', rollupWeekday: 4, rollupTime: '15:00' },
    });
  });

  it.each([
    [1, 1, 4],
    [3, 1, 5],
    [4, 1, 1],
    [5, 3, 4],
    [6, 2, 4],
    [7, 1, 4],
  ])('for a review on day %i closes %i days later and reports on day %i', (day, close, rollup) => {
    const made = defaultRhythm({ zone: 'UTC', reviewWeekday: day, reviewTime: '10:00' });
    expect([made.closeAfterDays, made.rollupWeekday]).toEqual([close, rollup]);
  });

  it('can always be kept, and closes on a working day', () => {
    fc.assert(
      fc.property(weekdays, clock, zones, (reviewWeekday, reviewTime, zone) => {
        const made = defaultRhythm({ zone, reviewWeekday, reviewTime });
        expect(checkRhythm(made)).toBeUndefined();
        expect(((made.reviewWeekday + made.closeAfterDays - 1) % 7) + 1).toBeLessThan(6);
      }),
    );
  });
});

describe('checkRhythm', () => {
  const check = (change: Partial<Rhythm>) => checkRhythm({ ...rhythm, ...change });

  it('refuses a roll-up while the review is open', () => {
    expect(check({ rollupWeekday: 2, rollupTime: '15:00' })).toBe('rollup-before-close');
    expect(check({ rollupWeekday: 3, rollupTime: '16:59' })).toBe('rollup-before-close');
    expect(check({ rollupWeekday: 3, rollupTime: '17:00' })).toBeUndefined();
  });

  it('takes a roll-up at the start of the next week', () => {
    expect(check({ reviewWeekday: 4, rollupWeekday: 1, rollupTime: '09:00' })).toBeUndefined();
  });

  it('refuses a close that is not after the opening, and one that is almost a week later', () => {
    expect(check({ closeAfterDays: 0, closeTime: '10:00' })).toBe('close-before-review');
    expect(check({ closeAfterDays: 6 })).toBe('review-open-too-long');
  });

  it('lets no roll-up fall between opening and close, in any week and zone', () => {
    const any = fc.record({
      ...{ reviewWeekday: weekdays, reviewTime: clock, closeTime: clock },
      closeAfterDays: fc.integer({ min: 0, max: 5 }),
      ...{ rollupWeekday: weekdays, rollupTime: clock },
    });
    fc.assert(
      fc.property(any, (typed) => {
        const made: Rhythm = { ...typed, zone: 'UTC', rhythmDays: 7 };
        const { opensAt, closesAt } = reviewSlot(made, '2026-11-23');
        const rollups = ['2026-11-23', '2026-11-30'].map((week) => rollupSlot(made, week));
        const isInside = rollups.some((at) => at >= opensAt && at < closesAt);
        const refused = checkRhythm(made);
        if (closesAt <= opensAt) expect(refused).toBe('close-before-review');
        else if (refused !== 'review-open-too-long')
          expect(refused).toBe(isInside ? 'rollup-before-close' : undefined);
      }),
    );
  });
});

describe('slots', () => {
  it('are in the team’s zone, in summer and in winter', () => {
    expect(reviewSlot(team, '2026-11-23').opensAt.toISOString()).toBe('2026-11-24T09:00:00.000Z');
    expect(reviewSlot(team, '2026-07-06').opensAt.toISOString()).toBe('2026-07-07T08:00:00.000Z');
    expect(reviewSlot(team, '2026-11-23').closesAt.toISOString()).toBe('2026-11-25T16:00:00.000Z');
    expect(rollupSlot(team, '2026-11-23').toISOString()).toBe('2026-11-26T14:00:00.000Z');
  });

  it('follow each other by the rhythm; roll-ups are weekly', () => {
    const twoWeekly: Team = { ...team, rhythmDays: 14 };
    expect(nextReviewWeek(team, undefined)).toBe('2026-11-23');
    expect(nextReviewWeek(team, '2026-11-23')).toBe('2026-11-30');
    expect(nextReviewWeek(twoWeekly, '2026-11-23')).toBe('2026-12-07');
    expect(nextRollupWeek(twoWeekly, '2026-11-23')).toBe('2026-11-30');
  });
});

describe('firstWeeks', () => {
  it('are the first whose slot lies in the future', () => {
    fc.assert(
      fc.property(
        weekdays,
        clock,
        zones,
        fc.integer({ min: 0, max: 1e6 }),
        (day, time, zone, m) => {
          const now = new Date(setUpAt.getTime() + m * 60_000);
          const made = defaultRhythm({ zone, reviewWeekday: day, reviewTime: time });
          const first = firstWeeks(made, now);
          expect(reviewSlot(made, first.firstReviewWeekOn).opensAt > now).toBe(true);
          expect(reviewSlot(made, addDays(first.firstReviewWeekOn, -7)).opensAt <= now).toBe(true);
          expect(rollupSlot(made, first.firstRollupWeekOn) > now).toBe(true);
          expect(weekdayOf(first.firstReviewWeekOn)).toBe(1);
        },
      ),
    );
  });
});

describe('reviewSlot', () => {
  it('opens within the week that its key names', () => {
    fc.assert(
      fc.property(weekdays, clock, zones, (reviewWeekday, reviewTime, zone) => {
        const made = { ...rhythm, reviewWeekday, reviewTime, zone };
        const { opensAt } = reviewSlot(made, '2026-11-23');
        expect(mondayOf(toLocalDate(opensAt, zone))).toBe('2026-11-23');
      }),
    );
  });
});

describe('weeksPassed', () => {
  it('lists what came due, and nothing twice', () => {
    const now = new Date('2026-12-09T12:00:00Z');
    const reviews = weeksPassed(team, 'review', { lastWeekOn: '2026-11-23', now });
    expect(reviews.map((week) => week.weekOn)).toEqual(['2026-11-30', '2026-12-07']);
    const rollups = weeksPassed(team, 'rollup', { lastWeekOn: undefined, now });
    expect(rollups.map((week) => week.weekOn)).toEqual(['2026-11-23', '2026-11-30']);
    expect(weeksPassed(team, 'review', { lastWeekOn: '2026-12-07', now })).toEqual([]);
  });
});

describe('may', () => {
  const member: (keyof Standing)[] = ['isFullMember'];
  const responsible: (keyof Standing)[] = ['isOwner', 'isLeader'];
  const expected: Record<Action, (keyof Standing)[]> = {
    'set-up': member,
    'change-settings': member,
    'post-again': ['isFullMember', 'isLeader'],
    'propose-role': ['isLeader', 'isAdmin'],
    'write-onepager': member,
    'edit-onepager': ['isOwner', 'isCoAuthor', 'isLeader'],
    'hand-over': responsible,
    park: responsible,
    'start-clock': member,
    'move-review': member,
    'set-away-for-others': responsible,
    'add-readings': member,
    vote: member,
    'see-votes': member,
    decide: responsible,
    'say-stop': ['isOwner', 'isLeader', 'isStopOwner'],
    'log-decision': member,
    'add-evidence': member,
    'ask-outside': member,
    'end-ask': responsible,
    'set-company': ['isLeader', 'isAdmin'],
    'correct-decision': responsible,
    'log-deviation': member,
    'settle-deviation': member,
    'retire-deviation': responsible,
    'approve-deviation': ['isApprover'],
    'protect-area': member,
    'unprotect-area': ['isLeader', 'isApprover'],
    'dismiss-alarm': member,
    'answer-andon': member,
    freeze: member,
    'end-freeze': ['isOwner', 'isLeader', 'isStopOwner'],
    'add-default': member,
    'retire-default': ['isLeader'],
    'write-case': member,
    'turn-key': ['isKeyHolder'],
    'erase-person': ['isAdmin'],
  };
  const parts = [
    ...(['isFullMember', 'isOwner', 'isStopOwner', 'isLeader'] as const),
    ...(['isApprover', 'isKeyHolder', 'isAdmin', 'isCoAuthor'] as const),
  ];
  const allActions = Object.entries(expected).map(([action, who]) => ({
    action: action satisfies string,
    who,
  }));
  const standings = Array.from({ length: 2 ** parts.length }, (_, bits) => {
    const standing = { ...noStanding };
    for (const [index, part] of parts.entries()) standing[part] = (bits & (2 ** index)) !== 0;
    return standing;
  });

  it('answers for every action and every standing as the table of the product says', () => {
    const wrong: string[] = [];
    for (const { action, who } of allActions) {
      if (!isAction(action)) throw new Error(`no such action: ${action}`);
      for (const standing of standings) {
        const isExpected = who.some((part) => standing[part]);
        if (may(standing, action) !== isExpected)
          wrong.push(`${action} ${JSON.stringify(standing)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(standings.length).toBe(256);
  });

  it('lets somebody without any standing do nothing', () => {
    const allowed = allActions.filter(({ action }) => isAction(action) && may(noStanding, action));
    expect(allowed).toEqual([]);
  });

  function isAction(text: string): text is Action {
    return Object.hasOwn(expected, text);
  }
});
