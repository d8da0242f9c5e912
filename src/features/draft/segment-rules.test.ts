import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BetFields, EMPTY_FIELDS } from '../quality/rules.ts';
import { checkSegment, followFields } from './segment-rules.ts';

const start = {
  ...{ segment: 'returning users', today: '2026-11-21', gateOn: '2026-12-05' },
  stopOwnerId: 'UMIA',
} as const;
const promoted: BetFields = {
  ...EMPTY_FIELDS,
  ...{ title: 'Action X first', behaviour: 'New signups finish Action X on day 1' },
  ...{ target: '27% -> 35%', byOn: '2026-10-01', change: 'a checklist', moves: 'the share' },
  ...{ because: 'people stall', proxyName: 'Action X', proxyNow: '41%', proxyContinueIf: '+10%' },
  ...{ outcomeName: 'activation', outcomeNow: '27%', outcomeContinueIf: '+3 pts' },
  ...{ counterName: 'tickets', counterNow: '12', maturesOn: '2026-09-20', gateOn: '2026-09-25' },
  ...{ guardrail: 'errors <= 0.1%', guardrailChecks: 'small owner', rollout: '10% behind a flag' },
  ...{ rollback: 'flag off', stopOwnerId: 'UOLD', habit: 'send-more', isReversible: 'yes' },
  ...{ coAuthorIds: 'UBEN', stopIf: 'proxy < 30%', evidenceLinks: 'https://example.org' },
};

describe('followFields', () => {
  it('keeps the words of the promoted one and none of its numbers, dates and people', () => {
    expect(followFields(promoted, start)).toEqual({
      ...EMPTY_FIELDS,
      ...{ title: 'Action X first: returning users', behaviour: promoted.behaviour },
      ...{ change: 'a checklist', moves: 'the share', because: 'people stall' },
      ...{ proxyName: 'Action X', proxyContinueIf: '+10%' },
      ...{ outcomeName: 'activation', outcomeContinueIf: '+3 pts', counterName: 'tickets' },
      ...{ maturesOn: '2026-11-28', gateOn: '2026-12-05', guardrail: 'errors <= 0.1%' },
      ...{ rollout: 'returning users: 10% behind a flag', rollback: 'flag off' },
      ...{ stopOwnerId: 'UMIA', habit: 'none', isReversible: 'yes' },
    });
  });

  it('names both in a title that fits, whatever they are called', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 90 }),
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        (title, segment) => {
          const fields = followFields({ ...promoted, title }, { ...start, segment });
          expect(Array.from(fields.title).length).toBeLessThanOrEqual(60);
          expect(Array.from(fields.rollout).length).toBeLessThanOrEqual(500);
        },
      ),
    );
  });
});

describe('checkSegment', () => {
  it.each([
    ['returning users', 'new signups', undefined],
    ['returning users', '', undefined],
    [' New  signups', 'new signups', 'proven'],
    ['\u200b ', 'new signups', 'blank'],
    ['', '', 'blank'],
  ])('%j after %j: %s', (segment, proven, answer) => {
    expect(checkSegment(segment, proven)).toBe(answer);
  });
});
