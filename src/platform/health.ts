import { createServer, type RequestListener, type Server } from 'node:http';
import { StartupError } from '../lib/startup-error.ts';

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

/** The one port: `/healthz`, and in HTTP mode `/slack/events`. */
export interface Door {
  port: number;
  stop(): Promise<void>;
}

const usualAnswerMs = 5_000;
const closeWithinMs = 3_000;
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
  /** Called when the answer fails, and again only after it has worked. */
  onTrouble: (error: unknown) => void;
  /** Where to listen; everywhere by default. */
  host?: string;
  /** How long an answer may take before it counts as none; five seconds by default. */
  answerWithinMs?: number;
  slackEvents?: RequestListener;
}): Promise<Door> {
  let isTroubled = false;
  const readHealth = (): Promise<Health | undefined> =>
    options.readHealth().then(
      (health) => {
        isTroubled = false;
        return health;
      },
      (error: unknown) => {
        if (!isTroubled) options.onTrouble(error);
        isTroubled = true;
        return undefined;
      },
    );
  const server = createServer(limits, (request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (path === '/slack/events' && options.slackEvents !== undefined) {
      options.slackEvents(request, response);
      return;
    }
    if (path !== '/healthz' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    void answerHealth(readHealth, options.answerWithinMs ?? usualAnswerMs).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      },
    );
  });
  await listen(server, options.port, options.host);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    stop: () => close(server),
  };
}

async function answerHealth(
  readHealth: () => Promise<Health | undefined>,
  answerWithinMs: number,
): Promise<{ status: number; body: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), answerWithinMs);
  });
  // Why it fails is in the log; whoever asks here may be a stranger.
  const health = await Promise.race([readHealth(), late]);
  clearTimeout(timer);
  if (health === undefined) {
    return {
      status: 503,
      body: JSON.stringify({ ok: false, error: 'the database does not answer' }),
    };
  }
  return { status: health.ok ? 200 : 503, body: JSON.stringify(health) };
}

/** Lets requests under way finish, for a while; connections that only wait are closed at once. */
function close(server: Server): Promise<void> {
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
