import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, toInstantIn } from '../../lib/time.ts';
import {
  type Calendar,
  findDecisionDebt,
  findMidBar,
  findPilotPurgatory,
  hasCriterion,
  type Owed,
  oldestDebtOf,
  type PilotFacts,
} from './smell-rules.ts';

const zone = 'Europe/Berlin';
const gateOn = '2026-12-05';
const calendar = (today: string, cycleDays = 14): Calendar => ({ today, cycleDays, zone });
const writtenAt = new Date('2026-11-21T09:00:00.000Z');
const seenAt = new Date('2026-12-10T14:00:00.000Z');
const seen = { after: '', at: seenAt };

const healthy: PilotFacts = {
  ...{ id: 'op_1', number: 12, title: 'Action X first', gateOn, writtenAt },
  ...{
    hasOwner: true,
    hasCriterion: true,
    isMidBar: false,
    seen: { owner: seen, 'mid-bar': seen },
  },
};

describe('findPilotPurgatory', () => {
  const criterion = `criterion ${writtenAt.toISOString()}`;
  const cases: [string, Partial<PilotFacts>, string, string | undefined][] = [
    ['before its gate', {}, '2026-12-01', undefined],
    ['thirteen days past its gate', {}, '2026-12-18', undefined],
    ['a cycle past its gate', {}, '2026-12-19', `gate ${gateOn}`],
    ['much later it is still the same', {}, '2027-02-19', `gate ${gateOn}`],
    ['decided before the gate only', { decidedOn: '2026-12-04' }, '2026-12-19', `gate ${gateOn}`],
    ['decided at the gate', { decidedOn: '2026-12-05' }, '2026-12-19', undefined],
    ['the gate moved on', { gateOn: '2026-12-20' }, '2026-12-19', undefined],
    ['nobody owns it', { hasOwner: false }, '2026-12-01', 'owner'],
    [
      'its owner is gone once more',
      {
        hasOwner: false,
        seen: { owner: { after: ', after X', at: seenAt }, 'mid-bar': seen },
      },
      '2026-12-01',
      'owner, after X',
    ],
    ['nothing would let it go on', { hasCriterion: false }, '2026-12-01', criterion],
    [
      'all three: the oldest names it',
      { hasOwner: false, hasCriterion: false },
      '2026-12-19',
      criterion,
    ],
  ];

  it.each(cases)('%s', (_, over, today, facts) => {
    expect(findPilotPurgatory({ ...healthy, ...over }, calendar(today))?.facts).toBe(facts);
  });

  it('tells everything it smells of, oldest first, and since when', () => {
    const all = findPilotPurgatory(
      { ...healthy, hasOwner: false, hasCriterion: false },
      calendar('2026-12-19'),
    );
    expect(all?.evidence.map(({ what }) => what)).toEqual([
      'no-criterion',
      'no-owner',
      'past-gate',
    ]);
    expect(all?.sinceAt).toEqual(writtenAt);
    const late = findPilotPurgatory(healthy, calendar('2026-12-20'));
    expect(late?.sinceAt).toEqual(toInstantIn('2026-12-19', '00:00', zone));
  });

  it('holds exactly when one of the three does', () => {
    const facts = fc.record({
      daysPast: fc.integer({ min: -30, max: 60 }),
      decidedAfter: fc.option(fc.integer({ min: -20, max: 50 }), { nil: undefined }),
      cycleDays: fc.constantFrom(7, 14),
      hasOwner: fc.boolean(),
      hasCriterion: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, ({ daysPast, decidedAfter, cycleDays, hasOwner, hasCriterion }) => {
        const decided =
          decidedAfter === undefined ? {} : { decidedOn: addDays(gateOn, decidedAfter) };
        const pilot = { ...healthy, hasOwner, hasCriterion, ...decided };
        const isDecided = decidedAfter !== undefined && decidedAfter >= 0;
        const isLate = daysPast >= cycleDays && !isDecided;
        const finding = findPilotPurgatory(pilot, calendar(addDays(gateOn, daysPast), cycleDays));
        expect(finding !== undefined).toBe(isLate || !hasOwner || !hasCriterion);
      }),
    );
  });
});

