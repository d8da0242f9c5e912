import { z } from 'zod';
import { readJson } from '../../lib/json.ts';
import type { Log } from '../log.ts';
import { toSlackFailure } from './failures.ts';

// One Socket Mode connection, from its opening to its end. The SDK's own reconnecting is switched off: it ends the process on
// a refused token, on an envelope without an event and on a frame that is `null`, and it leaves seconds with no connection
// at every refresh. (slack.md *Sending*, reliability.md F-11 to F-16, B-17)

/** What the SDK calls when something happens on a connection. */
type Listener = (...parts: unknown[]) => unknown;

/** The SDK's client, as far as it is used. A client is for one connection. */
export interface SocketClient {
  start(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  on(event: string, listener: Listener): unknown;
  emit(event: string, ...parts: unknown[]): unknown;
  listeners(event: string): Listener[];
  removeAllListeners(event: string): unknown;
  /** What it is connected by, once it is; the states are those of a WebSocket. */
  websocket?: {
    readonly readyState: number | undefined;
    isActive(): boolean;
    send(frame: string, done: (error: Error | undefined) => void): void;
  };
}

/** A connection that stands or is being opened. */
export interface Link {
  client: SocketClient;
  /** Opens it; undefined once Slack has said hello. Slack's clock of a trigger does not run yet, so half a minute is fine. */
  connect(): Promise<{ code: string; retryAfterMs: number } | undefined>;
  /**
   * Resolves when Slack asks to go elsewhere. Until Slack closes the connection it may deliver on it, and what comes while *we*
   * close is heard by nobody: so that is left to Slack, and done here only when it has not happened after half a minute. (P04)
   */
  leaving: Promise<void>;
  /** As if Slack had asked. */
  leave(): void;
  /** Resolves when it is closed, by whomever. */
  gone: Promise<void>;
  close(): void;
  /** How long Slack means to keep it, as it said in its hello. */
  livesMs(): number | undefined;
}

const helloWithinMs = 30_000;
/** A peer that is gone never answers that it closes; the SDK would wait half a minute for it. (F-14) */
const closingCheckMs = 2_000;
/** Slack closes what it has asked to leave after some ten seconds. */
const leaveWithinMs = 30_000;
const closing = 2;

/** Makes a link of a client that is not connected yet. `onGreeted` hears how many connections Slack counts. */
export function makeLink(
  client: SocketClient,
  { log, onGreeted }: { log: Log; onGreeted: (connections: number) => void },
): Link {
  const leaving = makeSignal();
  const gone = makeSignal();
  let isGivenUp = false;
  let livesMs: number | undefined;
  let wasClosing = false;
  const check = setInterval(() => {
    const isClosing = client.websocket?.readyState === closing;
    // The second call does not wait for the peer any more.
    if (isClosing && wasClosing) void client.disconnect();
    wasClosing = isClosing;
  }, closingCheckMs);
  check.unref();
  client.on('disconnected', () => {
    clearInterval(check);
    gone.resolve();
  });
  guardFrames(client, log, (frame) => {
    if (frame.type === 'hello') {
      if (isGivenUp) void client.disconnect();
      const seconds = frame.debug_info?.approximate_connection_time;
      if (seconds !== undefined) livesMs = seconds * 1000;
      onGreeted(frame.num_connections ?? 0);
      return true;
    }
    if (frame.type !== 'disconnect') return true;
    if (usualReasons.includes(frame.reason ?? '')) {
      leaving.resolve();
      closeLater(client, gone.promise);
      return false;
    }
    log.warn({ reason: frame.reason }, wordsOf(frame.reason));
    return true;
  });
  return {
    client,
    leaving: leaving.promise,
    leave: leaving.resolve,
    gone: gone.promise,
    close: () => void client.disconnect(),
    livesMs: () => livesMs,
    connect: async () => {
      const timer = setTimeout(() => {
        isGivenUp = true;
        void client.disconnect();
        gone.resolve();
      }, helloWithinMs);
      const late = gone.promise.then(() => ({ code: 'closed', retryAfterMs: 0 }));
      const failure = await Promise.race([start(client), late]);
      clearTimeout(timer);
      if (failure !== undefined) clearInterval(check);
      return failure;
    },
  };
}

function closeLater(client: SocketClient, gone: Promise<void>): void {
  const timer = setTimeout(() => void client.disconnect(), leaveWithinMs);
  timer.unref();
  void gone.then(() => clearTimeout(timer));
}

async function start(
  client: SocketClient,
): Promise<{ code: string; retryAfterMs: number } | undefined> {
  return client.start().then(
    () => undefined,
    // Closed before the hello: the SDK rejects with nothing.
    (error: unknown) =>
      error === undefined ? { code: 'closed', retryAfterMs: 0 } : toSlackFailure(error),
  );
}

/** A promise that somebody else resolves. */
function makeSignal(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const frameSchema = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('hello'),
    num_connections: z.number().optional(),
    debug_info: z.looseObject({ approximate_connection_time: z.number().optional() }).optional(),
  }),
  z.looseObject({ type: z.literal('disconnect'), reason: z.string().optional() }),
  z.looseObject({
    type: z.enum(['events_api', 'interactive', 'slash_commands']),
    envelope_id: z.string().min(1),
    payload: z.looseObject({}),
    retry_attempt: z.number().optional().catch(undefined),
    retry_reason: z.string().optional().catch(undefined),
  }),
]);
type Frame = z.infer<typeof frameSchema>;
type Envelope = Extract<Frame, { envelope_id: string }>;

