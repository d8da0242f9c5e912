// Builds dist/ with esbuild: the bot, its tools and the sandbox's server as bundles, and the sandbox's page.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
// Most of a start was finding and reading a thousand files. See docs/decisions/0012.
await build({
  entryPoints: [
    'src/main.ts',
    'src/cli.ts',
    'src/operate/backup-worker.ts',
    'sandbox/server/main.ts',
  ],
  outdir: 'dist',
  outbase: '.',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // What Bolt brings for other ways to receive and to be installed, and nothing here calls: a seventh of a start.
  alias: { express: './scripts/left-out.cjs', '@slack/oauth': './scripts/left-out.cjs' },
  // An addon of the machine, what is only looked for, and what a test takes hold of as the program loads it.
  external: ['better-sqlite3', 'pg', 'undici'],
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
});
cpSync('migrations', 'dist/migrations', { recursive: true });
cpSync('manifest.yml', 'dist/manifest.yml');
cpSync('package.json', 'dist/package.json');
await build({
  entryPoints: ['sandbox/web/main.tsx', 'sandbox/web/style.css'],
  outdir: 'dist/sandbox/web',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
});
for (const file of ['index.html', 'icon.svg']) {
  cpSync(`sandbox/web/${file}`, `dist/sandbox/web/${file}`);
}