describe('hasCriterion', () => {
  const signal = {
    id: 'sg_1',
    kind: 'proxy',
    name: 'clicks',
    baseline: { value: 1, unit: 'plain', suffix: '' },
  } as const;
  const rule = { kind: 'relative', percent: 10 } as const;

  it('is any clause of the rule, also one under *or*; what stops outright lets nothing go on', () => {
    expect(hasCriterion({ signals: [] })).toBe(false);
    expect(hasCriterion({ signals: [signal, { ...signal, stopIf: [rule] }] })).toBe(false);
    expect(hasCriterion({ signals: [signal, { ...signal, orIf: [] }] })).toBe(false);
    expect(hasCriterion({ signals: [signal, { ...signal, continueIf: rule }] })).toBe(true);
    expect(hasCriterion({ signals: [{ ...signal, orIf: [rule] }] })).toBe(true);
  });
});

describe('findMidBar', () => {
  it('holds while the quality bar finds it, from when it was first seen', () => {
    expect(findMidBar(healthy)).toBeUndefined();
    const again = {
      ...healthy,
      isMidBar: true,
      seen: { owner: seen, 'mid-bar': { ...seen, after: '!' } },
    };
    expect(findMidBar(again)).toMatchObject({ facts: 'middle!', sinceAt: seenAt, subject: 'op_1' });
  });
});

describe('findDecisionDebt', () => {
  const owed = (number: number, askOn: string, over: Partial<Owed['decision']> = {}): Owed => ({
    decision: { id: `dec_${number}`, number, title: `Call ${number}`, kind: 'stop', ...over },
    askOn,
  });
  const today = '2027-03-20';
  const cases: [string, Owed[], number][] = [
    ['nothing is due', [], 0],
    ['due, and less than a cycle over', [owed(7, '2027-03-07')], 0],
    ['a cycle over', [owed(7, '2027-03-06')], 1],
    ['a promotion', [owed(7, '2027-03-01', { kind: 'promote' })], 1],
    ['a major change', [owed(7, '2027-03-01', { kind: 'change', isMajor: true })], 1],
    ['an ordinary one', [owed(7, '2027-03-01', { kind: 'continue' })], 0],
    [
      'three, one of them young',
      [owed(7, '2027-03-01'), owed(9, '2027-02-01'), owed(8, '2027-03-19')],
      2,
    ],
  ];

  it.each(cases)('%s', (_, list, many) => {
    const finding = findDecisionDebt(list, calendar(today), '');
    expect(finding?.evidence[0]?.counts?.debts ?? 0).toBe(many);
    expect(finding === undefined).toBe(many === 0);
  });

  it('stays the same alarm while debts come and go, and knows the oldest', () => {
    const two = findDecisionDebt(
      [owed(9, '2027-03-01'), owed(7, '2027-02-01')],
      calendar(today),
      '',
    );
    const one = findDecisionDebt([owed(9, '2027-03-01')], calendar(today), '');
    expect(one?.facts).toBe(two?.facts);
    expect(oldestDebtOf(two?.evidence ?? [])).toBe('dec_7');
    expect(oldestDebtOf(one?.evidence ?? [])).toBe('dec_9');
    expect(oldestDebtOf([])).toBeUndefined();
    expect(two?.sinceAt).toEqual(toInstantIn('2027-02-15', '00:00', zone));
    expect(findDecisionDebt([owed(9, '2027-03-01')], calendar(today), ', after X')?.facts).not.toBe(
      one?.facts,
    );
  });

  it('counts exactly what is weighty and a cycle over, in whatever order it is listed', () => {
    const any = fc.array(
      fc.record({
        daysAgo: fc.integer({ min: 0, max: 40 }),
        kind: fc.constantFrom(
          'stop' as const,
          'promote' as const,
          'continue' as const,
          'other' as const,
        ),
        isMajor: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(any, fc.constantFrom(7, 14), (some, cycleDays) => {
        const list = some.map(({ daysAgo, kind, isMajor }, index) =>
          owed(index + 1, addDays(today, -daysAgo), { kind, isMajor }),
        );
        const many = list.filter(({ decision, askOn }) => {
          const isWeighty = decision.isMajor === true || /stop|promote/.test(decision.kind);
          return isWeighty && daysBetween(askOn, today) >= cycleDays;
        }).length;
        const finding = findDecisionDebt(list, calendar(today, cycleDays), '');
        expect(finding?.evidence.length ?? 0).toBe(many === 0 ? 0 : many + 1);
        expect(findDecisionDebt(list.toReversed(), calendar(today, cycleDays), '')).toEqual(
          finding,
        );
      }),
    );
  });
});
