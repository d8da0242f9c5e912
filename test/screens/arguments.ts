import { nameOf, type Scene } from './scene.ts';

/** The words that pictures must have one of in their names; all pictures without words, and a sentence for a word that none has. */
export function chooseWords(
  typed: readonly string[],
  scenes: readonly Scene[],
): { only?: readonly string[] } | { wrong: string } {
  const words = typed.flatMap((word) => word.split(',')).filter((word) => word !== '');
  if (words.length === 0) return {};
  const names = scenes.map(nameOf);
  const strange = words.filter((word) => !names.some((name) => name.includes(word)));
  if (strange.length === 0) return { only: words };
  return {
    wrong: `No picture's name has ${strange.join(', ')}. npm run screens -- settle,freeze takes those with one of the words; test/screens/*-scenes.ts say what there is.`,
  };
}
