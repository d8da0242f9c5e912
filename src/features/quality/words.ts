/*
 * What a sentence is made of, for the checks that compare texts. English words; other languages
 * compare as they are.
 */
import { tidyText } from '../signal/plain-text.ts';

/** The words that carry meaning, in lower case and without endings, each once. */
export function meaningfulWords(text: string): Set<string> {
  const words = allWords(text).filter((word) => !EMPTY_WORDS.has(word));
  return new Set(words.map(withoutEnding));
}

/**
 * The share (0 to 1) of one text's meaningful words that another text says already; 1 when it has
 * none of its own.
 */
export function shareRepeated(text: string, other: string): number {
  const own = meaningfulWords(text);
  if (own.size === 0) return 1;
  const said = meaningfulWords(other);
  return [...own].filter((word) => said.has(word)).length / own.size;
}

/**
 * Tells whether two names mean the same signal: equal but for case, punctuation and the order of
 * words.
 */
export function isSameName(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

/** The first words of a text in lower case, without `we will`, `let's` and the like in front. */
export function openingWords(text: string): string {
  return tidyText(text.slice(0, 300))
    .toLowerCase()
    .replace(/^(?:(?:we|i|will|to|shall|should|let's|let us|going|that|if|just|please) )+/, '');
}

function allWords(text: string): string[] {
  return (
    tidyText(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

function nameKey(name: string): string {
  const words = allWords(name);
  return words.length === 0 ? tidyText(name) : words.toSorted().join(' ');
}

function withoutEnding(word: string): string {
  const stem = word.replace(/(?:ing|ed|es|s|e)$/, '');
  return stem.length >= 3 ? stem : word;
}

const EMPTY_WORDS: ReadonlySet<string> = new Set(
  `a an and are as at be because been but by can could did do does for from get had has have how if in into is it its
  just more most much need needs not of on or our out should so such than that the their them then there these they
  this those to too up us very was we were what when which who why will with would you your s t it's`.split(
    /\s+/,
  ),
);
