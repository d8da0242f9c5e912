import { StartupError } from '../lib/startup-error.ts';

/** The words behind a tool: its options by name (`--out file`, `--out=file`), and what stands alone. */
export interface ToolWords {
  options: ReadonlyMap<string, string>;
  plain: readonly string[];
}

/** Reads them. Throws a `StartupError` with the tool's usage for an option that it does not know or that lacks its value. */
export function readWords(
  words: readonly string[],
  known: { options: readonly string[]; plain: number; usage: string },
): ToolWords {
  const options = new Map<string, string>();
  const plain: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const match = /^--([a-z]+)(?:=(.*))?$/s.exec(word);
    if (match === null && !word.startsWith('-') && plain.length < known.plain) {
      plain.push(word);
      continue;
    }
    const [, name = '', glued] = match ?? [];
    if (!known.options.includes(name)) {
      throw new StartupError(`“${word}” means nothing here. ${known.usage}`);
    }
    const value = glued ?? words[at + 1];
    if (glued === undefined) at += 1;
    if (value === undefined || value === '') {
      throw new StartupError(`--${name} needs a value. ${known.usage}`);
    }
    options.set(name, value);
  }
  return { options, plain };
}
