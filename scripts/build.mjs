// Builds dist/: the bot and the sandbox's server with tsc, the sandbox's page with esbuild.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
execFileSync('node', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
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
