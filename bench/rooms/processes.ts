import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../../test/harness/world.ts';
import { dist, programFile, root } from '../places.ts';
import type { LoadDone, LoadOrder } from '../programs/load.ts';
import type { AtEnd } from '../row.ts';

/** A process that is measured: it works only while it is its turn. */
export interface Measured {
  pid: number;
  port: number;
  /** It stands still, so that what it has left to do falls into nobody else's turn. */
  freeze(): void;
  thaw(): void;
}

/** How a Barbell is started. */
export interface BotOptions {
  databaseUrl: string;
  apiUrl: string;
  environment: Record<string, string>;
}

/** Starts Barbell as an operator does, with a clock that stands still, and waits until Slack can reach it. */
export async function startBarbell(options: BotOptions, atEnd: AtEnd): Promise<Measured> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(dist, 'src/main.js')], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      ...{ DATABASE_URL: options.databaseUrl, PORT: String(port), LOG_LEVEL: 'warn' },
      ...{ SLACK_API_URL: options.apiUrl, SLACK_BOT_TOKEN: 'xoxb-bench', BARBELL_BACKUP_KEEP: '0' },
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWith(child, atEnd);
  if (child.stdout === null) throw new Error('no output');
  await Promise.race([once(child.stdout, 'data'), failing(child)]);
  return toMeasured(child, port);
}

const quietWithinMs = 120_000;

/** Waits until a Barbell says that nothing is due, under way or to be sent: what follows its start is over. */
export async function untilQuiet({ port }: Pick<Measured, 'port'>): Promise<void> {
  const deadlineMs = performance.now() + quietWithinMs;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    const { isQuiet }: { isQuiet?: boolean } = JSON.parse(await answer.text());
    if (isQuiet === true) return;
    if (performance.now() > deadlineMs) throw new Error('the start is never over');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until a Barbell has asked for everything that is due to its end, in a round that ended after now. */
export async function untilTicked({ port }: Pick<Measured, 'port'>): Promise<void> {
  const fromMs = performance.now();
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    const [, lag] = /^barbell_scheduler_lag_seconds (\S+)$/m.exec(await answer.text()) ?? [];
    const sinceMs = performance.now() - fromMs;
    if (Number(lag) * 1000 < sinceMs) return;
    if (sinceMs > quietWithinMs) throw new Error('the round never ends');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Starts the bare Bolt app; over Socket Mode `apiUrl` is its Slack. */
export async function startBase(
  what: { does: 'ack' | 'insert'; file: string; apiUrl?: string },
  atEnd: AtEnd,
): Promise<Measured> {
  const port = await freePort();
  const by = what.apiUrl === undefined ? 'http' : 'socket';
  const place = what.apiUrl ?? String(port);
  const child = fork(programFile('base-app'), [by, what.does, place, what.file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  endWith(child, atEnd);
  await Promise.race([once(child, 'message'), failing(child)]);
  return toMeasured(child, port);
}

/** A generator of load: a process of its own that does what it is asked. */
export interface Loader {
  /** What it said when it was ready. */
  said: string;
  run(order: LoadOrder): Promise<LoadDone>;
}

/** Starts `load-http` or `load-socket`. */
export async function startLoader(
  program: 'load-http' | 'load-socket',
  words: readonly string[],
  atEnd: AtEnd,
): Promise<Loader> {
  const child = fork(programFile(program), [...words], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  endWith(child, atEnd);
  const [said] = await Promise.race([once(child, 'message'), failing(child)]);
  return {
    said: String(said),
    run: async (order) => {
      child.send(order);
      const answered = new Promise<LoadDone>((resolve) => child.once('message', resolve));
      const done = await Promise.race([answered, failing(child)]);
      return done;
    },
  };
}

/** Rejects when the process ends before it has said what is waited for. */
function failing(child: ChildProcess): Promise<never> {
  const known = failures.get(child) ?? failWith(child);
  failures.set(child, known);
  return known;
}

const failures = new WeakMap<ChildProcess, Promise<never>>();

async function failWith(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`a process of the bench ended with ${code}`);
}

function endWith(child: ChildProcess, atEnd: AtEnd): void {
  // An end that is asked for is no failure.
  failing(child).catch(() => undefined);
  atEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
}

function toMeasured(child: ChildProcess, port: number): Measured {
  return {
    port,
    pid: child.pid ?? 0,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}
