import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, weekdayOf } from '../../lib/time.ts';
import { proposeGate } from './gate-rules.ts';
import { defaultRhythm, type Team } from './rules.ts';

const today = '2026-11-21';

function makeTeam(over: Partial<Team>): Team {
  const zone = 'Europe/Berlin';
  return {
    ...defaultRhythm({ zone, reviewWeekday: 2, reviewTime: '10:00' }),
    ...{ id: 'tm_1', workspaceId: 'T1', channelId: 'C1', rollupChannelId: 'C1', cycleDays: 14 },
    ...{
      isVoteOpen: false,
      quota: 1,
      evidenceMinutes: 30,
      setUpBy: 'U1',
      setUpAt: new Date(`${today}T09:00:00.000Z`),
    },
    ...{ firstReviewWeekOn: '2026-11-23', firstRollupWeekOn: '2026-11-23' },
    ...over,
  };
}

describe('proposeGate', () => {
  it('is the last review day within two weeks', () => {
    const team = makeTeam({ reviewWeekday: 2, firstReviewWeekOn: '2026-11-23' });
    expect(proposeGate(team, { today, lastWeekOn: undefined })).toBe('2026-12-01');
    expect(proposeGate(team, { today: '2026-11-24', lastWeekOn: '2026-11-23' })).toBe('2026-12-08');
  });

  it('is two weeks from today when no review falls into the second week', () => {
    const team = makeTeam({
      ...{ rhythmDays: 14, reviewWeekday: 2, firstReviewWeekOn: '2026-11-23' },
    });
    expect(proposeGate(team, { today, lastWeekOn: undefined })).toBe('2026-12-05');
    expect(proposeGate(team, { today, lastWeekOn: '2026-11-16' })).toBe('2026-12-01');
  });

  it('is seven to fourteen days away for every rhythm, on a review day of a weekly team', () => {
    const days = fc.integer({ min: 0, max: 400 });
    const rhythms = fc.constantFrom<7 | 14>(7, 14);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        rhythms,
        days,
        (reviewWeekday, rhythmDays, on) => {
          const team = makeTeam({ reviewWeekday, rhythmDays, firstReviewWeekOn: '2026-11-23' });
          const from = addDays(today, on);
          const gateOn = proposeGate(team, { today: from, lastWeekOn: undefined });
          const away = daysBetween(from, gateOn);
          expect(away).toBeGreaterThanOrEqual(7);
          expect(away).toBeLessThanOrEqual(14);
          if (rhythmDays === 7 && from >= '2026-11-30')
            expect(weekdayOf(gateOn)).toBe(reviewWeekday);
        },
      ),
    );
  });
});
