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

/**
 * Opens the port. Requests for `/slack/events` go to `slackEvents` when there is one. Throws a `StartupError` when the
 * port is taken.
 */
export async function openDoor(options: {
  port: number;
  readHealth: () => Promise<Health>;
  slackEvents?: RequestListener;
}): Promise<Door> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (path === '/slack/events' && options.slackEvents !== undefined) {
      options.slackEvents(request, response);
      return;
    }
    if (path !== '/healthz' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    void answerHealth(options.readHealth).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  await listen(server, options.port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answerHealth(
  readHealth: () => Promise<Health>,
): Promise<{ status: number; body: string }> {
  return readHealth().then(
    (health) => ({ status: health.ok ? 200 : 503, body: JSON.stringify(health) }),
    (error: unknown) => ({
      status: 503,
      body: JSON.stringify({ ok: false, error: String(error) }),
    }),
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new StartupError(
              `Port ${port} is taken. Choose another one with PORT, as in PORT=3001.`,
            )
          : error,
      );
    });
    server.listen(port, () => resolve());
  });
}
