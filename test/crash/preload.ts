import { join } from 'node:path';
import { build } from 'esbuild';

/** Makes a file of this folder into one that Node loads into the bot’s own process (`node --import`); answers its path. */
export async function buildPreload(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  const entry = join(process.cwd(), `test/crash/${name}.ts`);
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
  return outfile;
}
