// `npm run bench -- [id …] [--quick]`: builds the program and the bench, then measures. The bench runs as plain JavaScript, like
// the program: a loader would slow down what is measured in its own process.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const words = process.argv.slice(2);
if (
  spawnSync('node', ['--import', 'tsx', 'bench/check.ts', ...words], { stdio: 'inherit' })
    .status !== 0
) {
  process.exit(1);
}
const built = 'bench/.cache/dist';
rmSync(built, { recursive: true, force: true });
execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
// What the types say is asked by `npm run check`.
execFileSync('node', ['node_modules/typescript/bin/tsc', '-p', 'bench', '--noCheck'], {
  stdio: 'inherit',
});
cpSync('migrations', `${built}/migrations`, { recursive: true });
cpSync('manifest.yml', `${built}/manifest.yml`);
cpSync('package.json', `${built}/package.json`);
const { status } = spawnSync('node', [`${built}/bench/main.js`, ...words], { stdio: 'inherit' });
process.exitCode = status ?? 1;
