import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '../../lib/time.ts';
import { checkPark, checkRest, isRestOver, longestRestDays, type Park } from './park-rules.ts';

const today = '2026-11-21';
const park: Park = {
  reason: 'Waiting for legal',
  byUserId: 'UANA',
  parkedAt: new Date('2026-11-21T09:00:00.000Z'),
  returnsOn: '2026-12-05',
};

it('parks what runs and never rested, outside an open review', () => {
  const free = { before: undefined, isInReview: false };
  expect(checkPark({ state: 'running' }, free)).toBeUndefined();
  expect(checkPark({ state: 'running' }, { ...free, before: park })).toBe('parked-before');
  expect(checkPark({ state: 'running' }, { ...free, isInReview: true })).toBe('in-review');
  expect(checkPark({ state: 'frozen' }, free)).toBe('frozen');
  for (const state of ['parked', 'stopped', 'promoted'] as const) {
    expect(checkPark({ state }, free)).toBe('not-running');
  }
});

it('takes a date from tomorrow to 90 days on, and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
      const errors = checkRest({ reason: 'Because', returnsOn: addDays(today, days) }, today);
      const expected = days < 1 ? 'too-soon' : days > longestRestDays ? 'too-late' : undefined;
      expect(errors.returnsOn).toBe(expected);
      expect(errors.reason).toBeUndefined();
    }),
  );
  expect(checkRest({ reason: ' \u200b', returnsOn: '' }, today)).toEqual({
    reason: 'blank',
    returnsOn: 'no-date',
  });
});

it('is over from its date on', () => {
  expect(isRestOver(park, '2026-12-04')).toBe(false);
  expect(isRestOver(park, '2026-12-05')).toBe(true);
  expect(isRestOver(park, '2027-01-01')).toBe(true);
});
