import { readArguments } from './arguments.ts';
import { rowIds } from './ids.ts';

// Asked before anything is built: a word that names nothing is told at once, and not after a minute.

const asked = readArguments(process.argv.slice(2), rowIds);
if ('wrong' in asked) {
  console.error(asked.wrong);
  process.exitCode = 1;
}
