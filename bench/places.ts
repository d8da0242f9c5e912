import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AtEnd } from './row.ts';

// The bench runs as built: bench/.cache/dist/bench/places.js.

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
/** Where the program is that an operator runs. */
export const dist = join(root, 'dist');
/** Fixtures, made once. */
export const cache = join(root, 'bench', '.cache', 'fixtures');

/** A program of the bench that runs as a process of its own. */
export function programFile(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}

/** A folder that is gone after the row. */
export function makeFolder(atEnd: AtEnd): string {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-bench-'));
  mkdirSync(folder, { recursive: true });
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
