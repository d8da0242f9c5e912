import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '../lib/invariant.ts';

/**
 * The folder with what belongs to the program beside its code: `manifest.yml`, `migrations/`, `package.json`. It is `dist/`
 * when built and the project's own otherwise, wherever under it this code was put. Throws when there is none.
 */
export function ownFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'manifest.yml'))) {
    const parent = dirname(folder);
    invariant(parent !== folder, 'there is no manifest.yml above the program');
    folder = parent;
  }
  return folder;
}
