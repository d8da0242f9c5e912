// Builds dist/ with esbuild: the bot, its tools and the sandbox's server as one program, what V8 makes of it, and the sandbox's page.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });

/** The same text: with one letter that is not of ASCII the whole of it is read slowly, and takes twice the memory. */
const inAscii = (text) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What is run by its name: `dist/src/cli.js` runs what `src/cli.ts` says. */
const entries = ['src/main', 'src/cli', 'src/operate/backup-worker', 'sandbox/server/main'];
/** What these load before they do anything. */
const loaded = ['src/process', 'src/tools', 'sandbox/server/start'];
const load = (name) => `require('./${name}.ts')`;
const leftOut = './scripts/left-out.cjs';

// Most of a start was finding, reading and compiling a thousand files. See docs/decisions/0012.
const { outputFiles } = await build({
  stdin: {
    contents: `${entries.map((name) => `exports['${name}'] = () => ${load(name)};`).join('\n')}
exports.load = () => [${loaded.map(load).join(', ')}];`,
    resolveDir: '.',
    sourcefile: 'program.cjs',
  },
  outfile: 'dist/program.js',
  write: false,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // What Bolt brings for other ways to receive and to be installed and for other alphabets than UTF-8, and nothing here calls.
  alias: { express: leftOut, '@slack/oauth': leftOut, 'iconv-lite': leftOut },
  // An addon of the machine, and what is only looked for.
  external: ['better-sqlite3', 'pg'],
  // Where the file lies is known to CommonJS by another name.
  define: { 'import.meta.url': 'fileUrl' },
  banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
  // So that what is loaded late is found in the compiled program as well.
  supported: { 'dynamic-import': false },
});
mkdirSync('dist');
for (const { path, text } of outputFiles) writeFileSync(path, inAscii(text));
cpSync('scripts/launch.cjs', 'dist/launch.js');
for (const name of entries) {
  const file = join('dist', `${name}.js`);
  mkdirSync(dirname(file), { recursive: true });
  const launcher = relative(dirname(file), 'dist/launch.js');
  writeFileSync(file, `#!/usr/bin/env node\nrequire('${launcher}')('${name}');\n`);
  chmodSync(file, 0o755);
}
cpSync('migrations', 'dist/migrations', { recursive: true });
cpSync('manifest.yml', 'dist/manifest.yml');
const packageOfProgram = { ...JSON.parse(readFileSync('package.json', 'utf8')), type: 'commonjs' };
writeFileSync('dist/package.json', JSON.stringify(packageOfProgram, undefined, 2));
execFileSync(process.execPath, ['dist/launch.js'], { stdio: 'inherit' });

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
