import { describe, expect, it } from 'vitest';
import { checkMark, listFalsified, markAssumptions } from './assumption-rules.ts';
import {
  checkException,
  exceptionOn,
  type GuardrailException,
  renewalOf,
} from './exception-rules.ts';

const at = new Date('2026-11-24T09:00:00.000Z');

function exception(untilOn: string, indicator = 'errors', renewal = 0): GuardrailException {
  return {
    ...{ id: 'gx_1', workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', reason: 'x' },
    ...{ indicator, untilOn, byUserId: 'U1', at, renewal },
  };
}

describe('an exception', () => {
  it('holds to the end of its day, for its own guardrail', () => {
    const about = { indicator: 'errors', today: '2026-12-01' };
    expect(exceptionOn([exception('2026-12-01')], about)?.untilOn).toBe('2026-12-01');
    expect(exceptionOn([exception('2026-11-30')], about)).toBeUndefined();
    expect(exceptionOn([exception('2026-12-08', 'latency')], about)).toBeUndefined();
  });

  it('is a renewal of those of the same guardrail', () => {
    const given = [exception('2026-11-30'), exception('2026-12-08', 'latency')];
    expect(renewalOf(given, 'errors')).toBe(1);
    expect(renewalOf(given, 'queue')).toBe(0);
  });

  it('needs a reason and an end within one cycle', () => {
    const check = (untilOn: string, reason = 'outage') =>
      checkException({ reason, untilOn }, { today: '2026-11-24', cycleDays: 14 });
    expect(check('2026-11-24')).toEqual({});
    expect(check('2026-12-08')).toEqual({});
    expect(check('2026-12-09')).toEqual({ untilOn: 'too-late' });
    expect(check('2026-11-23')).toEqual({ untilOn: 'past' });
    expect(check('')).toEqual({ untilOn: 'no-date' });
    expect(check('2026-12-08', ' \u200b')).toEqual({ reason: 'blank' });
  });
});

describe('marks on assumptions', () => {
  const assumptions = [
    { id: 'as_1' as const, text: 'they stall', isFalsified: false },
    { id: 'as_2' as const, text: 'they care', isFalsified: false },
  ];
  const mark = (
    id: 'am_1' | 'am_2',
    assumptionId: 'as_1' | 'as_3',
    what: 'falsified' | 'holds',
  ) => ({
    ...{ id, assumptionId, mark: what, evidence: 'seen', byUserId: 'U1', at },
  });

  it('tell the newest word on each; what is not assumed any more is left out', () => {
    const marked = markAssumptions(assumptions, [
      mark('am_1', 'as_1', 'falsified'),
      mark('am_2', 'as_3', 'falsified'),
    ]);
    expect(listFalsified(marked).map(({ assumption }) => assumption.id)).toEqual(['as_1']);
    const turned = markAssumptions(assumptions, [
      mark('am_1', 'as_1', 'falsified'),
      mark('am_2', 'as_1', 'holds'),
    ]);
    expect(listFalsified(turned)).toEqual([]);
    expect(turned[0]?.mark?.mark).toBe('holds');
  });

  it('need one of the assumptions, one of the words, and evidence', () => {
    const filled = { assumption: 'as_1', mark: 'holds', evidence: 'seen' };
    expect(checkMark(filled, assumptions)).toEqual({});
    expect(checkMark({ assumption: 'as_9', mark: 'perhaps', evidence: ' ' }, assumptions)).toEqual({
      ...{ assumption: 'unknown', mark: 'unknown', evidence: 'blank' },
    });
  });
});
