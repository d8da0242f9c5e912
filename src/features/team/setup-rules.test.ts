import { describe, expect, it } from 'vitest';
import { meetingLinks, repeatingLink } from './calendar-rules.ts';
import { changeSettings } from './settings-rules.ts';
import { checkSetup, makeTeam, type SetupAnswers, type SetupFacts } from './setup-rules.ts';

const fine = { isArchived: false, isExternal: false, hasBot: true };
const facts: SetupFacts = {
  ...{ isFullPerson: true, isMember: true, home: fine, isStopOwnerFullPerson: true, rollup: fine },
};
const answers: SetupAnswers = {
  id: 'tm_1',
  ...{ workspaceId: 'T1', channelId: 'C1', userId: 'U1', zone: 'Europe/Berlin' },
  ...{ reviewWeekday: 2, reviewTime: '10:00', rollupChannelId: 'C2' },
};
const team = makeTeam(answers, new Date('2026-11-21T09:00:00Z'));

describe('checkSetup', () => {
  it('finds nothing when everything is in order', () => {
    expect(checkSetup(facts)).toEqual([]);
  });

  it.each([
    [{ isFullPerson: false, isMember: false }, ['guest']],
    [{ isMember: false }, ['not-a-member']],
    [{ home: undefined }, ['home-unseen']],
    [{ home: { ...fine, hasBot: false } }, ['home-unseen']],
    [{ home: { ...fine, isArchived: true } }, ['home-archived']],
    [{ home: { ...fine, isExternal: true } }, ['home-shared']],
    [{ isStopOwnerFullPerson: false }, ['stop-owner-cannot']],
    [{ rollup: undefined }, ['rollup-unseen']],
    [{ rollup: { ...fine, hasBot: false } }, ['rollup-unseen']],
    [{ rollup: { ...fine, isArchived: true } }, ['rollup-archived']],
    [{ rollup: { ...fine, isExternal: true } }, ['rollup-shared']],
    [{ isStopOwnerFullPerson: false, rollup: undefined }, ['stop-owner-cannot', 'rollup-unseen']],
  ])('for %j refuses %j (B-33, B-34)', (change, refusals) => {
    expect(checkSetup({ ...facts, ...change })).toEqual(refusals);
  });
});

describe('makeTeam', () => {
  it('has a default for everything that was not asked', () => {
    expect(team).toMatchObject({
      ...{ rhythmDays: 7, closeAfterDays: 1, closeTime: '17:00', rollupWeekday: 4 },
      ...{ rollupTime: '15:00', cycleDays: 14, isVoteOpen: false, quota: 1, evidenceMinutes: 30 },
      ...{ firstReviewWeekOn: '2026-11-23', firstRollupWeekOn: '2026-11-23', setUpBy: 'U1' },
    });
    expect(team.pausedAt).toBeUndefined();
  });
});

describe('changeSettings', () => {
  it('names only what changed, before and after', () => {
    const settings = { ...team, reviewWeekday: 3, cycleDays: 7 as const, rollupChannelId: 'C1' };
    const { team: changed, changes } = changeSettings(team, settings);
    expect(changes.map(({ label, from, to }) => `${label}: ${from} > ${to}`)).toEqual([
      'Review: Tue 10:00 > Wed 10:00',
      'Roll-up channel: C2 > C1',
      'Cycle: every two weeks > every week',
    ]);
    expect(changes.at(-1)?.note).toMatch(/next cycle/);
    expect(changed).toEqual({ ...team, ...settings });
  });

  it('finds nothing when nothing changed', () => {
    expect(changeSettings(team, team)).toEqual({ team, changes: [] });
  });
});

describe('calendar links', () => {
  it('repeats in Google with the rhythm, in the team’s zone', () => {
    const link = repeatingLink(team, '2026-11-23', 'Review & decide');
    const query = new URL(link).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      ...{ action: 'TEMPLATE', text: 'Review & decide', ctz: 'Europe/Berlin' },
      dates: '20261124T100000/20261124T101500',
      recur: 'RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=TU',
    });
    const twoWeekly = repeatingLink({ ...team, rhythmDays: 14 }, '2026-11-23', '');
    expect(twoWeekly).toContain('INTERVAL%3D2');
  });

  it('do not repeat for one meeting at another time', () => {
    const at = new Date('2026-11-25T13:00:00.000Z');
    const { google, outlook } = meetingLinks({ at, zone: 'Europe/Berlin', title: 'Review' });
    expect(Object.fromEntries(new URL(google).searchParams)).toEqual({
      ...{ action: 'TEMPLATE', text: 'Review', ctz: 'Europe/Berlin' },
      dates: '20261125T140000/20261125T141500',
    });
    expect(Object.fromEntries(new URL(outlook).searchParams)).toEqual({
      ...{ path: '/calendar/action/compose', rru: 'addevent', subject: 'Review' },
      ...{ startdt: '2026-11-25T13:00:00.000Z', enddt: '2026-11-25T13:15:00.000Z' },
    });
  });
});
