import { createServer, type RequestListener, type Server } from 'node:http';
import { StartupError } from '../lib/startup-error.ts';
import type { Check } from './health-rules.ts';

/** What `GET /healthz` says. */
export interface Health {
  ok: boolean;
  /** The ritual's time. */
  now: string;
  /** The next instant at which something is due, or null. */
  nextDueAt: string | null;
  /** The next instant of each kind of due thing. */
  next: Record<string, string>;
  /** Nothing that is due at `now` is left undone, and the outbox is empty. */
  isQuiet: boolean;
}

/** What `GET /readyz` says: whether each part works, by name, and for whom we work. */
export interface Readiness {
  ok: boolean;
  /** A Slack on this computer, or the real one. */
  mode: 'local workspace' | 'Slack';
  transport: 'socket' | 'http';
  /** Known once Slack has said it. */
  workspace?: { id: string; name: string };
  checks: Check[];
}

/** The one port: `/healthz`, `/readyz`, `/metrics`, and in HTTP mode `/slack/events`. */
export interface Door {
  port: number;
  stop(): Promise<void>;
}

const usualAnswerMs = 5_000;
const usualCloseMs = 3_000;
/** Nobody holds a connection by being slow (reliability.md B-10). */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
} as const;

/**
 * Opens the port. Requests for `/slack/events` go to `slackEvents` when there is one. Throws a `StartupError` when the
 * port is taken.
 */
export async function openDoor(options: {
  port: number;
  readHealth: () => Promise<Health>;
  /** Without it there is no `/readyz`. */
  readReadiness?: () => Promise<Readiness>;
  /** Without it there is no `/metrics`. */
  readMetrics?: () => Promise<{ contentType: string; text: string }>;
  /** Called when the answer fails, and again only after it has worked. */
  onTrouble: (error: unknown) => void;
  /** Where to listen; everywhere by default. */
  host?: string;
  /** How long an answer may take before it counts as none; five seconds by default. */
  answerWithinMs?: number;
  /** How long a request under way may keep the port open at its end; three seconds by default. */
  closeWithinMs?: number;
  slackEvents?: RequestListener;
}): Promise<Door> {
  let isTroubled = false;
  const read = async <T>(reading: Promise<T>): Promise<T | undefined> =>
    reading.then(
      (answer) => {
        isTroubled = false;
        return answer;
      },
      (error: unknown) => {
        if (!isTroubled) options.onTrouble(error);
        isTroubled = true;
        return undefined;
      },
    );
  const { readHealth, readReadiness, readMetrics } = options;
  const pages = new Map<string, () => Promise<Page | undefined>>([
    ['/healthz', async () => toPage(await read(readHealth()))],
  ]);
  if (readReadiness !== undefined) {
    pages.set('/readyz', async () => toPage(await read(readReadiness())));
  }
  if (readMetrics !== undefined) {
    pages.set('/metrics', async () => {
      const metrics = await read(readMetrics());
      return metrics === undefined
        ? undefined
        : { status: 200, contentType: metrics.contentType, body: metrics.text };
    });
  }
  const server = createServer(limits, (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === '/slack/events' && options.slackEvents !== undefined) {
      options.slackEvents(request, response);
      return;
    }
    const page = pages.get(path);
    if (page === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    void answer(page, options.answerWithinMs ?? usualAnswerMs).then((answered) => {
      const { status, contentType, body } = answered;
      response.writeHead(status, { 'content-type': contentType }).end(body);
    });
  });
  await listen(server, options.port, options.host);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    stop: () => close(server, options.closeWithinMs ?? usualCloseMs),
  };
}

interface Page {
  status: number;
  contentType: string;
  body: string;
}

const json = 'application/json';

function toPage(said: { ok: boolean } | undefined): Page | undefined {
  if (said === undefined) return undefined;
  return { status: said.ok ? 200 : 503, contentType: json, body: JSON.stringify(said) };
}

async function answer(
  read: () => Promise<Page | undefined>,
  answerWithinMs: number,
): Promise<Page> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), answerWithinMs);
  });
  // Why it fails is in the log; whoever asks here may be a stranger.
  const said = await Promise.race([read(), late]);
  clearTimeout(timer);
  if (said !== undefined) return said;
  const body = JSON.stringify({ ok: false, error: 'the database does not answer' });
  return { status: 503, contentType: json, body };
}

/** Lets requests under way finish, for a while; connections that only wait are closed at once. */
function close(server: Server, closeWithinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const cut = setTimeout(() => server.closeAllConnections(), closeWithinMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${error.code})`;
      reject(
        new StartupError(`Port ${port} ${why}. Choose another one with PORT, as in PORT=3001.`),
      );
    });
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => resolve());
  });
}
