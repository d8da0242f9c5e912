import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './json.ts';

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
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(readJson(nested(64))).toBeInstanceOf(Array);
    expect(readJson(nested(65))).toBeUndefined();
    expect(readJson(`{"a":${nested(64)}}`)).toBeUndefined();
    const words = `"${'['.repeat(100)}\\"${'{'.repeat(100)}`;
    expect(readJson(`[${words}"]`)).toEqual([JSON.parse(`${words}"`)]);
  });

  it('knows where a string ends, whatever quotes, backslashes and brackets are in it', () => {
    const hard = fc.array(fc.constantFrom('\\', '"', '[', '{', ']', '}', 'a'), { maxLength: 200 });
    fc.assert(
      fc.property(fc.array(hard, { maxLength: 6 }), (texts) => {
        const value = texts.map((characters) => characters.join(''));
        expect(readJson(JSON.stringify(value))).toEqual(value);
      }),
    );
  });

  it('answers nothing for what is no JSON', () => {
    for (const text of ['', '{', 'undefined', '"', '"\\', ']'.repeat(100)]) {
      expect(readJson(text)).toBeUndefined();
    }
  });
});
