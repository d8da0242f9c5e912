import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the built program is; another folder while several people build at once. */
const dist = process.env.BARBELL_DIST ?? 'dist';
/** How long the workspace waits for a bot that lives: no story hangs on how quick a machine is. */
const patienceMs = 30_000;

/** What a journey can choose about its world. */
export interface WorldOptions {
  transport: 'socket' | 'http';
  /** A `postgres://…` address; default: an SQLite file of its own. */
  databaseUrl?: string;
  /** What the workspace's clock shows first. */
  startAt?: string;
  /** Whether the sandbox enforces Slack's rate limits and the bot keeps to them; default no. */
  rate?: 'slack' | 'off';
  /** Options of Node for the bot's process, and what its environment holds besides. */
  nodeWords?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

/** A sandbox and a bot as two real processes, talking as Slack and an app do. */
export interface World {
  sandboxUrl: string;
  healthUrl: string;
  databaseUrl: string;
  /** Everything the bot has written to its log so far. */
  botLog(): string;
  /** Ends the bot with a signal and waits until it is gone. */
  endBot(signal: 'SIGKILL' | 'SIGTERM'): Promise<{ code: number | null; signal: string | null }>;
  startBot(): Promise<void>;
  /** Sends a signal and does not wait. */
  signalBot(signal: 'SIGTERM'): void;
  /** Waits until the bot has ended by itself. */
  botEnds(): Promise<{ code: number | null; signal: string | null }>;
  /** Starts a second bot on the same database, which must be PostgreSQL, in the place of one that runs; Slack's HTTP reaches only the first. */
  startTwin(): Promise<{ healthUrl: string }>;
  stop(): Promise<void>;
}

/** Starts a world; `stop` ends both processes and takes away their files. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'barbell-world-'));
  const botPort = await freePort();
  const healthUrl = `http://127.0.0.1:${botPort}/healthz`;
  const databaseUrl = options.databaseUrl ?? join(folder, 'barbell.db');
  const sandbox = await startSandboxProcess(options, { botPort, healthUrl, folder });
  const log: string[] = [];
  let bot: ChildProcess | undefined;
  let twin: ChildProcess | undefined;

  async function spawnBot(port: number): Promise<ChildProcess> {
    const words = [...(options.nodeWords ?? []), join(dist, 'src/main.js')];
    const started = spawn(process.execPath, words, {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        ...slackEnvironment(options.transport, sandbox.url),
        DATABASE_URL: databaseUrl,
        BARBELL_CLOCK_URL: `${sandbox.url}/sandbox/clock`,
        ...(options.rate === 'slack' ? {} : { BARBELL_PACE: 'none' }),
        PORT: String(port),
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.stderr?.on('data', (part: Buffer) => log.push(part.toString()));
    await lineFrom(started, log);
    return started;
  }

  async function startBot(): Promise<void> {
    bot = await spawnBot(botPort);
  }

  async function startTwin(): Promise<{ healthUrl: string }> {
    await end(twin, 'SIGTERM');
    const port = await freePort();
    twin = await spawnBot(port);
    return { healthUrl: `http://127.0.0.1:${port}/healthz` };
  }

  async function endBot(
    signal: 'SIGKILL' | 'SIGTERM' | undefined,
  ): Promise<{ code: number | null; signal: string | null }> {
    const ended = bot;
    // Whoever only waits for its end may still send it a signal.
    if (signal !== undefined) bot = undefined;
    return end(ended, signal);
  }

  await startBot();
  return {
    sandboxUrl: sandbox.url,
    healthUrl,
    databaseUrl,
    botLog: () => log.join(''),
    endBot,
    startBot,
    signalBot: (signal) => void bot?.kill(signal),
    botEnds: () => endBot(undefined),
    startTwin,
    stop: async () => {
      await Promise.all([endBot('SIGTERM'), end(twin, 'SIGTERM')]);
      const exit = once(sandbox.child, 'exit');
      sandbox.child.kill('SIGTERM');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends a process with a signal, or waits until it has ended by itself. */
async function end(
  child: ChildProcess | undefined,
  signal: 'SIGKILL' | 'SIGTERM' | undefined,
): Promise<{ code: number | null; signal: string | null }> {
  if (child === undefined) return { code: null, signal: null };
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    if (signal !== undefined) child.kill(signal);
    await exit;
  } else if (signal !== undefined) return { code: null, signal: null };
  return { code: child.exitCode, signal: child.signalCode };
}

let asked = 0;

/**
 * A port that nothing listens on, from below those that a system gives to whoever asks for any: nobody gets it while a bot starts,
 * or starts again. Test files that run at once are processes of their own, and look in different places.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    asked += 1;
    const port = 20_000 + ((process.pid * 53 + asked) % 10_000);
    const server = createServer();
    const isFree = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!(await isFree)) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

async function startSandboxProcess(
  options: WorldOptions,
  where: { botPort: number; healthUrl: string; folder: string },
): Promise<{ child: ChildProcess; url: string }> {
  const words = [join(dist, 'sandbox/server/main.js'), '--port', '0', '--manifest', 'manifest.yml'];
  words.push('--health-url', where.healthUrl, '--rate', options.rate ?? 'off');
  words.push('--patience', String(patienceMs));
  words.push('--web', join(dist, 'sandbox/web'));
  words.push('--start-at', options.startAt ?? '2026-11-20T08:00:00.000Z');
  if (options.transport === 'http') {
    words.push('--transport-url', `http://127.0.0.1:${where.botPort}/slack/events`);
  }
  const log: string[] = [];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr?.on('data', (part: Buffer) => log.push(part.toString()));
  const line = await lineFrom(child, log);
  const ready: { url: string } = JSON.parse(line);
  return { child, url: ready.url };
}

function slackEnvironment(transport: 'socket' | 'http', url: string): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: 'xoxb-sandbox',
    SLACK_API_URL: `${url}/api/`,
    ...(transport === 'socket'
      ? { SLACK_APP_TOKEN: 'xapp-sandbox' }
      : { SLACK_SIGNING_SECRET: 'sandbox-signing-secret' }),
    // That it started, stopped, or was stalled is no trouble.
    LOG_LEVEL: 'warn',
  };
}

/** The first line a process prints; throws with what it complained about when it ends before. */
async function lineFrom(child: ChildProcess, log: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${log.join('')}`)));
  });
}
