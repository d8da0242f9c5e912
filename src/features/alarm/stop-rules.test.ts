import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StopWord } from '../onepager/stop-rules.ts';
import { findNobodyCanStop, type GuardFacts } from './stop-rules.ts';

const namedAt = new Date('2026-11-24T09:00:00.000Z');
const wordAt = new Date('2026-12-01T09:00:00.000Z');
const seenAt = new Date('2026-12-03T14:00:00.000Z');

const fine: GuardFacts = {
  ...{ id: 'op_1', number: 12, title: 'Action X first', word: 'yes', wordAt, namedAt },
  ...{ isGone: false, hasDeputy: false, seen: { after: '', at: seenAt } },
};

describe('findNobodyCanStop', () => {
  const cases: [string, Partial<GuardFacts>, string | undefined][] = [
    ['said yes', {}, undefined],
    ['not asked yet', { word: 'to-ask' }, undefined],
    ['asked, seven days are not over', { word: 'asked' }, undefined],
    ['asked, and seven days are over', { word: 'silent' }, `silent ${wordAt.toISOString()}`],
    ['said no', { word: 'no' }, `no ${wordAt.toISOString()}`],
    ['gone, whatever they said', { isGone: true }, `gone, named ${namedAt.toISOString()}`],
    [
      'gone before they answered',
      { isGone: true, word: 'asked' },
      `gone, named ${namedAt.toISOString()}`,
    ],
    [
      'gone, back, and gone again',
      {
        isGone: true,
        seen: { after: ', after X', at: seenAt },
      },
      `gone, named ${namedAt.toISOString()}, after X`,
    ],
    ['gone, and a deputy is there', { isGone: true, hasDeputy: true }, undefined],
    ['said no, and a deputy is there', { word: 'no', hasDeputy: true }, undefined],
    ['silent, and a deputy is there', { word: 'silent', hasDeputy: true }, undefined],
  ];

  it.each(cases)('%s', (_, over, facts) => {
    expect(findNobodyCanStop({ ...fine, ...over })?.facts).toBe(facts);
  });

  it('says since when: the answer, the end of the seven days, or when it was first seen', () => {
    expect(findNobodyCanStop({ ...fine, word: 'no' })?.sinceAt).toEqual(wordAt);
    const gone = findNobodyCanStop({ ...fine, isGone: true });
    expect(gone?.sinceAt).toEqual(seenAt);
    expect(gone?.evidence.map(({ what, at }) => [what, at])).toEqual([
      ['named', namedAt],
      ['gone', seenAt],
    ]);
  });

  it('holds exactly while nobody who is there has said yes or can still answer', () => {
    const anyWord = fc.constantFrom<StopWord>('yes', 'to-ask', 'asked', 'silent', 'no');
    fc.assert(
      fc.property(anyWord, fc.boolean(), fc.boolean(), (word, isGone, hasDeputy) => {
        const canStop = !isGone && (word === 'yes' || word === 'asked' || word === 'to-ask');
        const finding = findNobodyCanStop({ ...fine, word, isGone, hasDeputy });
        expect(finding === undefined).toBe(canStop || hasDeputy);
        // About the one-pager; nobody's name is in what people read.
        for (const line of finding?.evidence ?? []) expect(line.number).toBe(12);
      }),
    );
  });
});
