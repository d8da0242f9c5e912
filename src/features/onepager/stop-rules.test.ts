import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type StopFacts,
  type StopWord,
  stopWordOf,
  stopWordSince,
  stopWordThen,
} from './stop-rules.ts';

const namedAt = new Date('2026-11-24T09:00:00.000Z');
const days = (count: number) => new Date(namedAt.getTime() + count * 24 * 60 * 60 * 1000);
const nobody: StopFacts = { hasRole: false, isOwnNaming: false, namedAt };

describe('stopWordOf', () => {
  const cases: [string, Partial<StopFacts>, number, StopWord][] = [
    ['named by somebody else a moment ago', {}, 0, 'to-ask'],
    ['nobody could ask them for thirteen days', {}, 13, 'to-ask'],
    ['nobody could ask them for fourteen days', {}, 14, 'silent'],
    ['asked today', { ask: { askedAt: days(1) } }, 1, 'asked'],
    ['asked almost seven days ago', { ask: { askedAt: days(1) } }, 7.99, 'asked'],
    ['asked seven days ago', { ask: { askedAt: days(1) } }, 8, 'silent'],
    ['said yes', { ask: { askedAt: days(1), answer: 'yes' } }, 90, 'yes'],
    ['said no', { ask: { askedAt: days(1), answer: 'no' } }, 1, 'no'],
    ['named themselves', { isOwnNaming: true }, 90, 'yes'],
    ['says stop for the team', { hasRole: true }, 90, 'yes'],
    [
      'says stop for the team, but not on this',
      {
        hasRole: true,
        ask: { askedAt: days(1), answer: 'no' },
      },
      2,
      'no',
    ],
  ];

  it.each(cases)('%s', (_, facts, after, word) => {
    expect(stopWordOf({ ...nobody, ...facts }, days(after))).toBe(word);
  });

  it('counts no day on which Barbell was not there, as far as it fell into their time', () => {
    const ask = { askedAt: days(1) };
    const absences = [
      { from: days(-3), until: days(-1) },
      { from: days(0), until: days(2) },
      { from: days(5), until: days(8) },
      { from: days(90), until: days(91) },
    ];
    const facts = { ...nobody, ask, absences };
    // One day of the second, three of the third.
    expect([11.99, 12].map((after) => stopWordOf(facts, days(after)))).toEqual(['asked', 'silent']);
    expect(stopWordSince(facts)).toEqual(days(12));
    const unasked = { ...nobody, absences };
    expect([18.99, 19].map((after) => stopWordOf(unasked, days(after)))).toEqual([
      'to-ask',
      'silent',
    ]);
  });

  it('stood at a past instant as it did then, whatever was asked and said since', () => {
    const ask = { askedAt: days(1), answer: 'yes' as const, answeredAt: days(3) };
    const facts = { ...nobody, ask };
    const then = [0, 2, 3, 30].map((after) => stopWordThen(facts, days(after)));
    expect(then).toEqual(['to-ask', 'asked', 'yes', 'yes']);
  });

  it('never takes back an answer, and never turns silence into a yes by itself', () => {
    const answer = fc.constantFrom(undefined, 'yes' as const, 'no' as const);
    const after = fc.integer({ min: 0, max: 60 * 24 });
    fc.assert(
      fc.property(answer, after, after, fc.boolean(), (given, asked, more, hasRole) => {
        const ask = {
          askedAt: days(asked / 24),
          ...(given === undefined ? {} : { answer: given }),
        };
        const facts = { ...nobody, hasRole, ask };
        const early = stopWordOf(facts, days(asked / 24));
        const late = stopWordOf(facts, days((asked + more) / 24));
        if (given !== undefined) expect([early, late]).toEqual([given, given]);
        else if (hasRole) expect([early, late]).toEqual(['yes', 'yes']);
        else expect([early, late]).toEqual(['asked', more >= 7 * 24 ? 'silent' : 'asked']);
      }),
    );
  });
});
