import { type Sizes, usualSizes } from './part.ts';

/** What was asked for: how much, and which parts; no part means all of them. */
export interface Asked {
  sizes: Sizes;
  only: readonly string[];
}

/** Reads `seeds=1000 weeks=2 storm`; for a size or part that does not exist a line that says what is possible. */
export function readArguments(
  words: readonly string[],
  known: readonly string[],
): Asked | { wrong: string } {
  const sizes = { ...usualSizes };
  const only: string[] = [];
  for (const word of words) {
    const [name = '', number] = word.split('=');
    if (number === undefined && known.includes(name)) only.push(name);
    else if (isSize(name) && /^\d+$/.test(number ?? '')) sizes[name] = Number(number);
    else return { wrong: `${word} means nothing here. ${usage(known)}` };
  }
  return { sizes, only };
}

function isSize(name: string): name is keyof Sizes {
  return Object.hasOwn(usualSizes, name);
}

function usage(known: readonly string[]): string {
  const sizes = Object.entries(usualSizes).map(([name, number]) => `${name}=${number}`);
  return `Sizes: ${sizes.join(' ')}. Parts: ${known.join(', ')}.`;
}
