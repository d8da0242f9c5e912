import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const dist = resolve(process.env.BARBELL_DIST ?? 'dist');

/**
 * The built program packed into one file, as words for `startBot`. Most of a start is finding and reading a thousand files;
 * a test that starts it a thousand times has no time for that. What runs is the same code.
 */
export async function packProgram(): Promise<string> {
  const file = join(dist, 'one-file', `main-${process.pid}.js`);
  await build({
    entryPoints: [join(dist, 'src/main.js')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // An addon of the machine, and what `pg` only looks for.
    external: ['better-sqlite3', 'pg-native'],
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
    },
    logLevel: 'error',
    plugins: [
      {
        // Where a file looks for what lies beside it stays where it was.
        name: 'places',
        setup: ({ onLoad }) => {
          onLoad({ filter: /[\\/]dist[\\/]src[\\/].*\.js$/ }, ({ path }) => ({
            contents: readFileSync(path, 'utf8').replaceAll(
              'import.meta.url',
              JSON.stringify(pathToFileURL(path).href),
            ),
          }));
        },
      },
    ],
  });
  return relative(dist, file);
}
