import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AtEnd } from './row.ts';

// The bench runs as built: bench/.cache/dist/bench/places.js.

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
/** Where the program is that an operator runs. */
export const dist = join(root, 'dist');
/** Grows with what the fixtures hold, so that older ones are made anew. */
const fixtureVersion = 2;

/** Fixtures that take minutes to make: made once, and migrated as an operator's database is. */
export const longCache = join(root, 'bench', '.cache', 'fixtures', `made-${fixtureVersion}`);

/** Fixtures, made once for a schema. */
export const cache = join(root, 'bench', '.cache', 'fixtures', digestSchema());

function digestSchema(): string {
  const folder = join(root, 'migrations');
  const digest = createHash('sha256').update(String(fixtureVersion));
  for (const file of readdirSync(folder).toSorted())
    digest.update(readFileSync(join(folder, file)));
  return digest.digest('hex').slice(0, 12);
}

/** A program of the bench that runs as a process of its own. */
export function programFile(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}

/** A folder that is gone after the row. */
export function makeFolder(atEnd: AtEnd): string {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-bench-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