/** Ordinary life of a connection; any other reason is worth a line. https://docs.slack.dev/apis/events-api/using-socket-mode */
const usualReasons: readonly string[] = ['warning', 'refresh_requested'];

function wordsOf(reason: string | undefined): string {
  if (reason === 'link_disabled') {
    return 'Socket Mode is switched off in the settings of the Slack app: switch it on there, or set SLACK_SIGNING_SECRET';
  }
  return 'Slack closes a Socket Mode connection';
}

/**
 * Lets only frames through to the SDK that it can take, and that `isForSdk` says are its business. Envelopes go past it: it would
 * look for an event inside, take an event type like `close` for a word of its own, and read a text of 5 KB once more that has
 * been read here.
 */
function guardFrames(client: SocketClient, log: Log, isForSdk: (frame: Frame) => boolean): void {
  const [deliver] = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data) => {
    const frame = frameSchema.safeParse(typeof data === 'string' ? readJson(data) : undefined);
    if (!frame.success) {
      log.warn({}, 'a Socket Mode frame that nobody can read was ignored');
      return;
    }
    const { data: read } = frame;
    if (!isForSdk(read)) return;
    if (read.type !== 'hello' && read.type !== 'disconnect') {
      pass(client, read);
      return;
    }
    // The SDK's listener is asynchronous; whatever it rejects with would end the process.
    void Promise.resolve(deliver?.(JSON.stringify(read), false)).catch((error: unknown) => {
      log.error({ error: String(error) }, 'a Socket Mode frame could not be taken');
    });
  });
}

/** Hands an envelope to Bolt's receiver, as the SDK does. */
function pass(client: SocketClient, envelope: Envelope): void {
  const { envelope_id: id, payload, retry_attempt: times, retry_reason: reason } = envelope;
  client.emit('slack_event', {
    ack: (answer: unknown) => acknowledge(client, { envelope_id: id, payload: answer ?? {} }),
    ...{ envelope_id: id, type: envelope.type, body: payload },
    ...{ retry_num: times, retry_reason: reason },
  });
}

/** Rejects where this connection is gone: then it is tried on another one. */
function acknowledge({ websocket }: SocketClient, frame: object): Promise<void> {
  return new Promise((resolve, reject) => {
    if (websocket?.isActive() !== true) return reject(new Error('the connection is gone'));
    websocket.send(JSON.stringify(frame), (error) => (error ? reject(error) : resolve()));
  });
}
