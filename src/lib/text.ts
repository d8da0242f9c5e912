/** The first `max` characters (code points) of a text; an emoji is never cut in two. */
export function firstCharacters(text: string, max: number): string {
  return Array.from(text).slice(0, Math.max(0, max)).join('');
}
