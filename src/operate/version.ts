import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ownFolder } from '../platform/own-folder.ts';

const packageSchema = z.object({ version: z.string() });

/** The version of this program, as its package.json says; beside the sources and in `dist/` alike. */
export function programVersion(): string {
  const text = readFileSync(join(ownFolder(), 'package.json'), 'utf8');
  return packageSchema.parse(JSON.parse(text)).version;
}
