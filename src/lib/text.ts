/** The first `max` characters (code points) of a text; an emoji is never cut in two. */
export function firstCharacters(text: string, max: number): string {
  return Array.from(text).slice(0, Math.max(0, max)).join('');
}

/** How many letters must be added, dropped or replaced to make one word the other (Levenshtein). */
export function countChanges(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/**
 * What people typed behind a *because*, for a place where that word stands already: some of them begin with it too. What is kept
 * stays as it was typed.
 */
export function afterBecause(text: string): string {
  const rest = text.replace(/^\s*because(?![\p{L}\p{N}_])[\s,:]*/iu, '');
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text;
}
