import type { Team } from '../../src/features/team/rules.ts';

/** A weekly team in Berlin, set up on Saturday 21 November 2026: review Tuesday 10:00, roll-up Thursday 15:00. */
export function makeTeam(over: Partial<Team> = {}): Team {
  return {
    id: 'tm_1',
    workspaceId: 'T1',
    channelId: 'C1',
    zone: 'Europe/Berlin',
    rhythmDays: 7,
    reviewWeekday: 2,
    reviewTime: '10:00',
    closeAfterDays: 1,
    closeTime: '17:00',
    rollupWeekday: 4,
    rollupTime: '15:00',
    rollupChannelId: 'C1',
    cycleDays: 14,
    isVoteOpen: false,
    quota: 1,
    evidenceMinutes: 30,
    firstReviewWeekOn: '2026-11-23',
    firstRollupWeekOn: '2026-11-23',
    setUpBy: 'U1',
    setUpAt: new Date('2026-11-21T09:00:00.000Z'),
    ...over,
  };
}
