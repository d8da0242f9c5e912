/*
 * What a person typed, made comparable. Rules may not import Slack's text helpers, and "empty" must
 * mean the same for every rule: a field of spaces or of invisible characters holds nothing.
 */

/** Longest text a single field may hold, in code points (slack.md, *Sizes*: 3,000 characters). */
export const MAX_FIELD_LENGTH = 3000;

/**
 * One line, composed (NFC), without invisible, control and direction characters, single spaces,
 * trimmed. Used for reading values and comparing names; what people typed is stored as they typed
 * it.
 */
export function tidyText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu, ' ')
    .replace(/\p{Cf}|\p{Cs}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u3164\uffa0\u2800]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/**
 * One line for people to read, spelled as it was typed: like `tidyText`, but with the joiners and
 * selectors of which emoji and some scripts are made.
 */
export function lineAsTyped(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu, ' ')
    .replace(/(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])\p{Cf}|\p{Cs}/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/**
 * Tells whether a text holds nothing a person can see (B-51: spaces, NBSP, zero-width characters
 * only).
 */
export function isEmptyText(text: string): boolean {
  return tidyText(text) === '';
}
