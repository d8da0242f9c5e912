import { execFileSync } from 'node:child_process';
import { root } from '../house/repository.ts';
import { readArguments } from './arguments.ts';
import type { Figures, Sizes, SoakPart } from './part.ts';
import { parts } from './parts.ts';

// `npm run soak -- [part …] [seeds=… weeks=… kills=… fuzz=… clicks=…]`

const asked = readArguments(
  process.argv.slice(2),
  parts.map(({ name }) => name),
);
if ('wrong' in asked) {
  process.stderr.write(`${asked.wrong}\n`);
  process.exit(1);
}
const { sizes, only } = asked;
// The parts start the built program.
execFileSync('node', ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
for (const part of parts) {
  if (only.length === 0 || only.includes(part.name)) await soak(part, sizes);
}

async function soak({ name, run }: SoakPart, sizes: Sizes): Promise<void> {
  const startedMs = performance.now();
  process.stdout.write(`${name} …\n`);
  try {
    const figures = await run(sizes);
    print(name, { ...figures, seconds: Math.round((performance.now() - startedMs) / 1000) });
  } catch (error) {
    process.exitCode = 1;
    const why = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${name} is broken: ${why}\n`);
  }
}

function print(name: string, figures: Figures): void {
  for (const [what, figure] of Object.entries(figures)) {
    process.stdout.write(`${name.padEnd(12)} ${what.padEnd(44)} ${figure}\n`);
  }
}
