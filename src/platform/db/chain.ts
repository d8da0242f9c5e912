import { createHash } from 'node:crypto';

/** What canonical JSON can hold. Keys whose value is undefined are left out. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** One link as it lies in the database. `facts` is the canonical JSON that was hashed. */
export interface Link {
  seq: number;
  facts: string;
  previousHash: string;
  hash: string;
}

/** The end of a chain: kept outside the database, it shows that the tail was cut or an older copy was restored. */
export interface Anchor {
  seq: number;
  hash: string;
}

/** What the first link names as the hash before it: 64 zeros. */
export const firstPreviousHash = '0'.repeat(64);

/**
 * One text for one value: keys sorted by code unit, no spaces, undefined keys left out, so that the same facts always
 * give the same hash. Throws on NaN and infinities, which JSON cannot say. (reliability.md P36)
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError('canonical JSON holds finite numbers only');
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries: [string, Json][] = [];
  for (const [key, part] of Object.entries(value)) {
    if (part !== undefined) entries.push([key, part]);
  }
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(',')}}`;
}

/** The hash of a link: SHA-256 over the hash before it and its own facts, in lower-case hex. */
export function hashLink(previousHash: string, facts: string): string {
  return sha256(`${previousHash}\n${facts}`);
}

/**
 * The digest that stands for a text in the chain, in lower-case hex. The salt keeps a short text from being guessed; once
 * text and salt are erased, nothing can be read back from it.
 */
export function digestText(salt: string, text: string): string {
  return sha256(`${salt}\n${text}`);
}

/**
 * Walks a chain given in order of `seq` and answers the first `seq` that does not fit: a gap, a wrong previous hash or
 * facts that do not give the stored hash. With an anchor, a chain that ends before it or differs at it is broken too. A long
 * chain is walked in pieces: `after` is the head of the piece before, and the anchor goes with the piece that reaches it.
 */
export function verifyLinks(
  links: readonly Link[],
  anchor?: Anchor,
  after?: Anchor,
): { ok: true; head?: Anchor } | { ok: false; seq: number } {
  let previousHash = after?.hash ?? firstPreviousHash;
  let expected = (after?.seq ?? 0) + 1;
  for (const link of links) {
    const fits =
      link.seq === expected &&
      link.previousHash === previousHash &&
      link.hash === hashLink(previousHash, link.facts);
    if (!fits) return { ok: false, seq: expected };
    if (anchor?.seq === link.seq && anchor.hash !== link.hash) return { ok: false, seq: link.seq };
    previousHash = link.hash;
    expected += 1;
  }
  if (anchor !== undefined && anchor.seq >= expected) return { ok: false, seq: expected };
  if (expected === 1) return { ok: true };
  return { ok: true, head: { seq: expected - 1, hash: previousHash } };
}

/** So much of a hash as nobody can meet by trying: 64 bits. */
const codeDigits = 16;

/** The end of a chain as a short code that a person can write down: `42-9f3a-1c22-d0ab-77e1`. */
export function writeCode({ seq, hash }: Anchor): string {
  const groups = hash.slice(0, codeDigits).match(/.{4}/g) ?? [];
  return [String(seq), ...groups].join('-');
}

/** Reads such a code, however its parts are set off; `hash` is the beginning of one. Undefined when it is none. */
export function readCode(text: string): Anchor | undefined {
  const [, seq = '', rest = ''] = /^\s*(\d{1,9})[-\s]+([0-9a-f\s-]+)$/i.exec(text) ?? [];
  const hash = rest.replaceAll(/[\s-]/g, '').toLowerCase();
  if (seq === '' || Number(seq) === 0 || hash.length !== codeDigits) return undefined;
  return { seq: Number(seq), hash };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
