import { dirname, join } from 'node:path';
import { StartupError } from '../lib/startup-error.ts';
import { countChanges } from '../lib/text.ts';
import { isPostgres } from './db/address.ts';
import { type LogLevel, logLevels } from './log.ts';

/** How Slack reaches us. */
export type Transport = { by: 'socket'; appToken: string } | { by: 'http'; signingSecret: string };

/** Everything that the environment decides, read once at start. */
export interface Settings {
  /** Real Slack, or undefined: no `SLACK_*` variable is set, which means the local workspace. */
  slack?: { botToken: string; transport: Transport; apiUrl: string };
  /** `postgres://…`, or the path of an SQLite file. */
  databaseUrl: string;
  /** Where nightly backups go, and how many of them are kept; none are made when that is 0. */
  backups: { folder: string; keep: number };
  logLevel: LogLevel;
  /** Followed instead of the machine's time; only with a Slack on this machine. */
  clockUrl?: string;
  /** Whether messages keep Slack's pace; without it only with a Slack on this machine. */
  keepsPace: boolean;
  port: number;
  sandboxPort: number;
  isProduction: boolean;
}

/** Every variable that is read, with what it is for; the README's table is held against it by a test. */
export const variables = {
  SLACK_BOT_TOKEN:
    'The bot token of your Slack app, `xoxb-…`. With none of the SLACK_ variables, the local workspace starts.',
  SLACK_APP_TOKEN: 'The app-level token, `xapp-…` with `connections:write`. When set: Socket Mode.',
  SLACK_SIGNING_SECRET:
    'The signing secret, for signed HTTP at `/slack/events` instead of Socket Mode.',
  SLACK_API_URL: "Where Slack's Web API is. Only for a Slack stand-in.",
  DATABASE_URL: 'A `postgres://…` address, or the path of an SQLite file.',
  BARBELL_BACKUP_DIR:
    'Where backups and the anchors of the decision log are put. Without it: `backups` beside the database.',
  BARBELL_BACKUP_KEEP:
    'How many nightly backups of an SQLite file are kept. With 0 none are made; the log is anchored each night all the same.',
  LOG_LEVEL: 'One of debug, info, warn, error, silent.',
  BARBELL_CLOCK_URL:
    'A clock to follow instead of the machine’s, for tests. Refused unless SLACK_API_URL is on this machine.',
  BARBELL_PACE:
    'With `none` messages go as fast as they can, for tests. Refused unless SLACK_API_URL is on this machine.',
  PORT: 'Where `/healthz`, `/readyz` and `/metrics` answer, and `/slack/events` in HTTP mode.',
  SANDBOX_PORT: 'Where the page of the local workspace is.',
  NODE_ENV:
    'With `production` the local workspace is refused, and whatever would let somebody look into the running program: debuggers, reports, `LOG_LEVEL=debug`. Core dumps are switched off.',
} as const;

/** What a variable is when it is not set; shown in the README's table. */
export const defaults = {
  SLACK_API_URL: 'https://slack.com/api/',
  DATABASE_URL: 'data/barbell.db',
  BARBELL_BACKUP_KEEP: '14',
  LOG_LEVEL: 'info',
  BARBELL_PACE: 'slack',
  PORT: '3000',
  SANDBOX_PORT: '4000',
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings. Throws one `StartupError` that lists every mistake, each with what to do; an empty variable counts
 * as not set.
 */
export function readSettings(environment: Environment): Settings {
  const mistakes: string[] = [];
  const get = (name: keyof typeof variables): string | undefined =>
    environment[name]?.trim() || undefined;

  refuseMisspelt(environment, mistakes);
  const slack = readSlack(get, mistakes);
  const clockUrl = readClockUrl(get, mistakes);
  const keepsPace = readPace(get, mistakes);
  const databaseUrl = readDatabaseUrl(get('DATABASE_URL') ?? defaults.DATABASE_URL, mistakes);
  const settings: Settings = {
    keepsPace,
    databaseUrl,
    backups: {
      folder: get('BARBELL_BACKUP_DIR') ?? besideDatabase(databaseUrl),
      keep: readKeep(get('BARBELL_BACKUP_KEEP') ?? defaults.BARBELL_BACKUP_KEEP, mistakes),
    },
    logLevel: readLogLevel(get('LOG_LEVEL') ?? defaults.LOG_LEVEL, mistakes),
    port: readPort('PORT', get('PORT') ?? defaults.PORT, mistakes),
    sandboxPort: readPort('SANDBOX_PORT', get('SANDBOX_PORT') ?? defaults.SANDBOX_PORT, mistakes),
    isProduction: get('NODE_ENV') === 'production',
    ...(slack === undefined ? {} : { slack }),
    ...(clockUrl === undefined ? {} : { clockUrl }),
  };
  if (mistakes.length > 0) throw new StartupError(mistakes);
  return settings;
}

/**
 * What is written nearly like one of ours would be ignored in silence, and the backups be looked for where they are not. Those that
 * bear no `BARBELL_` may have been given one.
 */
function refuseMisspelt(environment: Environment, mistakes: string[]): void {
  const ours = Object.keys(variables).filter((name) => name.startsWith('BARBELL_'));
  const others = Object.keys(variables).filter((name) => !name.startsWith('BARBELL_'));
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('BARBELL_') || ours.includes(name)) continue;
    if (serviceAddress.test(environment[name] ?? '')) continue;
    const bare = name.slice('BARBELL_'.length);
    const near = [
      ...ours.filter((one) => isNearly(name, one)),
      ...others.filter((one) => countChanges(bare, one) <= 1),
    ];
    if (near.length > 0) mistakes.push(`There is no ${name}: ${near.join(' or ')} is meant.`);
  }
}

