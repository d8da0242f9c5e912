import { type App, type AppSettings, startApp } from './app.ts';
import { StartupError } from './lib/startup-error.ts';
import { type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';
import { programVersion } from './operate/version.ts';
import { type Log, openLog } from './platform/log.ts';
import { readSettings, type Settings } from './platform/settings.ts';
import { findWatchers, readSurroundings, refuseCore } from './platform/watching.ts';

/** `slack`: real Slack or nothing. `sandbox`: the local workspace. `auto`: whichever the environment asks for. */
export type Mode = 'auto' | 'slack' | 'sandbox';

const stopWithinMs = 10_000;
/** So long after the disk failed may people be told, and `/readyz` say it. */
const lastWordsMs = 1_000;

/**
 * The whole life of the process: settings, start, wait for a signal, finish what is under way, stop. What a person can
 * mend is said in one line each, with exit code 1 and no stack trace. `words` are what was typed behind it: none are known.
 */
export async function runProcess(mode: Mode, words: readonly string[]): Promise<void> {
  try {
    refuseWords(words);
    const settings = readSettings(process.env);
    if (settings.isProduction) refuseWatchers(settings);
    const log = openLog(settings.logLevel);
    endOnBug(log);
    if (settings.isProduction) refuseDebugger(log);
    await live(settings, log, mode);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    for (const line of error.lines) process.stderr.write(`${line}\n`);
    process.exitCode = 1;
    // A half-started part must not keep the process alive.
    process.exit();
  }
}

/** Whoever types `--port 4001` would otherwise look for it where it is not. */
function refuseWords([word]: readonly string[]): void {
  if (word === undefined) return;
  throw new StartupError(
    `“${word}” means nothing here. Everything is set by environment variables: the README lists them.`,
  );
}

/**
 * What nobody foresaw ends the process, so that it is started anew on a sound state; everything acknowledged is in the
 * database. Node's own words would show tokens. (reliability.md F-87)
 */
function endOnBug(log: Log): void {
  const end = (error: unknown): void => {
    const stack = error instanceof Error ? error.stack : String(error);
    log.error({ stack }, 'a bug ends the process');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** What would show who acts is refused before anything starts. (reliability.md B-92, F-99) */
function refuseWatchers({ logLevel }: Settings): void {
  const watchers = findWatchers(readSurroundings(logLevel));
  if (watchers.length > 0) throw new StartupError(watchers);
  refuseCore();
}

/** Node starts its debugger at this signal unless somebody listens for it. (reliability.md B-92) */
function refuseDebugger(log: Log): void {
  process.on('SIGUSR1', () => log.warn({}, 'a debugger was asked for and is refused'));
}

async function live(settings: Settings, log: Log, mode: Mode): Promise<void> {
  // Heard from the beginning: a start may wait for Slack for hours, and as the only process of a container it has to be listening.
  const signalled = waitForSignal();
  const local = await chooseWorkspace(settings, mode);
  const appSettings = local?.settings ?? needSlack(settings);
  const starting = startApp(appSettings, log, {
    onDeaf: (why) => {
      log.error(
        { why },
        'Slack cannot reach this process any more; it ends so that it is started anew',
      );
      process.exit(1);
    },
    onDiskFailure: (code) => {
      log.error(
        { code },
        'the disk under the database failed; the process ends so that it is started anew, which looks whether the database is whole. When this comes again, look at the disk',
      );
      setTimeout(() => process.exit(1), lastWordsMs);
    },
  });
  const app = await Promise.race([starting, signalled]);
  if (typeof app === 'string') return endEarly(app, log);
  process.stdout.write(
    local === undefined
      ? `Barbell is in your Slack. Health: http://127.0.0.1:${app.port}/healthz\n`
      : `Barbell is ready: open ${local.url} (a workspace on this computer, not Slack). Ctrl-C stops it.\n`,
  );
  // Beside the local workspace somebody sits and sees it.
  const tell = (facts: Record<string, unknown>, words: string): void => {
    if (local === undefined) log.info(facts, words);
  };
  tell({ version: programVersion(), pid: process.pid, port: app.port }, 'Barbell runs');
  const signal = await signalled;
  tell({ signal }, 'Barbell was told to stop');
  await stop(app, local, log);
}

async function chooseWorkspace(
  settings: Settings,
  mode: Mode,
): Promise<LocalWorkspace | undefined> {
  if (mode === 'slack' || (mode === 'auto' && settings.slack !== undefined)) return undefined;
  if (settings.isProduction) {
    throw new StartupError(
      'No SLACK_ variable is set, and the local workspace is not for NODE_ENV=production: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN.',
    );
  }
  return startLocalWorkspace(settings);
}

function needSlack(settings: Settings): AppSettings {
  if (settings.slack === undefined) {
    throw new StartupError(
      'SLACK_BOT_TOKEN and SLACK_APP_TOKEN are missing: set them, or run `npm start` for the local workspace.',
    );
  }
  return { ...settings, slack: settings.slack };
}

function waitForSignal(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

/** Nothing was acknowledged yet, so nothing has to be finished. */
function endEarly(signal: string, log: Log): void {
  log.info({ signal }, 'Barbell was told to stop before it had started');
  process.exit(0);
}

async function stop(app: App, local: LocalWorkspace | undefined, log: Log): Promise<void> {
  const timer = setTimeout(() => {
    log.warn({}, 'stopping took too long; what is left is in the database');
    process.exit(0);
  }, stopWithinMs);
  await app.stop();
  await local?.stop();
  clearTimeout(timer);
  process.exit(0);
}
