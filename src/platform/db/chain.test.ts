import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, Link } from './chain.ts';
import { canonicalJson, digestText, firstPreviousHash, hashLink, verifyLinks } from './chain.ts';

function buildChain(facts: readonly string[]): Link[] {
  let previousHash = firstPreviousHash;
  return facts.map((text, index) => {
    const link = { seq: index + 1, facts: text, previousHash, hash: hashLink(previousHash, text) };
    previousHash = link.hash;
    return link;
  });
}

const factsList = fc.array(fc.string(), { minLength: 2, maxLength: 12 });

function pick(seed: number, length: number): number {
  return seed % length;
}

describe('canonicalJson', () => {
  it('sorts keys, leaves undefined out and writes no spaces', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'x"y', e: undefined })).toBe(
      '{"a":"x\\"y","b":[1,{"c":true,"d":null}]}',
    );
  });

  it('refuses numbers that JSON cannot say', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
  });

  it('is the same for the same value in any order of keys, and reads back as that value', () => {
    const value = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()));
    fc.assert(
      fc.property(value, (object) => {
        const turned: Record<string, Json> = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson({ ...object }));
        expect(JSON.parse(canonicalJson({ ...object }))).toEqual({ ...object });
      }),
    );
  });
});

describe('digestText', () => {
  it('differs by text and by salt', () => {
    const digests = [digestText('s1', 'yes'), digestText('s2', 'yes'), digestText('s1', 'no')];
    expect(new Set(digests).size).toBe(3);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('verifyLinks', () => {
  it('accepts an empty chain and any untouched one, and names its head', () => {
    expect(verifyLinks([])).toEqual({ ok: true });
    fc.assert(
      fc.property(factsList, (facts) => {
        const links = buildChain(facts);
        const head = { seq: links.length, hash: links.at(-1)?.hash };
        expect(verifyLinks(links)).toEqual({ ok: true, head });
      }),
    );
  });

  it('finds any single changed field', () => {
    const field = fc.constantFrom('seq', 'facts', 'previousHash', 'hash');
    fc.assert(
      fc.property(factsList, fc.nat(), field, (facts, seed, name) => {
        const links = buildChain(facts);
        const at = pick(seed, links.length);
        const changed = links.map((link, index) => {
          if (index !== at) return link;
          return name === 'seq'
            ? { ...link, seq: link.seq + 100 }
            : { ...link, [name]: `${link[name]}x` };
        });
        expect(verifyLinks(changed)).toEqual({ ok: false, seq: at + 1 });
      }),
    );
  });

  it('finds any link taken out before the end', () => {
    fc.assert(
      fc.property(factsList, fc.nat(), (facts, seed) => {
        const links = buildChain(facts);
        const at = pick(seed, links.length - 1);
        const holed = links.filter((_, index) => index !== at);
        expect(verifyLinks(holed)).toEqual({ ok: false, seq: at + 1 });
      }),
    );
  });

  it('finds any two neighbours changed over', () => {
    fc.assert(
      fc.property(factsList, fc.nat(), (facts, seed) => {
        const links = buildChain(facts);
        const at = pick(seed, links.length - 1);
        const turned = [...links];
        turned.splice(at, 2, ...links.slice(at, at + 2).reverse());
        expect(verifyLinks(turned)).toEqual({ ok: false, seq: at + 1 });
      }),
    );
  });

  it('finds a cut tail and a rebuilt past by an anchor kept elsewhere', () => {
    fc.assert(
      fc.property(factsList, fc.nat(), (facts, seed) => {
        const links = buildChain(facts);
        const last = links.at(-1) ?? { seq: 0, hash: '' };
        const anchor = { seq: last.seq, hash: last.hash };
        const keep = pick(seed, links.length);
        expect(verifyLinks(links, anchor).ok).toBe(true);
        expect(verifyLinks(links.slice(0, keep), anchor)).toEqual({ ok: false, seq: keep + 1 });
        expect(verifyLinks(buildChain(facts.map((text) => `${text}!`)), anchor).ok).toBe(false);
      }),
    );
  });
});
