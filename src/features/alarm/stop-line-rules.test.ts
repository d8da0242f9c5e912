import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../signal/rules.ts';
import { type Alarm, type Finding, reconcile } from './rules.ts';
import {
  type ExceptionFacts,
  findExceptionCreep,
  findFalsified,
  findGuardrailTripped,
  findOppositeTrend,
  type StopLineFacts,
} from './stop-line-rules.ts';

const hour = (hours: number) => new Date(Date.UTC(2026, 10, 24, hours));
const base: StopLineFacts = {
  ...{ onepagerId: 'op_1', number: 12, title: 'Action X first', isFrozen: false },
  ...{ guardrail: [], exceptions: { count: 0, isInForce: false }, outcome: [], falsified: [] },
};
/** A reading of the review that opened at `week`, given an hour later. */
const read = (week: number) => ({
  openedAt: hour(week * 168),
  at: hour(week * 168 + 1),
  words: `week ${week}`,
});
const guardrail = (past: readonly boolean[]) =>
  past.map((isPast, week) => ({ ...read(week), isPast }));
const outcome = (directions: readonly Direction[]) =>
  directions.map((direction, week) => ({ ...read(week), direction }));
const directions = fc.constantFrom<Direction>(
  ...(['toward', 'flat', 'opposite', 'too-early', 'too-few', 'missing', 'no-rule'] as const),
);

/** An alarm that was told of a finding. */
function told(finding: Finding): Alarm {
  const at = hour(9000);
  return {
    ...finding,
    ...{ id: 'al_1', workspaceId: 'T1', teamId: 'tm_1', firedAt: at, told: 'message' },
  };
}

describe('findGuardrailTripped', () => {
  const fires = (past: readonly boolean[], over: Partial<StopLineFacts> = {}) =>
    findGuardrailTripped({ ...base, guardrail: guardrail(past), ...over });

  it('fires while the newest number is past the limit, from the first of the row', () => {
    expect(fires([])).toBeUndefined();
    expect(fires([false])).toBeUndefined();
    expect(fires([true, false])).toBeUndefined();
    expect(fires([false, true, true])?.sinceAt).toEqual(read(1).at);
    expect(fires([false, true, true])?.evidence).toHaveLength(2);
  });

  it('is quiet while it is frozen or excepted, and about what was decided before', () => {
    expect(fires([true], { isFrozen: true })).toBeUndefined();
    expect(fires([true], { exceptions: { count: 1, isInForce: true } })).toBeUndefined();
    expect(fires([true], { settledAt: read(0).at })).toBeUndefined();
    expect(fires([true, true], { settledAt: read(0).at })?.sinceAt).toEqual(read(1).at);
  });

  it('is one alarm while it lasts, and another once an exception has ended', () => {
    const [first, later] = [fires([true]), fires([true, true])];
    const after = fires([true, true], { exceptions: { count: 1, isInForce: false } });
    if (first === undefined || later === undefined || after === undefined) throw new Error('quiet');
    expect(later.facts).toBe(first.facts);
    expect(reconcile([told(first)], [later], ['guardrail-tripped']).fire).toEqual([]);
    expect(reconcile([told(first)], [after], ['guardrail-tripped']).fire).toEqual([after]);
  });

  it('fires iff the newest number is past its limit, in whatever order the numbers come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 8 }),
        fc.func(fc.integer()),
        (past, order) => {
          const shuffled = guardrail(past).toSorted((a, b) => order(a.words) - order(b.words));
          const finding = findGuardrailTripped({ ...base, guardrail: shuffled });
          expect(finding !== undefined).toBe(past.at(-1) === true);
          expect(finding).toEqual(fires(past));
        },
      ),
    );
  });
});

