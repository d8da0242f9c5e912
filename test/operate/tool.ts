import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

const dist = resolve(process.env.BARBELL_DIST ?? 'dist');

/** What a command of the operator's said, and how it ended. */
export interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** Runs `barbell …` as a process of its own, with nothing in its environment but this. */
export async function barbell(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Said> {
  const child = spawn(process.execPath, [join(dist, 'src/cli.js'), ...words], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (part: Buffer) => {
    said.out += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    said.err += part.toString();
  });
  await once(child, 'close');
  return { code: child.exitCode, ...said };
}
