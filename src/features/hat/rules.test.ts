import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkCase,
  counterMoves,
  emptyTyped,
  findHints,
  type HatTyped,
  type Loop,
  loops,
  mayReadCase,
  moves,
  sharedSince,
  suggestMoves,
  visibilities,
} from './rules.ts';

const someLoops = fc.subarray([...loops]);
const viewer = fc.record({
  userId: fc.constantFrom('UANA', 'UBEN', 'UMIA'),
  isFull: fc.boolean(),
  isInTeam: fc.boolean(),
});
const oneCase = fc.record({
  authorId: fc.constantFrom('UANA', 'UBEN'),
  visibility: fc.constantFrom(...visibilities),
  readerIds: fc.subarray(['UANA', 'UBEN', 'UMIA']),
  savedAt: fc.option(fc.constant(new Date('2026-12-01T10:00:00Z')), { nil: undefined }),
});
const withoutSaved = ({ savedAt, ...one }: { savedAt: Date | undefined }) =>
  savedAt === undefined ? one : { ...one, savedAt };

describe('mayReadCase', () => {
  const kept = {
    authorId: 'UANA',
    readerIds: ['UBEN'],
    savedAt: new Date('2026-12-01T10:00:00Z'),
  };
  it.each([
    ['me', 'the author', { userId: 'UANA', isFull: true, isInTeam: false }, true],
    ['me', 'a named one of before', { userId: 'UBEN', isFull: true, isInTeam: true }, false],
    ['people', 'a named one', { userId: 'UBEN', isFull: true, isInTeam: false }, true],
    ['people', 'a team member', { userId: 'UMIA', isFull: true, isInTeam: true }, false],
    [
      'people',
      'a named one who is a guest now',
      { userId: 'UBEN', isFull: false, isInTeam: true },
      false,
    ],
    ['team', 'a team member', { userId: 'UMIA', isFull: true, isInTeam: true }, true],
    ['team', 'another member', { userId: 'UMIA', isFull: true, isInTeam: false }, false],
    ['team', 'a guest in the channel', { userId: 'UGIL', isFull: false, isInTeam: true }, false],
    ['workspace', 'another member', { userId: 'UMIA', isFull: true, isInTeam: false }, true],
    ['workspace', 'a guest', { userId: 'UGIL', isFull: false, isInTeam: false }, false],
  ] as const)('of one for %s, to %s', (visibility, _who, who, isAllowed) => {
    expect(mayReadCase({ ...kept, visibility }, who)).toBe(isAllowed);
  });

  it('never lets anybody but its author read what was not saved, nor anybody who is no full member', () => {
    fc.assert(
      fc.property(oneCase, viewer, (drawn, who) => {
        const one = { ...drawn, ...withoutSaved(drawn) };
        const { savedAt: _at, ...unsaved } = drawn;
        expect(mayReadCase(unsaved, who)).toBe(who.isFull && who.userId === drawn.authorId);
        if (!who.isFull) expect(mayReadCase({ ...one, savedAt: new Date(0) }, who)).toBe(false);
      }),
    );
  });
});

describe('suggestMoves', () => {
  it('brings the counter-move of each loop, by the order of the method', () => {
    for (const [index, loop] of loops.entries()) {
      expect(suggestMoves([], { before: [], after: [loop] })).toEqual([moves[index]]);
    }
  });

  it('keeps what was chosen besides, and takes back what only a loop had brought', () => {
    fc.assert(
      fc.property(fc.subarray([...moves]), someLoops, someLoops, (chosen, before, after) => {
        const suggested = suggestMoves(chosen, { before, after });
        for (const move of moves) {
          const loop = loops.find((one) => counterMoves[one] === move);
          const has = (list: readonly Loop[]) => loop !== undefined && list.includes(loop);
          const expected =
            has(after) && !has(before)
              ? true
              : chosen.includes(move) && (has(after) || !has(before));
          expect(suggested.includes(move)).toBe(expected);
        }
      }),
    );
  });
});

describe('checkCase', () => {
  const people = { isFull: (userId: string) => userId !== 'UGIL', authorId: 'UANA' };
  const good: HatTyped = { ...emptyTyped, context: 'The demo moved', loops: ['drift'] };
  it('wants a case and something seen in it', () => {
    expect(checkCase(good, people)).toEqual({});
    expect(checkCase(emptyTyped, people)).toEqual({ context: 'blank', loops: 'none' });
    const unseen = { ...emptyTyped, context: '\u200b\u3164' };
    expect(checkCase(unseen, people)).toEqual({ context: 'blank', loops: 'none' });
  });

  it('wants readers who may be named', () => {
    const named = (readerIds: string[]) =>
      checkCase({ ...good, visibility: 'people', readerIds }, people);
    expect(named([])).toEqual({ readers: 'none' });
    expect(named(['UANA'])).toEqual({ readers: 'none' });
    expect(named(['UBEN', 'UGIL'])).toEqual({ readers: 'not-full' });
    expect(named(['UBEN'])).toEqual({});
  });
});

describe('sharedSince', () => {
  it('is the first time the team could read it, and nothing once it may not', () => {
    const now = new Date('2026-12-01T10:00:00Z');
    const before = { sharedAt: new Date('2026-11-24T10:00:00Z') };
    expect(sharedSince(undefined, 'team', now)).toEqual(now);
    expect(sharedSince(before, 'workspace', now)).toEqual(before.sharedAt);
    expect(sharedSince(before, 'people', now)).toBeUndefined();
    expect(sharedSince(before, 'me', now)).toBeUndefined();
  });
});

describe('findHints', () => {
  it('hints at the whole organisation and at blame, and at nothing in a plain case', () => {
    const of = (context: string) => findHints({ context, turns: '' });
    expect(of('The demo was moved three times')).toEqual([]);
    expect(of('Everybody here polishes slides')).toEqual(['whole-organisation']);
    expect(of('The lazy half of sales is to blame')).toEqual(['critique']);
  });
});
