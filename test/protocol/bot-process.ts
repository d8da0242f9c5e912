import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../harness/world.ts';
import type { AtEnd } from './mini-slack.ts';

const dist = resolve(process.env.BARBELL_DIST ?? 'dist');

/** A Barbell of its own process, as an operator runs it. */
export interface BotProcess {
  port: number;
  pid: number;
  databaseUrl: string;
  /** Everything it has written to standard error. */
  log(): string;
  /** Everything it has written to standard output. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  ended: Promise<{ code: number | null; signal: string | null }>;
}

/** How to start one. Without `words` it is `barbell start`. */
export interface BotOptions {
  environment: Record<string, string>;
  words?: readonly string[];
  /** Options of Node itself. */
  nodeWords?: readonly string[];
  databaseUrl?: string;
  port?: number;
  /** Do not wait for its first line: it is expected to end. */
  mayFail?: boolean;
  /** Do not wait for its first line: it waits itself. */
  doesWait?: boolean;
}

/** Starts one and waits for its line; it is ended with the test, or when `atEnd` says. */
export async function startBot(
  options: BotOptions,
  atEnd: AtEnd = onTestFinished,
): Promise<BotProcess> {
  const port = options.port ?? (await freePort());
  const databaseUrl = options.databaseUrl ?? join(await makeFolder(atEnd), 'barbell.db');
  const words = options.words ?? ['src/main.js'];
  const [script = '', ...rest] = words;
  const child = spawn(
    process.execPath,
    [...(options.nodeWords ?? []), join(dist, script), ...rest],
    {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        PORT: String(port),
        LOG_LEVEL: 'warn',
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let log = '';
  let output = '';
  child.stderr.on('data', (part: Buffer) => {
    log += part.toString();
  });
  const ended = once(child, 'close').then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
  }));
  const line = new Promise<void>((done) => {
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
      if (output.includes('\n')) done();
    });
  });
  atEnd(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const waiting = options.doesWait === true ? ['line' as const] : [];
  const first = await Promise.race([...waiting, line.then(() => 'line' as const), ended]);
  if (first !== 'line' && options.mayFail !== true) {
    throw new Error(`ended with ${first.code}: ${log}`);
  }
  return {
    port,
    pid: child.pid ?? 0,
    databaseUrl,
    log: () => log,
    output: () => output,
    kill: (signal) => {
      child.kill(signal);
    },
    ended,
  };
}

/** A folder that is gone after the test. */
export async function makeFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'barbell-protocol-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
