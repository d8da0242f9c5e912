import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './json.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('readJson', () => {
  it('reads what JSON.parse reads, as long as it is not too deep', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
        const text = JSON.stringify(value);
        expect(readJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('does not read what is deeper than 64, and brackets in words are no depth (B-11)', () => {
    expect(readJson(nested(64))).toBeInstanceOf(Array);
    expect(readJson(nested(65))).toBeUndefined();
    expect(readJson(`{"a":${nested(64)}}`)).toBeUndefined();
    const words = `"${'['.repeat(100)}\\"${'{'.repeat(100)}`;
    expect(readJson(`[${words}"]`)).toEqual([JSON.parse(`${words}"`)]);
  });

  it('knows where a string ends, whatever quotes, backslashes and brackets are in it', () => {
    // One bracket that is taken for one outside, or one outside that is passed over, decides.
    const pieces = fc.constantFrom('\\', '"', '['.repeat(70), '}'.repeat(70), 'a');
    const texts = fc.array(fc.array(pieces, { maxLength: 9 }), { maxLength: 4 });
    fc.assert(
      fc.property(texts, (all) => {
        const words = all.map((parts) => parts.join(''));
        const beside = (depth: number) => `[${JSON.stringify(words)},${nested(depth)}]`;
        expect(readJson(beside(63))).toEqual([words, JSON.parse(nested(63))]);
        expect(readJson(beside(64))).toBeUndefined();
      }),
    );
  });

  it('answers nothing for what is no JSON', () => {
    for (const text of ['', '{', 'undefined', '"', '"\\', ']'.repeat(100)]) {
      expect(readJson(text)).toBeUndefined();
    }
  });
});