describe('findOppositeTrend', () => {
  const fires = (went: readonly Direction[], over: Partial<StopLineFacts> = {}) =>
    findOppositeTrend({ ...base, outcome: outcome(went), ...over });

  it('needs two reviews in a row that can be read; one that cannot neither counts nor breaks', () => {
    expect(fires(['opposite'])).toBeUndefined();
    expect(fires(['opposite', 'toward'])).toBeUndefined();
    expect(fires(['opposite', 'flat', 'opposite'])).toBeUndefined();
    expect(fires(['opposite', 'too-early'])).toBeUndefined();
    expect(fires(['opposite', 'opposite'])?.sinceAt).toEqual(read(1).at);
    expect(fires(['opposite', 'too-few', 'opposite'])?.sinceAt).toEqual(read(2).at);
    expect(fires(['toward', 'opposite', 'opposite', 'opposite'])?.evidence).toHaveLength(3);
  });

  it('counts anew after an evidence review, and not while it is frozen', () => {
    const three: Direction[] = ['opposite', 'opposite', 'opposite'];
    expect(fires(three, { settledAt: read(1).at })).toBeUndefined();
    expect(fires(three, { settledAt: read(0).at })?.sinceAt).toEqual(read(2).at);
    expect(fires(three, { isFrozen: true })).toBeUndefined();
  });

  it('fires iff the last two that can be read are opposite, in any order, and once for one streak', () => {
    fc.assert(
      fc.property(fc.array(directions, { maxLength: 8 }), fc.func(fc.integer()), (went, order) => {
        const readable = went.filter((one) => ['toward', 'flat', 'opposite'].includes(one));
        const isStreak =
          readable.length >= 2 && readable.slice(-2).every((one) => one === 'opposite');
        const shuffled = outcome(went).toSorted((a, b) => order(a.words) - order(b.words));
        const finding = findOppositeTrend({ ...base, outcome: shuffled });
        expect(finding !== undefined).toBe(isStreak);
        if (finding === undefined) return;
        const longer = fires([...went, 'opposite']);
        const again = longer === undefined ? [] : [longer];
        expect(reconcile([told(finding)], again, ['opposite-trend']).fire).toEqual([]);
        expect(reconcile([told(finding)], [], ['opposite-trend']).clear).toHaveLength(1);
      }),
    );
  });
});

describe('findFalsified', () => {
  const mark = (markId: string, at: Date) => ({ markId, at, text: 'they stall', evidence: 'no' });

  it('fires for each that does not hold, once for each word on it', () => {
    const falsified = [mark('am_1', hour(1)), mark('am_2', hour(2))];
    const found = findFalsified({ ...base, falsified });
    expect(found.map(({ facts }) => facts)).toEqual(['am_1', 'am_2']);
    expect(findFalsified({ ...base, falsified, settledAt: hour(1) })).toHaveLength(1);
    expect(findFalsified({ ...base, falsified, isFrozen: true })).toEqual([]);
    const [first] = found;
    if (first === undefined) throw new Error('quiet');
    expect(reconcile([told(first)], found, ['assumption-falsified']).fire).toHaveLength(1);
  });
});

describe('findExceptionCreep', () => {
  const exceptions = (renewals: number, isInForce = true): ExceptionFacts[] =>
    Array.from({ length: renewals + 1 }, (_, renewal) => ({
      ...{ id: `gx_${renewal}`, at: hour(renewal * 100), renewal, reason: 'outage' },
      isInForce: isInForce && renewal === renewals,
    }));

  it('fires at the second renewal and is the same alarm at the third', () => {
    expect(findExceptionCreep(base, exceptions(0))).toBeUndefined();
    expect(findExceptionCreep(base, exceptions(1))).toBeUndefined();
    const second = findExceptionCreep(base, exceptions(2));
    expect(second).toMatchObject({ facts: 'gx_2', sinceAt: hour(200) });
    expect(findExceptionCreep(base, exceptions(3).toReversed())?.facts).toBe('gx_2');
  });

  it('ends when nothing is excepted and the guardrail is safe, and counts anew after an answer', () => {
    expect(findExceptionCreep(base, exceptions(2, false))).toBeUndefined();
    const past = { ...base, guardrail: guardrail([true]) };
    expect(findExceptionCreep(past, exceptions(2, false))?.facts).toBe('gx_2');
    expect(findExceptionCreep({ ...past, isFrozen: true }, exceptions(2))).toBeUndefined();
    expect(findExceptionCreep(base, exceptions(2), hour(201))).toBeUndefined();
    expect(findExceptionCreep(base, exceptions(3), hour(201))?.facts).toBe('gx_3');
  });
});
