import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Bytes that must hold nobody. */
export interface Sink {
  name: string;
  bytes: Buffer;
}

/** The ways in which a text can lie in bytes; compressed streams are the eleventh and are opened by the scan itself. */
export function encodingsOf(text: string): Map<string, Buffer> {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  const found = new Map<string, Buffer>([
    ['raw', utf8],
    ['utf-16le', utf16],
    ['utf-16be', Buffer.from(utf16).swap16()],
    ['hex', Buffer.from(utf8.toString('hex'))],
    ['base64url', Buffer.from(inner(utf8, 0, 'base64url'))],
    ['url-encoded', Buffer.from(escapeAll(utf8, (byte) => `%${hex(byte, 2)}`))],
    ['json-escaped', Buffer.from(escapeAll(utf8, (byte) => `\\u${hex(byte, 4)}`))],
  ]);
  for (const shift of [0, 1, 2]) {
    found.set(`base64+${shift}`, Buffer.from(inner(utf8, shift, 'base64')));
  }
  return found;
}

/** What a text always becomes in base64, whatever stands before and after it. */
function inner(bytes: Buffer, shift: number, encoding: 'base64' | 'base64url'): string {
  const padded = Buffer.concat([Buffer.alloc(shift), bytes]).toString(encoding);
  const from = Math.ceil((shift * 8) / 6);
  const to = Math.floor(((shift + bytes.length) * 8) / 6);
  return padded.slice(from, to);
}

function escapeAll(bytes: Buffer, escape: (byte: number) => string): string {
  return Array.from(bytes, escape).join('');
}

function hex(byte: number, digits: number): string {
  return byte.toString(16).toUpperCase().padStart(digits, '0');
}

/** Where one of the texts was found: `log: base64+1 of QZCANARY`. Case does not matter for what is written in hex. */
export function findTexts(sinks: readonly Sink[], texts: readonly string[]): string[] {
  const hits: string[] = [];
  for (const sink of sinks.flatMap(openCompressed)) {
    for (const text of texts) {
      for (const [name, bytes] of encodingsOf(text)) {
        const isThere = sink.bytes.includes(bytes) || hasOtherCase(sink.bytes, bytes, name);
        if (isThere) hits.push(`${sink.name}: ${name} of ${text}`);
      }
    }
  }
  return hits;
}

function hasOtherCase(bytes: Buffer, needle: Buffer, name: string): boolean {
  if (!/^(hex|url|json)/.test(name)) return false;
  const text = needle.toString('latin1');
  const other = text.replace(/[A-F](?=[\dA-Fa-f]|%|\\|$)/g, (letter) => letter.toLowerCase());
  return bytes.includes(other) || bytes.includes(text.toUpperCase().replace(/\\U/g, '\\u'));
}

const mostStreams = 2_000;

/** The bytes, and everything in them that was compressed. */
function openCompressed(sink: Sink): Sink[] {
  const found = [sink];
  let tries = 0;
  for (let at = 0; at + 2 < sink.bytes.length && tries < mostStreams; at += 1) {
    const [first, second] = [sink.bytes[at], sink.bytes[at + 1]];
    const isGzip = first === 0x1f && second === 0x8b;
    const isZlib = first === 0x78 && (second === 0x01 || second === 0x9c || second === 0xda);
    if (!isGzip && !isZlib) continue;
    tries += 1;
    const opened = inflate(sink.bytes.subarray(at), isGzip);
    if (opened !== undefined) found.push({ name: `${sink.name} (compressed)`, bytes: opened });
  }
  return found;
}

function inflate(bytes: Buffer, isGzip: boolean): Buffer | undefined {
  for (const open of isGzip ? [gunzipSync] : [inflateSync, inflateRawSync]) {
    try {
      return open(bytes, { finishFlush: 2, maxOutputLength: 10_000_000 });
    } catch (error) {
      // No stream begins here; anything else would be news.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  return undefined;
}

/** How often a text stands somewhere, as it is. */
export function countText(sinks: readonly Sink[], text: string): number {
  const needle = Buffer.from(text);
  let count = 0;
  for (const { bytes } of sinks) {
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) count += 1;
  }
  return count;
}

/** Every file of a folder as it lies there. */
export function readFolder(folder: string): Sink[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ name: path.slice(folder.length + 1), bytes: readFileSync(path) }));
}
