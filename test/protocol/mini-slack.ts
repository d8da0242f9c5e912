import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

type Json = Record<string, unknown>;

/**
 * The least that a bot needs of Slack, in the hands of a test that wants to send what Slack itself never would: raw frames,
 * refusals at any moment, no answer at all.
 */
export interface MiniSlack {
  apiUrl: string;
  calls: { method: string; args: Json }[];
  /** Socket connections that are open now. */
  sockets: Set<WebSocket>;
  /** What the bot acknowledged, by envelope id. */
  acks: Map<string, unknown>;
  /** Answers of a method from now on; undefined for the usual one. */
  answers(method: string, answer: Json | undefined): void;
  /** Never answers this method again. */
  hangs(method: string): void;
  /** Answers this method so much later from now on. */
  delays(method: string, ms: number): void;
  /** Never answers calls of this method where `whose` says so; answers how many of them are under way, and how many were at the most. */
  holds(method: string, whose: (args: Json) => boolean): Readonly<Pick<Held, 'now' | 'most'>>;
  /** Sends a frame on the newest connection, as it is. */
  sends(frame: string | Buffer): void;
  /** Waits for something to become true. */
  until<T>(what: string, ask: () => T | undefined): Promise<T>;
}

/** The only workspace of the mini Slack. */
export const miniTeamId = 'T0MINI';
/** The bot's own user there. */
export const miniBotUserId = 'U0MINIBOT';

/** Calls that are never answered, until the bot gives them up. */
class Held {
  readonly whose: (args: Json) => boolean;
  most = 0;
  now = 0;

  constructor(whose: (args: Json) => boolean) {
    this.whose = whose;
  }

  keep(call: ServerResponse): void {
    this.now += 1;
    this.most = Math.max(this.most, this.now);
    call.once('close', () => {
      this.now -= 1;
    });
  }
}

/** What is to be done when a test, or a file of tests, is over. */
export type AtEnd = (end: () => Promise<void>) => void;

/** Starts one, on a free port unless told; it ends with the test, or when `atEnd` says. */
export async function startMiniSlack(
  atEnd: AtEnd = onTestFinished,
  wantedPort = 0,
): Promise<MiniSlack> {
  const calls: MiniSlack['calls'] = [];
  const posts: Json[] = [];
  const special = new Map<string, Json | undefined>();
  const hanging = new Set<string>();
  const delays = new Map<string, number>();
  const holding = new Map<string, Held>();
  const sockets = new Set<WebSocket>();
  const acks = new Map<string, unknown>();
  let count = 0;
  const server = createServer((request, response) => {
    const method = (request.url ?? '').replace(/^\/api\//, '');
    void readForm(request).then((args) => {
      calls.push({ method, args });
      count += 1;
      if (hanging.has(method)) return;
      const held = holding.get(method);
      if (held?.whose(args) === true) {
        held.keep(response);
        return;
      }
      const answered = special.get(method) ?? usualAnswer(method, args, { port, count, posts });
      if (method === 'chat.postMessage' && answered.ok === true)
        posts.unshift(keep(args, answered));
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answered));
      }, delays.get(method) ?? 0);
    });
  });
  const socketServer = new WebSocketServer({ server });
  socketServer.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data) => {
      const ack: { envelope_id?: string; payload?: unknown } = JSON.parse(String(data));
      if (ack.envelope_id !== undefined) acks.set(ack.envelope_id, ack.payload);
    });
    socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.size }));
  });
  server.listen(wantedPort, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  atEnd(async () => {
    for (const socket of sockets) socket.terminate();
    server.close();
    server.closeAllConnections();
  });
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    calls,
    sockets,
    acks,
    answers: (method, answer) => void special.set(method, answer),
    hangs: (method) => void hanging.add(method),
    delays: (method, ms) => void delays.set(method, ms),
    holds: (method, whose) => {
      const held = new Held(whose);
      holding.set(method, held);
      return held;
    },
    sends: (frame) => [...sockets].at(-1)?.send(frame),
    until: untilThere,
  };
}

/** A post as whoever reads back sees it: a bot that forgot it must be able to find it, and must not send it again. */
function keep({ channel, thread_ts, text, metadata }: Json, { ts }: Json): Json {
  return { channel, thread_ts, ts, text, metadata: JSON.parse(String(metadata ?? 'null')) };
}

function usualAnswer(
  method: string,
  args: Json,
  at: { port: number; count: number; posts: Json[] },
): Json {
  switch (method) {
    case 'auth.test':
      return {
        ok: true,
        team_id: miniTeamId,
        team: 'Mini',
        user_id: miniBotUserId,
        bot_id: 'B0MINI',
      };
    case 'apps.connections.open':
      return { ok: true, url: `ws://127.0.0.1:${at.port}/link` };
    case 'chat.postMessage': {
      const posted = { channel: args.channel, ts: `1700000000.${100_000 + at.count}` };
      at.posts.unshift(keep(args, posted));
      return { ok: true, ...posted };
    }
    case 'conversations.history':
    case 'conversations.replies': {
      const messages = at.posts.filter(
        ({ channel, thread_ts }) => channel === args.channel && thread_ts === args.ts,
      );
      return { ok: true, messages };
    }
    case 'conversations.info':
      return { ok: true, channel: { id: args.channel, name: 'mini', is_member: true } };
    case 'conversations.members':
      return { ok: true, members: ['U0ONE', miniBotUserId] };
    case 'users.info':
      return {
        ok: true,
        user: { id: args.user, team_id: miniTeamId, name: 'one', tz: 'Europe/Berlin' },
      };
    default:
      return { ok: true };
  }
}

async function readForm(request: IncomingMessage): Promise<Json> {
  let text = '';
  for await (const part of request) text += String(part);
  return Object.fromEntries(new URLSearchParams(text));
}

/** What takes longer is not slowness; shorter than a test may take, so that it is said what never came. */
const patienceMs = 45_000;

async function untilThere<T>(what: string, ask: () => T | undefined): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = ask();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
