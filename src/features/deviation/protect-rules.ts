// In some places a team does not try things out on its own: security, compliance, user data, and whatever else it protects
// itself. A departure that names such a place, as its area or in the words of its area, waits until a named approver, who is
// not its author, has agreed beforehand. Names are compared as people read them: case, hyphens and the words around them do
// not matter, so *User-data handling* is user data. (NOVELTY-NOGO, COMPLIANCE-IN; product.md *Deviate*)

import { lineAsTyped, tidyText } from '../signal/plain-text.ts';

/** What every team protects. */
export const PROTECTED_AREAS = ['Security', 'Compliance', 'User data'] as const;

/** The longest name of a protected area, in UTF-16 units, so that it fits a menu's value. */
export const longestAreaName = 40;
/** A team protects at most so many areas of its own: they have to fit a window. */
export const mostOwnAreas = 20;

/** How names of areas are compared: their words in lower case; empty when there are none. */
export function areaKey(name: string): string {
  const words = tidyText(name.normalize('NFKC').toLowerCase()).match(/[\p{L}\p{N}\p{M}]+/gu);
  return (words ?? []).join(' ');
}

/** The protected area that a departure's area names, as it is spelled there; undefined when it names none. */
export function findProtected(area: string, own: readonly string[]): string | undefined {
  const said = areaKey(area);
  return [...PROTECTED_AREAS, ...own].find((name) => names(said, areaKey(name)));
}

/** Why a name cannot be added to a team's own protected areas. */
export type AreaRefusal = 'blank' | 'too-long' | 'known' | 'too-many';

/** A new area for a team's list, on one line as it was typed, or why it cannot be added. */
export function checkArea(
  typed: string,
  own: readonly string[],
): { name: string; key: string } | { refused: AreaRefusal } {
  const name = lineAsTyped(typed);
  const key = areaKey(name);
  if (key === '') return { refused: 'blank' };
  if (name.length > longestAreaName || key.length > longestAreaName) return { refused: 'too-long' };
  if ([...PROTECTED_AREAS, ...own].some((one) => areaKey(one) === key)) return { refused: 'known' };
  return own.length >= mostOwnAreas ? { refused: 'too-many' } : { name, key };
}

/** Scripts that write without spaces: there a name is found anywhere in a line. */
const unspaced = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u;

function names(said: string, key: string): boolean {
  if (key === '') return false;
  return unspaced.test(key) ? said.includes(key) : ` ${said} `.includes(` ${key} `);
}
