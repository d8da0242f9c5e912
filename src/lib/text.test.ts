import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterBecause, countChanges } from './text.ts';

describe('countChanges', () => {
  it('is a distance', () => {
    const words = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(words, words, words, (one, other, third) => {
        expect(countChanges(one, other) === 0).toBe(one === other);
        expect(countChanges(one, other)).toBe(countChanges(other, one));
        expect(countChanges(one, third)).toBeLessThanOrEqual(
          countChanges(one, other) + countChanges(other, third),
        );
      }),
    );
  });

  it('counts letters added, dropped and replaced', () => {
    expect(countChanges('kitten', 'sitting')).toBe(3);
  });
});

it.each([
  ['people stall', 'people stall'],
  ['because people stall', 'people stall'],
  ['Because, people stall', 'people stall'],
  [' because of the queue', 'of the queue'],
  ['becauses are rare', 'becauses are rare'],
  ['becauseé is a word of some tongue', 'becauseé is a word of some tongue'],
  ['because', 'because'],
  ['because.', 'because.'],
  ['', ''],
])('says %j behind a because as %j', (typed, said) => {
  expect(afterBecause(typed)).toBe(said);
});