/** What Kubernetes sets beside a service that is named barbell: `BARBELL_PORT=tcp://10.0.0.11:3000`. No setting looks like it. */
const serviceAddress = /^(tcp|udp|sctp):\/\//;

/** At most two letters are wrong, or only what follows the second word. */
function isNearly(name: string, one: string): boolean {
  const begin = one.split('_').slice(0, 2).join('_');
  return countChanges(name, one) <= 2 || name.startsWith(begin);
}

type Get = (name: keyof typeof variables) => string | undefined;

function readSlack(get: Get, mistakes: string[]): Settings['slack'] {
  const botToken = get('SLACK_BOT_TOKEN');
  const appToken = get('SLACK_APP_TOKEN');
  const signingSecret = get('SLACK_SIGNING_SECRET');
  const apiUrl = get('SLACK_API_URL');
  if ([botToken, appToken, signingSecret, apiUrl].every((value) => value === undefined)) {
    return undefined;
  }
  if (botToken === undefined) {
    mistakes.push(
      'SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token (xoxb-…) of your app.',
    );
  } else if (!botToken.startsWith('xoxb-')) {
    mistakes.push('SLACK_BOT_TOKEN does not begin with xoxb-: copy the Bot User OAuth Token.');
  }
  if (appToken === undefined && signingSecret === undefined) {
    mistakes.push(
      'SLACK_APP_TOKEN is missing: copy an app-level token (xapp-…) for Socket Mode, or set SLACK_SIGNING_SECRET for HTTP.',
    );
  }
  if (appToken !== undefined && !appToken.startsWith('xapp-')) {
    mistakes.push('SLACK_APP_TOKEN does not begin with xapp-: copy an app-level token.');
  }
  if (apiUrl !== undefined && !isHttpUrl(apiUrl)) {
    mistakes.push(`SLACK_API_URL is not an http address: ${apiUrl}`);
  }
  if (botToken === undefined || (appToken ?? signingSecret) === undefined) return undefined;
  return {
    botToken,
    transport:
      appToken === undefined
        ? { by: 'http', signingSecret: signingSecret ?? '' }
        : { by: 'socket', appToken },
    apiUrl: withSlash(apiUrl ?? defaults.SLACK_API_URL),
  };
}

function readClockUrl(get: Get, mistakes: string[]): string | undefined {
  const url = get('BARBELL_CLOCK_URL');
  if (url === undefined) return undefined;
  if (!isHttpUrl(url)) {
    mistakes.push(`BARBELL_CLOCK_URL is not an http address: ${url}`);
    return undefined;
  }
  if (!isSlackHere(get)) {
    mistakes.push(
      'BARBELL_CLOCK_URL is refused: a moved clock is only for a Slack on this machine (SLACK_API_URL on 127.0.0.1).',
    );
  }
  return url;
}

function readPace(get: Get, mistakes: string[]): boolean {
  const pace = get('BARBELL_PACE') ?? defaults.BARBELL_PACE;
  if (pace !== 'slack' && pace !== 'none') {
    mistakes.push(`BARBELL_PACE is slack or none, not ${pace}.`);
  }
  if (pace === 'none' && !isSlackHere(get)) {
    mistakes.push(
      'BARBELL_PACE=none is refused: only a Slack on this machine (SLACK_API_URL on 127.0.0.1) goes without a pace.',
    );
  }
  return pace !== 'none';
}

function isSlackHere(get: Get): boolean {
  const apiUrl = get('SLACK_API_URL');
  return apiUrl !== undefined && isHttpUrl(apiUrl) && isLoopback(new URL(apiUrl).hostname);
}

function readDatabaseUrl(url: string, mistakes: string[]): string {
  if (/^[a-z]+:\/\//i.test(url) && !isPostgres(url)) {
    mistakes.push('DATABASE_URL is neither postgres://… nor the path of a file.');
  }
  return url;
}

/** An address has no place beside it: then it is where the file would be. */
function besideDatabase(databaseUrl: string): string {
  const file = isPostgres(databaseUrl) ? defaults.DATABASE_URL : databaseUrl;
  return join(dirname(file), 'backups');
}

function readKeep(text: string, mistakes: string[]): number {
  if (!/^\d{1,4}$/.test(text)) {
    mistakes.push(`BARBELL_BACKUP_KEEP is a number from 0 to 9999, not ${text}.`);
    return 0;
  }
  return Number(text);
}

function readLogLevel(text: string, mistakes: string[]): LogLevel {
  const level = logLevels.find((known) => known === text.toLowerCase());
  if (level === undefined)
    mistakes.push(`LOG_LEVEL is one of ${logLevels.join(', ')}, not ${text}.`);
  return level ?? 'info';
}

function readPort(name: string, text: string, mistakes: string[]): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    mistakes.push(`${name} is a port number from 0 to 65535, not ${text}.`);
    return 0;
  }
  return port;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Whether this host is the machine we run on. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
