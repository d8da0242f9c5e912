import type { PlantedFault } from './planted.ts';

/** The faults that the words name: rows (`P08 F-26`), or files of tests or sources; all without words, and a sentence for a word that names none. */
export function chooseFaults(
  words: readonly string[],
  faults: readonly PlantedFault[],
): readonly PlantedFault[] | { wrong: string } {
  const strange = words.filter((word) => !faults.some((fault) => isNamed(fault, word)));
  if (strange.length > 0) {
    return {
      wrong: `No fault is planted for ${strange.join(', ')}. Name rows that docs/promises.md says are shown (P08 F-26), or files (http.test.ts); without words all are planted.`,
    };
  }
  return words.length === 0
    ? faults
    : faults.filter((fault) => words.some((word) => isNamed(fault, word)));
}

function isNamed({ ids, file, test }: PlantedFault, word: string): boolean {
  return ids.some((id) => id === word) || test.includes(word) || file === word;
}
