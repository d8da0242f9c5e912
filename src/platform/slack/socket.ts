import { z } from 'zod';
import { readJson } from '../../lib/json.ts';
import { StartupError } from '../../lib/startup-error.ts';
import type { Log } from '../log.ts';
import { deadTokenCodes, toSlackFailure } from './failures.ts';

// Keeps Socket Mode connections open. The SDK's own reconnecting is switched off: it ends the process on a refused token,
// on an envelope without an event and on a frame that is `null`, and it is deaf for five seconds at every refresh.
// (slack.md *Sending*, reliability.md P04, P05, F-11 to F-21, B-17)

/** What the SDK calls when something happens on a connection. */
type Listener = (...parts: unknown[]) => unknown;

/** The SDK's client, as far as it is used. */
export interface SocketClient {
  start(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  on(event: string, listener: Listener): unknown;
  listeners(event: string): Listener[];
  removeAllListeners(event: string): unknown;
}

/** `onDeaf` is called, once, when Slack has refused us for good. */
export interface SocketParts {
  clients: readonly SocketClient[];
  log: Log;
  onDeaf: (why: string) => void;
}

/** Connections that are held. */
export interface HeldSockets {
  isConnected(): boolean;
  /** How many connections of others Slack counted when it last greeted us: they take some of the payloads. */
  countOthers(): number;
  stop(): void;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A connection that held so long was a good one: after it the next is opened at once. */
const stableMs = 10_000;
const helloWithinMs = 30_000;
/** Besides a token that ended: one that never was for this. */
const refusals: ReadonlySet<string> = new Set([
  ...deadTokenCodes,
  'missing_scope',
  'forbidden_team',
]);

/**
 * Connects all clients, and each again whenever Slack closes it: at once, and then with growing pauses up to half a minute.
 * Resolves when the first is connected; `isConnected` tells whether one is at the moment. Throws a `StartupError` when Slack refuses the app token.
 */
export async function holdSockets(parts: SocketParts): Promise<HeldSockets> {
  const state = { isStopped: false, connected: 0, others: 0 };
  for (const client of parts.clients) {
    guardFrames(client, parts, (others) => {
      state.others = others;
    });
  }
  const [first, ...others] = parts.clients;
  if (first !== undefined) {
    let onConnected = (): void => undefined;
    const connected = new Promise<undefined>((resolve) => {
      onConnected = () => resolve(undefined);
    });
    const held = hold(first, { ...parts, state, onConnected });
    const refusal = await Promise.race([connected, held]);
    if (refusal !== undefined) {
      throw new StartupError(
        `Slack refuses SLACK_APP_TOKEN (${refusal}): copy an app-level token with connections:write once more.`,
      );
    }
    void held.then(tell);
  }
  for (const client of others) {
    void hold(client, { ...parts, state, onConnected: () => undefined }).then(tell);
  }

  function tell(refusal: string | undefined): void {
    if (refusal === undefined || state.isStopped) return;
    stop();
    parts.onDeaf(`Slack refuses the app token: ${refusal}`);
  }
  function stop(): void {
    state.isStopped = true;
    for (const client of parts.clients) void client.disconnect();
  }
  return { isConnected: () => state.connected > 0, countOthers: () => state.others, stop };
}

interface Holding extends SocketParts {
  state: { isStopped: boolean; connected: number };
  onConnected: () => void;
}

/** Holds one connection until it is stopped; answers Slack's code when Slack refuses for good. */
async function hold(client: SocketClient, parts: Holding): Promise<string | undefined> {
  let failures = 0;
  let onGone = (): void => undefined;
  client.on('disconnected', () => onGone());
  while (!parts.state.isStopped) {
    const gone = new Promise<void>((resolve) => {
      onGone = resolve;
    });
    const failure = await connect(client);
    if (failure === undefined) {
      parts.state.connected += 1;
      parts.onConnected();
      const stable = setTimeout(() => {
        failures = 0;
      }, stableMs);
      await gone;
      parts.state.connected -= 1;
      clearTimeout(stable);
    } else if (refusals.has(failure.code)) {
      return failure.code;
    } else {
      parts.log.warn({ code: failure.code }, 'Socket Mode does not connect; it is tried again');
    }
    if (failures > 0 || failure !== undefined) {
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures);
      await pause(Math.max(pauseMs, failure?.retryAfterMs ?? 0));
    }
    failures += 1;
  }
  return undefined;
}

/** Undefined once Slack has said hello. */
async function connect(
  client: SocketClient,
): Promise<{ code: string; retryAfterMs: number } | undefined> {
  const timer = setTimeout(() => void client.disconnect(), helloWithinMs);
  const failure = await client.start().then(
    () => undefined,
    // Closed before the hello: the SDK rejects with nothing.
    (error: unknown) =>
      error === undefined ? { code: 'closed', retryAfterMs: 0 } : toSlackFailure(error),
  );
  clearTimeout(timer);
  return failure;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

const frameSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('hello'), num_connections: z.number().optional() }),
  z.looseObject({ type: z.literal('disconnect'), reason: z.string().optional() }),
  z.looseObject({
    type: z.enum(['events_api', 'interactive', 'slash_commands']),
    envelope_id: z.string().min(1),
    payload: z.looseObject({}),
  }),
]);

/** Ordinary life of a connection; any other reason is worth a line. */
const usualReasons: readonly string[] = ['warning', 'refresh_requested'];

/**
 * Lets only frames through to the SDK that it can take. Envelopes lose their kind on the way: the SDK would look for an event
 * inside, and would take an event type like `close` for a word of its own. The payload says what it is.
 */
function guardFrames(
  client: SocketClient,
  { clients, log }: SocketParts,
  onGreeted: (others: number) => void,
): void {
  const [deliver] = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data) => {
    const frame = frameSchema.safeParse(typeof data === 'string' ? readJson(data) : undefined);
    if (!frame.success) {
      log.warn({}, 'a Socket Mode frame that nobody can read was ignored');
      return;
    }
    const { data: read } = frame;
    if (read.type === 'hello') {
      const connections = read.num_connections ?? 0;
      onGreeted(Math.max(0, connections - clients.length));
      if (connections > clients.length) {
        log.warn({ connections }, 'another process is connected with this app token');
      }
    }
    if (read.type === 'disconnect' && !usualReasons.includes(read.reason ?? '')) {
      log.warn({ reason: read.reason }, 'Slack closes a Socket Mode connection');
    }
    const passed = 'envelope_id' in read ? { ...read, type: 'envelope' } : read;
    // The SDK's listener is asynchronous; whatever it rejects with would end the process.
    void Promise.resolve(deliver?.(JSON.stringify(passed), false)).catch((error: unknown) => {
      log.error({ error: String(error) }, 'a Socket Mode frame could not be taken');
    });
  });
}
